//! Who works here, in the back office.
use actix_web::{
    HttpResponse, get, post, put,
    web::{Data, Json, Path, Query},
};
use entity::ids::{OperatorId, RoleId, SessionId, StoreId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        Staff,
        flow::{
            invite::Token,
            staff::{self as flow, Change, Done, Invite, Post},
        },
        right, rows,
        rows::Shown,
        rules::{Draft, NewStaff},
    },
    May,
    office::StoreName,
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Keyed, Listing, Page, Problem, ServiceConfig},
};

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_staff).service(invite_staff).service(change_staff);
    cfg.service(suspend_staff).service(resume_staff);
    cfg.service(invite_staff_again).service(reset_two_factor);
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Status {
    Invited,
    Working,
    Suspended,
}

/// Somebody who works here.
#[derive(Serialize, Deserialize, ToSchema)]
struct StaffView {
    id: OperatorId,
    login: String,
    name: String,
    /// 工号
    number: String,
    role: RoleName,
    /// In all shops, also those to come; else in `stores`.
    everywhere: bool,
    stores: Vec<StoreName>,
    #[schema(inline)]
    status: Status,
    status_text: String,
    two_factor: bool,
    /// `2026-11-22 14:05:09`; null of whoever never came.
    last_seen_text: Option<String>,
    /// Whether it is the one who asks.
    #[serde(rename = "self")]
    myself: bool,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct RoleName {
    id: RoleId,
    name: String,
}

impl StaffView {
    fn new(shown: Shown, reader: OperatorId) -> Self {
        let Shown { operator, role, stores, two_factor, seen } = shown;
        let (status, status_text) = if operator.disabled_at.is_some() {
            (Status::Suspended, "已停用")
        } else if operator.password_hash.is_empty() {
            (Status::Invited, "待接受邀请")
        } else {
            (Status::Working, "在职")
        };
        Self {
            id: operator.id,
            login: operator.login,
            name: operator.name,
            number: operator.number,
            role: RoleName { id: operator.role_id, name: role },
            everywhere: operator.everywhere,
            stores: stores.into_iter().map(|(id, name)| StoreName { id, name }).collect(),
            status,
            status_text: status_text.to_owned(),
            two_factor,
            last_seen_text: seen.map(|at| at.clock()),
            myself: operator.id == reader,
        }
    }
}

/// Whoever works where the one who asks decides, in the order in which they came (ADM-02).
#[utoipa::path(
    tag = "office",
    security(("office" = ["staff.edit"])),
    params(Listing),
    responses((status = 200, body = Page<StaffView>), (status = 403, body = Problem))
)]
#[get("/staff")]
async fn list_staff(
    app: Data<App>,
    office: May<right::EditStaff>,
    list: Query<Listing>,
) -> Result<Json<Page<StaffView>>> {
    let limit = list.limit();
    let whose = (office.merchant, office.operator.id, &office.scope);
    let staff = rows::page(&app.db, whose, list.after()?, limit + 1).await?;
    let view = |shown| StaffView::new(shown, office.operator.id);
    Ok(Json(Page::of(staff, limit, |shown| shown.operator.id, view)))
}

async fn one(app: &App, by: &Staff, id: OperatorId) -> Result<StaffView> {
    let shown = rows::shown(&app.db, by.operator.merchant_id, id).await?;
    Ok(StaffView::new(shown, by.operator.id))
}

/// What was done to somebody, as it is kept under its key.
#[derive(Serialize, Deserialize)]
struct DoneView {
    staff: StaffView,
    ended: Vec<SessionId>,
}

impl From<Done> for DoneView {
    fn from(Done { by, shown, ended }: Done) -> Self {
        Self { staff: StaffView::new(shown, by), ended }
    }
}

impl DoneView {
    /// What this node remembers of them is not true any more.
    async fn told(self, app: &App) -> Json<StaffView> {
        flow::forget(app, self.staff.id, &self.ended).await;
        Json(self.staff)
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStaffBody {
    /// 4 to 64 visible ASCII characters, unique in the whole installation.
    login: String,
    name: String,
    /// 工号: 4 to 8 digits, unique in the merchant.
    number: String,
    role: RoleId,
    /// In all shops, also those to come: headquarters.
    #[serde(default)]
    everywhere: bool,
    /// At least one, unless they are everywhere.
    #[serde(default)]
    stores: Vec<StoreId>,
}

/// Somebody new, and the only sight of their link.
#[derive(Serialize, ToSchema)]
struct InvitedView {
    staff: StaffView,
    #[serde(flatten)]
    link: LinkView,
}

#[derive(Serialize, ToSchema)]
struct LinkView {
    invite_url: String,
    /// `2026-11-25 14:05:09`
    expires_text: String,
}

impl LinkView {
    /// The token is behind `#`, which browsers send to nobody.
    fn new(app: &App, token: &Token) -> Self {
        let expires = app.world.now().plus_ms(super::super::flow::invite::LASTS_MS);
        Self {
            invite_url: format!("{}/office/invite#{}", app.config.http.public_url, token.text),
            expires_text: expires.clock(),
        }
    }
}

/// Invite somebody: their link is in this answer and in no other. If the answer is lost, invite them
/// again. That is why no Idempotency-Key is taken here: its answers are kept.
#[utoipa::path(
    tag = "office",
    security(("office" = ["staff.edit"])),
    request_body = NewStaffBody,
    responses(
        (status = 201, body = InvitedView),
        (status = 403, body = Problem, description = "not_permitted, not_yours_to_give"),
        (status = 404, body = Problem, description = "no_such_role, no_such_store"),
        (status = 409, body = Problem, description = "login_taken, number_taken"),
        (status = 422, body = Problem, description = "staff_malformed, owner_everywhere, staff_everywhere, staff_no_store"),
    )
)]
#[post("/staff")]
async fn invite_staff(
    app: Data<App>,
    office: May<right::EditStaff>,
    Body(body): Body<NewStaffBody>,
) -> Result<HttpResponse> {
    let NewStaffBody { login, name, number, role, everywhere, stores } = body;
    let token = Token::new(&app.world);
    let ask = Invite {
        by: office.staff.clone(),
        new: NewStaff { login, draft: Draft { name, number } },
        post: Post { role, everywhere, stores },
        token_hash: token.hash.clone(),
    };
    let id = app.transact(flow::add, ask).await?;
    let (staff, link) = (one(&app, &office.staff, id).await?, LinkView::new(&app, &token));
    Ok(HttpResponse::Created().json(InvitedView { staff, link }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StaffBody {
    name: String,
    number: String,
    role: RoleId,
    #[serde(default)]
    everywhere: bool,
    #[serde(default)]
    stores: Vec<StoreId>,
}

/// What is written of somebody, what they may and where.
#[utoipa::path(
    tag = "office",
    security(("office" = ["staff.edit"])),
    request_body = StaffBody,
    params(("id" = String, Path)),
    responses(
        (status = 200, body = StaffView),
        (status = 403, body = Problem, description = "not_permitted, not_yours_to_give"),
        (status = 404, body = Problem, description = "no_such_staff, no_such_role, no_such_store"),
        (status = 409, body = Problem, description = "number_taken, last_owner"),
        (status = 422, body = Problem, description = "staff_malformed, owner_everywhere, staff_everywhere, staff_no_store"),
    )
)]
#[put("/staff/{id}")]
async fn change_staff(
    app: Data<App>,
    office: May<right::EditStaff>,
    id: Path<OperatorId>,
    Body(body): Body<StaffBody>,
) -> Result<Json<StaffView>> {
    let StaffBody { name, number, role, everywhere, stores } = body;
    let (by, whom) = (office.staff.clone(), id.into_inner());
    let (draft, post) = (Draft { name, number }, Post { role, everywhere, stores });
    app.transact(flow::change, Change { by, whom, draft, post }).await?;
    flow::forget(&app, whom, &[]).await;
    Ok(Json(one(&app, &office.staff, whom).await?))
}

/// Its address says it all.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoBody {}

/// They are out: here at once, at other nodes within two seconds (B7).
#[utoipa::path(
    tag = "office",
    security(("office" = ["staff.edit"])),
    request_body = NoBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = StaffView),
        (status = 403, body = Problem, description = "not_permitted, not_yours_to_give"),
        (status = 404, body = Problem, description = "no_such_staff"),
        (status = 409, body = Problem, description = "not_yourself, last_owner"),
    )
)]
#[post("/staff/{id}/suspend")]
async fn suspend_staff(
    app: Data<App>,
    office: May<right::EditStaff>,
    id: Path<OperatorId>,
    Keyed { key, .. }: Keyed<NoBody>,
) -> Result<Json<StaffView>> {
    let (key, ask) = (key.of(office.operator.id), (office.staff.clone(), id.into_inner()));
    let done: DoneView = app.once(office.merchant, key, flow::suspend, ask).await?;
    Ok(done.told(&app).await)
}

/// They are back, and sign in anew.
#[utoipa::path(
    tag = "office",
    security(("office" = ["staff.edit"])),
    request_body = NoBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = StaffView),
        (status = 403, body = Problem, description = "not_permitted, not_yours_to_give"),
        (status = 404, body = Problem, description = "no_such_staff"),
    )
)]
#[post("/staff/{id}/resume")]
async fn resume_staff(
    app: Data<App>,
    office: May<right::EditStaff>,
    id: Path<OperatorId>,
    Keyed { key, .. }: Keyed<NoBody>,
) -> Result<Json<StaffView>> {
    let (key, ask) = (key.of(office.operator.id), (office.staff.clone(), id.into_inner()));
    let done: DoneView = app.once(office.merchant, key, flow::resume, ask).await?;
    Ok(done.told(&app).await)
}

/// A new link, for whoever lost the first one or their password. The old one is dead, and they are out
/// wherever they are signed in. No Idempotency-Key is taken here, as when somebody is invited first:
/// its answers are kept, and this one holds a secret. Asked twice, the second link counts.
#[utoipa::path(
    tag = "office",
    security(("office" = ["staff.edit"])),
    request_body = NoBody,
    params(("id" = String, Path)),
    responses(
        (status = 200, body = LinkView),
        (status = 403, body = Problem, description = "not_permitted, not_yours_to_give"),
        (status = 404, body = Problem, description = "no_such_staff"),
    )
)]
#[post("/staff/{id}/invite")]
async fn invite_staff_again(
    app: Data<App>,
    office: May<right::EditStaff>,
    id: Path<OperatorId>,
    _: Body<NoBody>,
) -> Result<Json<LinkView>> {
    let token = Token::new(&app.world);
    let whom = id.into_inner();
    let ask = (office.staff.clone(), whom, token.hash.clone());
    let ended = app.transact(flow::invite_again, ask).await?;
    flow::forget(&app, whom, &ended).await;
    Ok(Json(LinkView::new(&app, &token)))
}

/// Their phone is lost: their second factor is gone, and their sessions with it.
#[utoipa::path(
    tag = "office",
    security(("office" = ["staff.edit"])),
    request_body = NoBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = StaffView),
        (status = 403, body = Problem, description = "not_permitted, not_yours_to_give"),
        (status = 404, body = Problem, description = "no_such_staff"),
    )
)]
#[post("/staff/{id}/reset-two-factor")]
async fn reset_two_factor(
    app: Data<App>,
    office: May<right::EditStaff>,
    id: Path<OperatorId>,
    Keyed { key, .. }: Keyed<NoBody>,
) -> Result<Json<StaffView>> {
    let (key, ask) = (key.of(office.operator.id), (office.staff.clone(), id.into_inner()));
    let done: DoneView = app.once(office.merchant, key, flow::reset_two_factor, ask).await?;
    Ok(done.told(&app).await)
}
