//! 充值活动 and 储值设置 in the back office.
use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path, Query},
};
use entity::{ids::RechargeRuleId, program};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::{
    Program,
    flow::{self, AddRule, SaveProgram, Withdraw},
    recharge::Draft,
    rows,
    view::RechargeRuleView,
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Keyed, Page, Problem, ServiceConfig},
    merchant,
    operator::{Headquarters, Office, right},
};

pub fn office_routes(cfg: &mut ServiceConfig) {
    cfg.service(list).service(add).service(remove).service(show).service(save);
}

#[derive(Deserialize, IntoParams)]
struct Named {
    /// Part of a rule's name.
    q: Option<String>,
}

/// 充值活动
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    params(Named),
    responses((status = 200, body = Page<RechargeRuleView>), (status = 401, body = Problem))
)]
#[get("/recharge-rules")]
async fn list(
    app: Data<App>,
    office: Office,
    Query(Named { q }): Query<Named>,
) -> Result<Json<Page<RechargeRuleView>>> {
    let mut rules = rows::rule::list(&app.db, office.merchant).await?;
    rules.retain(|rule| q.as_ref().is_none_or(|q| rule.name.contains(q.trim())));
    let rules = rules.into_iter().map(RechargeRuleView::try_from);
    Ok(Json(Page::whole(rules.collect::<Result<_>>()?)))
}

/// Make a rule. It is never changed afterwards: withdraw it and make another.
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
    let ask = AddRule { merchant: office.merchant, by: office.operator.id, draft: body };
    let key = key.of(office.operator.id);
    let made: RechargeRuleView = app.once(office.merchant, key, flow::add_rule, ask).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Withdraw a rule.
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
    let (merchant, by) = (office.merchant, office.operator.id);
    app.transact(flow::withdraw, Withdraw { merchant, by, rule: id.into_inner() }).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 储值设置
#[derive(Serialize, ToSchema)]
struct StoredValueSettings {
    /// 0 is the house's own.
    version: i32,
    program: Program,
}

#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 200, body = StoredValueSettings), (status = 401, body = Problem))
)]
#[get("/programs/stored-value")]
async fn show(app: Data<App>, office: Office) -> Result<Json<StoredValueSettings>> {
    let found =
        merchant::program::<Program>(&app, office.merchant, program::Kind::StoredValue).await?;
    Ok(Json(StoredValueSettings { version: found.version, program: found.terms.clone() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StoredValueSettingsBody {
    program: Program,
    /// Why; the log keeps it.
    reason: String,
}

/// The next version of the settings.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    request_body = StoredValueSettingsBody,
    responses(
        (status = 200, body = StoredValueSettings),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 422, body = Problem, description = "stored_value_program_malformed"),
    )
)]
#[put("/programs/stored-value")]
async fn save(
    app: Data<App>,
    office: Headquarters<right::EditRules>,
    Body(body): Body<StoredValueSettingsBody>,
) -> Result<Json<StoredValueSettings>> {
    let StoredValueSettingsBody { program, reason } = body;
    let (merchant, by) = (office.merchant, office.operator.id);
    let ask = SaveProgram { merchant, by, program: program.clone(), reason };
    let version = app.transact(flow::save_program, ask).await?;
    merchant::forget_program(&app, merchant, program::Kind::StoredValue).await;
    Ok(Json(StoredValueSettings { version, program }))
}
