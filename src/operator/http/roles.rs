//! Roles, in the back office.
use std::collections::HashMap;

use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path},
};
use entity::{ids::RoleId, role::Model};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        Right, Rights,
        flow::role::{self as flow, RoleDraft},
        right, rows,
    },
    Headquarters, May, Office,
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Keyed, Page, Problem, ServiceConfig},
};

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_rights).service(list_roles);
    cfg.service(create_role).service(change_role).service(delete_role);
}

/// One function of the back office or of the till.
#[derive(Serialize, ToSchema)]
struct RightView {
    key: Right,
    text: &'static str,
    group_text: &'static str,
    /// Of no use to whoever works in some shops only.
    headquarters: bool,
}

impl From<Right> for RightView {
    fn from(right: Right) -> Self {
        let (text, group_text) = (right.text(), right.group_text());
        Self { key: right, text, group_text, headquarters: right.headquarters() }
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
struct RoleView {
    id: RoleId,
    name: String,
    /// The house's own: 老板, 店长, 收银员.
    system: bool,
    rights: Vec<Right>,
    /// How many have it.
    staff: i64,
}

impl RoleView {
    fn new(role: Model, staff: i64) -> Self {
        let rights = Rights::of(&role).list();
        Self { id: role.id, name: role.name, system: role.system.is_some(), rights, staff }
    }
}

impl From<Model> for RoleView {
    fn from(role: Model) -> Self {
        Self::new(role, 0)
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RoleBody {
    /// 1 to 20 characters.
    name: String,
    rights: Vec<Right>,
}

impl From<RoleBody> for RoleDraft {
    fn from(RoleBody { name, rights }: RoleBody) -> Self {
        Self { name, rights }
    }
}

/// Everything that a role may allow.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 200, body = Page<RightView>), (status = 401, body = Problem))
)]
#[get("/staff/rights")]
async fn list_rights(_: Office) -> Json<Page<RightView>> {
    Json(Page::whole(Right::ALL.iter().copied().map(RightView::from).collect()))
}

/// All roles.
#[utoipa::path(
    tag = "office",
    security(("office" = ["staff.edit"])),
    responses((status = 200, body = Page<RoleView>), (status = 403, body = Problem))
)]
#[get("/roles")]
async fn list_roles(app: Data<App>, office: May<right::EditStaff>) -> Result<Json<Page<RoleView>>> {
    let roles = rows::roles(&app.db, office.merchant).await?;
    let staff: HashMap<RoleId, i64> =
        rows::staff_of_roles(&app.db, office.merchant).await?.into_iter().collect();
    let view = |role: Model| {
        let staff = staff.get(&role.id).copied().unwrap_or_default();
        RoleView::new(role, staff)
    };
    Ok(Json(Page::whole(roles.into_iter().map(view).collect())))
}

/// A new role, of rights that whoever makes it has.
#[utoipa::path(
    tag = "office",
    security(("office" = ["staff.edit"])),
    request_body = RoleBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = RoleView),
        (status = 403, body = Problem, description = "not_permitted, not_yours_to_give"),
        (status = 422, body = Problem, description = "role_malformed"),
    )
)]
#[post("/roles")]
async fn create_role(
    app: Data<App>,
    office: May<right::EditStaff>,
    Keyed { key, body }: Keyed<RoleBody>,
) -> Result<HttpResponse> {
    let ask = (office.staff.clone(), body.into());
    let key = key.of(office.operator.id);
    let made: RoleView = app.once(office.merchant, key, flow::add, ask).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Another name, other rights: for everybody who has it, at this node at once and at the others
/// within two seconds.
#[utoipa::path(
    tag = "office",
    security(("office" = ["staff.edit"])),
    request_body = RoleBody,
    params(("id" = String, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "not_permitted, not_yours_to_give"),
        (status = 404, body = Problem, description = "no_such_role"),
        (status = 409, body = Problem, description = "role_system"),
        (status = 422, body = Problem, description = "role_malformed"),
    )
)]
#[put("/roles/{id}")]
async fn change_role(
    app: Data<App>,
    office: Headquarters<right::EditStaff>,
    id: Path<RoleId>,
    Body(body): Body<RoleBody>,
) -> Result<HttpResponse> {
    let ask = (office.staff.clone(), id.into_inner(), body.into());
    let staff = app.transact(flow::change, ask).await?;
    flow::forget(&app, &staff).await;
    Ok(HttpResponse::NoContent().finish())
}

/// A role that nobody has.
#[utoipa::path(
    tag = "office",
    security(("office" = ["staff.edit"])),
    params(("id" = String, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "not_permitted, not_yours_to_give"),
        (status = 404, body = Problem, description = "no_such_role"),
        (status = 409, body = Problem, description = "role_in_use, role_system"),
    )
)]
#[delete("/roles/{id}")]
async fn delete_role(
    app: Data<App>,
    office: Headquarters<right::EditStaff>,
    id: Path<RoleId>,
) -> Result<HttpResponse> {
    app.transact(flow::delete, (office.staff.clone(), id.into_inner())).await?;
    Ok(HttpResponse::NoContent().finish())
}
