//! 操作日志: who did what, to whom, and what changed by it (ADM-07).
use actix_web::{
    get,
    web::{Data, Json, Query},
};
use chrono::NaiveDate;
use entity::{
    ids::{AuditId, OperatorId},
    values::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::told::{AuditView, Names};
use crate::{
    app::App,
    audit::{self, ACTIONS, Sought},
    error::Result,
    http::{Listing, Page, Problem, RequestRefusal, ServiceConfig},
    operator::{self, May, Staff, right},
    typed,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(log).service(choices);
}

/// What the log can be searched by.
#[derive(Serialize, ToSchema)]
struct LogChoices {
    /// Of the staff; for whoever works in some shops, of those.
    actors: Vec<LogActor>,
    actions: Vec<LogAction>,
}

#[derive(Serialize, ToSchema)]
struct LogActor {
    id: OperatorId,
    name: String,
}

#[derive(Serialize, ToSchema)]
struct LogAction {
    /// `settings.change`
    key: &'static str,
    /// 修改会员设置
    text: &'static str,
}

/// What the log can be searched by.
#[utoipa::path(
    tag = "office",
    security(("office" = ["audit.see"])),
    responses(
        (status = 200, body = LogChoices),
        (status = 403, body = Problem, description = "not_permitted"),
    )
)]
#[get("/audit/choices")]
async fn choices(app: Data<App>, office: May<right::SeeAudit>) -> Result<Json<LogChoices>> {
    let within = operator::within(&app.db, &office.staff).await?;
    let mut staff = operator::list(&app.db, office.merchant).await?;
    staff.retain(|one| within.as_ref().is_none_or(|within| within.contains(&one.id)));
    let actors = staff.into_iter().map(|one| LogActor { id: one.id, name: one.name }).collect();
    let actions = ACTIONS.iter().map(|(key, text)| LogAction { key, text }).collect();
    Ok(Json(LogChoices { actors, actions }))
}

#[derive(Deserialize, IntoParams)]
struct Wanted {
    /// Id of one of the staff, a member or a key, or `system`.
    actor: Option<String>,
    /// `settings.change`
    action: Option<String>,
    /// Id of what it was done to.
    subject: Option<String>,
    /// The first day, in China: `2026-11-01`.
    #[param(value_type = Option<String>)]
    from: Option<NaiveDate>,
    /// The last day.
    #[param(value_type = Option<String>)]
    to: Option<NaiveDate>,
}

/// Who did what, the newest first; for whoever works in some shops, what the staff of those did.
#[utoipa::path(
    tag = "office",
    security(("office" = ["audit.see"])),
    params(Wanted, Listing),
    responses(
        (status = 200, body = Page<AuditView>),
        (status = 403, body = Problem, description = "not_permitted"),
        (status = 422, body = Problem, description = "malformed"),
    )
)]
#[get("/audit")]
async fn log(
    app: Data<App>,
    office: May<right::SeeAudit>,
    wanted: Query<Wanted>,
    list: Query<Listing>,
) -> Result<Json<Page<AuditView>>> {
    let limit = list.limit();
    let sought = sought(&app, &office.staff, wanted.into_inner()).await?;
    let lines = audit::page(&app.db, office.merchant, sought, list.after()?, limit + 1).await?;
    let names = Names::of(&app, office.merchant).await?;
    Ok(Json(Page::of(lines, limit, |line| line.id, |line| names.view(line))))
}

async fn sought(app: &App, by: &Staff, wanted: Wanted) -> Result<Sought> {
    let Wanted { actor, action, subject, from, to } = wanted;
    let fine = |word: &Option<String>| word.as_deref().is_none_or(typed::could_be_key);
    if ![&actor, &action, &subject].into_iter().all(fine) {
        return Err(RequestRefusal::Malformed { why: "actor, action, subject".to_owned() }.into());
    }
    let within = operator::within(&app.db, by).await?;
    let within: Option<Vec<String>> =
        within.map(|staff| staff.iter().map(OperatorId::to_string).collect());
    let actors = match (within, actor) {
        (None, actor) => actor.map(|actor| vec![actor]),
        (within, None) => within,
        (Some(within), Some(actor)) => {
            Some(within.into_iter().filter(|who| *who == actor).collect())
        }
    };
    let until = to.and_then(|day| day.succ_opt()).map(begins);
    Ok(Sought { actors, action, subject, from: from.map(begins), until })
}

/// Where the lines of a day begin.
fn begins(day: NaiveDate) -> AuditId {
    audit::since(Timestamp::midnight_of(day))
}
