//! 充值活动 in the back office.
use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path, Query},
};
use entity::ids::RechargeRuleId;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::super::{
    flow::rule::{self, By},
    recharge::{Draft, State, state},
    rows,
    view::RechargeRuleView,
};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Page, Problem, ServiceConfig},
    operator::{Headquarters, Office, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list).service(add).service(change).service(copy).service(remove);
}

#[derive(Deserialize, IntoParams)]
struct Wanted {
    /// Part of a rule's name (RCH-06).
    q: Option<String>,
    /// All that were not withdrawn, unless given.
    state: Option<State>,
}

fn by(office: &Office) -> By {
    By { merchant: office.merchant, operator: office.operator.id }
}

/// 充值活动, the smallest amount first.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    params(Wanted),
    responses((status = 200, body = Page<RechargeRuleView>), (status = 401, body = Problem))
)]
#[get("/recharge-rules")]
async fn list(
    app: Data<App>,
    office: Office,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<RechargeRuleView>>> {
    let (merchant, now) = (office.merchant, app.world.now());
    let mut rules = match wanted.state {
        Some(State::Withdrawn) => rows::rule::withdrawn(&app.db, merchant).await?,
        _ => rows::rule::list(&app.db, merchant).await?,
    };
    rules.retain(|rule| wanted.q.as_ref().is_none_or(|q| rule.name.contains(q.trim())));
    rules.retain(|rule| wanted.state.is_none_or(|wanted| state(rule, now) == wanted));
    let rules = rules.into_iter().map(|rule| RechargeRuleView::try_from((rule, now)));
    Ok(Json(Page::whole(rules.collect::<Result<_>>()?)))
}

/// Make a rule.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    request_body = Draft,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = RechargeRuleView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_store, no_such_level"),
        (status = 422, body = Problem, description = "recharge_rule_malformed"),
    )
)]
#[post("/recharge-rules")]
async fn add(
    app: Data<App>,
    office: Headquarters<right::EditRules>,
    Keyed { key, body }: Keyed<Draft>,
) -> Result<HttpResponse> {
    let (by, key) = (by(&office), key.of(office.operator.id));
    let made: RechargeRuleView = app.once(by.merchant, key, rule::add, (by, body)).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Change a rule, for top-ups from now on. What was given by it stays given.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    request_body = Draft,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = RechargeRuleView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem,
            description = "no_such_recharge_rule, no_such_store, no_such_level"),
        (status = 422, body = Problem, description = "recharge_rule_malformed"),
    )
)]
#[put("/recharge-rules/{id}")]
async fn change(
    app: Data<App>,
    office: Headquarters<right::EditRules>,
    id: Path<RechargeRuleId>,
    Keyed { key, body }: Keyed<Draft>,
) -> Result<Json<RechargeRuleView>> {
    let (by, key) = (by(&office), key.of(office.operator.id));
    Ok(Json(app.once(by.merchant, key, rule::change, (by, *id, body)).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RechargeRuleCopyBody)]
struct CopyBody {
    /// The old one's and 副本, unless given.
    name: Option<String>,
}

/// Make another of the same terms and dates: it is in force at once, if the first one is.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    request_body = CopyBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = RechargeRuleView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_recharge_rule"),
        (status = 422, body = Problem, description = "recharge_rule_malformed"),
    )
)]
#[post("/recharge-rules/{id}/copy")]
async fn copy(
    app: Data<App>,
    office: Headquarters<right::EditRules>,
    id: Path<RechargeRuleId>,
    Keyed { key, body }: Keyed<CopyBody>,
) -> Result<HttpResponse> {
    let (by, key) = (by(&office), key.of(office.operator.id));
    let made: RechargeRuleView =
        app.once(by.merchant, key, rule::copy, (by, *id, body.name)).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Withdraw a rule; the recycle bin has it.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    params(("id" = String, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_recharge_rule"),
    )
)]
#[delete("/recharge-rules/{id}")]
async fn remove(
    app: Data<App>,
    office: Headquarters<right::EditRules>,
    id: Path<RechargeRuleId>,
) -> Result<HttpResponse> {
    app.transact(rule::withdraw, (by(&office), *id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
