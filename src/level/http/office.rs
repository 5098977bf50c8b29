//! Levels in the back office.
use actix_web::{
    get, post, put,
    web::{Data, Json, Path, Query},
};
use chrono::NaiveDate;
use entity::{
    ids::{CardId, LevelId, MerchantId},
    values::Timestamp,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    super::{
        LevelMove, Program, explain,
        flow::{self, ChangeLevel, ChangeProgram, Give},
        ladder::forget_ladder,
        rows,
    },
    levels,
    view::{ExplainedLevel, GiveBody, LevelBody, LevelProgramView},
};
use crate::{
    app::App,
    card as cards,
    error::Result,
    http::{Body, Keyed, Problem, ServiceConfig},
    operator::{Headquarters, May, Office, right},
};

pub fn office_routes(cfg: &mut ServiceConfig) {
    levels::routes(cfg);
    cfg.service(level_program)
        .service(change_level_program)
        .service(change_level)
        .service(explain_level)
        .service(give_level);
}

/// How cards rise and fall, and all levels.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 200, body = LevelProgramView), (status = 401, body = Problem))
)]
#[get("/programs/level")]
async fn level_program(app: Data<App>, office: Office) -> Result<Json<LevelProgramView>> {
    present(&app, office.merchant).await
}

/// Decide how cards rise and fall. A term that has begun keeps its end.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    request_body = Program,
    responses(
        (status = 200, body = LevelProgramView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 422, body = Problem, description = "level_program_malformed"),
    )
)]
#[put("/programs/level")]
async fn change_level_program(
    app: Data<App>,
    office: Headquarters<right::EditRules>,
    Body(program): Body<Program>,
) -> Result<Json<LevelProgramView>> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    app.transact(flow::change_program, ChangeProgram { merchant, operator, program }).await?;
    forget_ladder(&app, merchant).await;
    present(&app, merchant).await
}

/// Define a level.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    request_body = LevelBody,
    responses(
        (status = 200, body = LevelProgramView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_level"),
        (status = 422, body = Problem,
            description = "level_terms_malformed, level_program_malformed"),
    )
)]
#[put("/levels/{id}")]
async fn change_level(
    app: Data<App>,
    office: Headquarters<right::EditRules>,
    level: Path<LevelId>,
    Body(body): Body<LevelBody>,
) -> Result<Json<LevelProgramView>> {
    let merchant = office.merchant;
    let ask = ChangeLevel {
        merchant,
        operator: office.operator.id,
        level: *level,
        name: body.name,
        rank: body.rank,
        description: body.description,
        benefits: body.benefits,
        terms: body.terms,
    };
    app.transact(flow::change_level, ask).await?;
    forget_ladder(&app, merchant).await;
    present(&app, merchant).await
}

async fn present(app: &App, merchant: MerchantId) -> Result<Json<LevelProgramView>> {
    Ok(Json(rows::ladder(&app.db, merchant).await?.into()))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct OnDay {
    /// `2026-05-03`, in China; today, unless given.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
}

/// Which level a card has at the end of a day, and why.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(OnDay),
    responses(
        (status = 200, body = ExplainedLevel),
        (status = 404, body = Problem, description = "no_such_card"),
    )
)]
#[get("/cards/{id}/level")]
async fn explain_level(
    app: Data<App>,
    office: May<right::SeeMembers>,
    card: Path<CardId>,
    day: Query<OnDay>,
) -> Result<Json<ExplainedLevel>> {
    cards::within(&app, office.merchant, *card, &office.scope).await?;
    let on = day.on.map_or_else(|| app.world.now(), Timestamp::start_of);
    Ok(Json(explain(&app, office.merchant, *card, on).await?))
}

/// Give a card another level by hand.
#[utoipa::path(
    tag = "office",
    security(("office" = ["levels.give"])),
    request_body = GiveBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = LevelMove),
        (status = 404, body = Problem, description = "no_such_card, no_such_level"),
        (status = 409, body = Problem, description = "level_unchanged"),
        (status = 422, body = Problem, description = "reason_needed"),
    )
)]
#[post("/cards/{id}/level")]
async fn give_level(
    app: Data<App>,
    office: May<right::GiveLevels>,
    card: Path<CardId>,
    Keyed { key, body }: Keyed<GiveBody>,
) -> Result<Json<LevelMove>> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    cards::within(&app, merchant, *card, &office.scope).await?;
    let ask = Give {
        merchant,
        operator: (operator, office.operator.name.clone()),
        card: *card,
        to: body.level,
        reason: body.reason,
    };
    Ok(Json(app.once(merchant, key.of(operator), flow::give, ask).await?))
}
