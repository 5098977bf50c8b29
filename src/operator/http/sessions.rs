//! Where somebody is signed in, in the back office.
use std::collections::HashMap;

use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path, Query},
};
use entity::{
    ids::{OperatorId, SessionId, TerminalId},
    session::{Kind, Model},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{super::flow::sessions as flow, Office};
use crate::{
    app::App,
    error::Result,
    http::{Page, Problem, ServiceConfig},
    store,
};

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_sessions).service(end_others).service(end_session);
}

#[derive(Deserialize, IntoParams)]
struct Whose {
    /// One of the staff; whoever asks, unless given.
    #[param(value_type = Option<String>)]
    staff: Option<OperatorId>,
}

/// Somebody, signed in somewhere.
#[derive(Serialize, ToSchema)]
struct SessionView {
    id: SessionId,
    /// 后台 or 收银台
    door_text: &'static str,
    /// `T01`
    terminal_code: Option<String>,
    /// `2026-11-22 14:05:09`
    since_text: String,
    /// To the minute; null before the first request.
    seen_text: Option<String>,
    /// From where it was used last.
    address_text: Option<String>,
    /// Whether it is the one that asks.
    current: bool,
}

/// Where the one who asks is signed in, or somebody whom they may change (`staff.edit`).
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    params(Whose),
    responses(
        (status = 200, body = Page<SessionView>),
        (status = 403, body = Problem, description = "not_permitted, not_yours_to_give"),
        (status = 404, body = Problem, description = "no_such_staff"),
    )
)]
#[get("/sessions")]
async fn list_sessions(
    app: Data<App>,
    office: Office,
    whose: Query<Whose>,
) -> Result<Json<Page<SessionView>>> {
    let sessions = flow::of(&app, &office.staff, whose.into_inner().staff).await?;
    let tills = store::terminals(&app.db, office.merchant).await?;
    let codes: HashMap<TerminalId, String> =
        tills.into_iter().map(|till| (till.id, till.code)).collect();
    let view = |session: Model| SessionView {
        id: session.id,
        door_text: if session.kind == Kind::Till { "收银台" } else { "后台" },
        terminal_code: session.terminal_id.and_then(|till| codes.get(&till).cloned()),
        since_text: session.created_at.clock(),
        seen_text: session.seen_at.map(|seen| seen.clock()),
        address_text: session.address,
        current: session.id == office.session,
    };
    Ok(Json(Page::whole(sessions.into_iter().map(view).collect())))
}

/// End one of one's own, or of somebody whom one may change (`staff.edit`).
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "not_permitted, not_yours_to_give"),
        (status = 404, body = Problem, description = "no_such_session, no_such_staff"),
    )
)]
#[delete("/sessions/{id}")]
async fn end_session(app: Data<App>, office: Office, id: Path<SessionId>) -> Result<HttpResponse> {
    flow::end(&app, office.staff, id.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// End all of one's own but this one.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 204), (status = 401, body = Problem))
)]
#[post("/sessions/end-others")]
async fn end_others(app: Data<App>, office: Office) -> Result<HttpResponse> {
    flow::end_others(&app, office.staff, office.session).await?;
    Ok(HttpResponse::NoContent().finish())
}
