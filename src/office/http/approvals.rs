//! What one asked for and another decides on (E19).
use std::collections::HashMap;

use actix_web::{
    get, post, put,
    web::{Data, Json, Path, Query},
};
use entity::{
    ids::{ApprovalId, OperatorId},
    program::Kind,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::super::approve;
use crate::{
    app::App,
    approval::{self, Allow, ApprovalView, Deed, Limits, Names, Refuse, Sought, Stand},
    error::Result,
    http::{Body, Keyed, Listing, Page, Problem, ServiceConfig},
    merchant,
    operator::{self, May, Office, Right, right},
    typed,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(show_limits).service(change_limits);
    cfg.service(list_approvals).service(allow).service(refuse);
}

/// The most that one does alone.
#[utoipa::path(
    tag = "office",
    security(("office" = ["settings.edit"])),
    responses((status = 200, body = Limits), (status = 403, body = Problem))
)]
#[get("/approvals/limits")]
async fn show_limits(app: Data<App>, office: May<right::EditSettings>) -> Result<Json<Limits>> {
    Ok(Json(approval::limits(&app, office.merchant).await?.terms))
}

/// Decide how much one does alone, from now on.
#[utoipa::path(
    tag = "office",
    security(("office" = ["settings.edit"])),
    request_body = Limits,
    responses(
        (status = 200, body = Limits),
        (status = 403, body = Problem, description = "not_permitted, headquarters_only"),
        (status = 409, body = Problem, description = "raced"),
        (status = 422, body = Problem, description = "limit_negative"),
    )
)]
#[put("/approvals/limits")]
async fn change_limits(
    app: Data<App>,
    office: May<right::EditSettings>,
    Body(limits): Body<Limits>,
) -> Result<Json<Limits>> {
    let ask = (office.merchant, office.operator.id, limits);
    app.transact(approval::change_limits, ask).await?;
    merchant::forget_program(&app, office.merchant, Kind::Approval).await;
    Ok(Json(limits))
}

#[derive(Deserialize, IntoParams)]
struct Wanted {
    /// `waiting`, `approved`, `refused` or `expired`; all, unless given.
    #[param(value_type = Option<String>)]
    state: Option<Stand>,
}

/// What waits and what was decided, the newest first: what they asked for themselves, and for whoever
/// decides (`approve`) what they could do themselves, in their own shops.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    params(Wanted, Listing),
    responses((status = 200, body = Page<ApprovalView>), (status = 401, body = Problem))
)]
#[get("/approvals")]
async fn list_approvals(
    app: Data<App>,
    office: Office,
    wanted: Query<Wanted>,
    list: Query<Listing>,
) -> Result<Json<Page<ApprovalView>>> {
    let (limit, reader) = (list.limit(), office.operator.id);
    let mine = |deed: &Deed| operator::may(&office.staff, deed.right(), false).is_ok();
    let decides = office.rights.has(Right::Approve);
    let kinds = Deed::ALL.into_iter().filter(|deed| decides && mine(deed)).map(Deed::key).collect();
    let (merchant, now, scope) = (office.merchant, app.world.now(), office.scope.clone());
    let stand = wanted.into_inner().state;
    let sought = Sought { merchant, reader, kinds, scope, stand, now };
    let rows = approval::page(&app.db, sought, list.after()?, limit + 1).await?;
    let names = names(&app, &office).await?;
    Ok(Json(Page::of(rows, limit, |row| row.id, |row| names.view(row))))
}

async fn names(app: &App, office: &Office) -> Result<Names> {
    let staff = operator::list(&app.db, office.merchant).await?;
    let names: HashMap<OperatorId, String> =
        staff.into_iter().map(|operator| (operator.id, operator.name)).collect();
    Ok(Names { reader: office.operator.id, now: app.world.now(), names })
}

/// Its address says it all.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoBody {}

/// Allow it: it is done in the same moment, once.
#[utoipa::path(
    tag = "office",
    security(("office" = ["approve"])),
    request_body = NoBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = ApprovalView),
        (status = 403, body = Problem, description = "not_permitted, headquarters_only, approval_elsewhere"),
        (status = 404, body = Problem, description = "no_such_approval"),
        (status = 409, body = Problem, description = "not_your_own, maker_gone, and whatever the deed says"),
        (status = 410, body = Problem, description = "approval_over"),
    )
)]
#[post("/approvals/{id}/approve")]
async fn allow(
    app: Data<App>,
    office: May<right::Approve>,
    id: Path<ApprovalId>,
    Keyed { key, .. }: Keyed<NoBody>,
) -> Result<Json<ApprovalView>> {
    let (merchant, checker) = (office.merchant, office.operator.id);
    let allow = Allow { merchant, checker, id: id.into_inner() };
    let ask = approve::Ask::of(&app, allow).await?;
    Ok(Json(app.once(merchant, key.of(checker), approve::approve, ask).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RefuseBody {
    /// 1 to 200 characters.
    reason: String,
}

/// Refuse it; whoever asked takes it back so.
#[utoipa::path(
    tag = "office",
    security(("office" = ["approve"])),
    request_body = RefuseBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = ApprovalView),
        (status = 403, body = Problem, description = "not_permitted, headquarters_only, approval_elsewhere"),
        (status = 404, body = Problem, description = "no_such_approval"),
        (status = 410, body = Problem, description = "approval_over"),
        (status = 422, body = Problem, description = "reason_needed"),
    )
)]
#[post("/approvals/{id}/refuse")]
async fn refuse(
    app: Data<App>,
    office: May<right::Approve>,
    id: Path<ApprovalId>,
    Keyed { key, body }: Keyed<RefuseBody>,
) -> Result<Json<ApprovalView>> {
    let because = typed::reason(&body.reason)?;
    let (merchant, checker) = (office.merchant, office.operator.id);
    let ask = Refuse { merchant, checker, id: id.into_inner(), because };
    Ok(Json(app.once(merchant, key.of(checker), approval::refuse, ask).await?))
}
