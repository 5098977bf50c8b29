//! Levels are listed, made, deleted, and looked at before they hold.
use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path},
};
use anyhow::Context;
use entity::{ids::LevelId, level::Model};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        Expiry, Ladder, LevelRefusal, Program, Rung, Terms, Upgrade,
        flow::levels::{self, By, Draft},
        ladder::forget_ladder,
        rows,
        rules::summary::{summary, wrong},
    },
    view::LevelDetail,
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Keyed, Page, Problem, ServiceConfig},
    merchant,
    operator::{Headquarters, May, Office, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_levels).service(create_level).service(delete_level).service(preview);
}

/// Where a level is what new members begin with.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LevelDefault)]
enum DefaultFor {
    Wechat,
    Till,
}

#[derive(Serialize, ToSchema)]
struct ListedLevel {
    #[serde(flatten)]
    level: LevelDetail,
    /// `wechat`, `till`: what members who register there begin with.
    default_for: Vec<DefaultFor>,
}

/// All levels, from the lowest to the highest; those that no rule moves come first.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 200, body = Page<ListedLevel>), (status = 401, body = Problem))
)]
#[get("/levels")]
async fn list_levels(app: Data<App>, office: Office) -> Result<Json<Page<ListedLevel>>> {
    let shop = merchant::find(&app.db, office.merchant).await?.context("no such merchant")?;
    let ladder = rows::ladder(&app.db, office.merchant).await?;
    let listed = |rung: &Rung| {
        let defaults = [
            (shop.default_level_wechat, DefaultFor::Wechat),
            (shop.default_level_till, DefaultFor::Till),
        ];
        let default_for = defaults.into_iter().filter(|(level, _)| *level == rung.level.id);
        ListedLevel {
            level: LevelDetail::from(rung.clone()),
            default_for: default_for.map(|(_, door)| door).collect(),
        }
    };
    Ok(Json(Page::whole(ladder.rungs().iter().map(listed).collect())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewLevelBody {
    /// 1 to 16 visible ASCII characters, unique in the merchant.
    code: String,
    name: String,
    /// Its step on the ladder; none for levels no rule moves.
    rank: Option<i32>,
    description: Option<String>,
    /// 权益说明
    benefits: Option<String>,
    terms: Terms,
}

/// 新增等级
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    request_body = NewLevelBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = LevelDetail),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 409, body = Problem, description = "level_code_taken"),
        (status = 422, body = Problem,
            description = "level_terms_malformed, level_program_malformed"),
    )
)]
#[post("/levels")]
async fn create_level(
    app: Data<App>,
    office: Headquarters<right::EditRules>,
    Keyed { key, body }: Keyed<NewLevelBody>,
) -> Result<HttpResponse> {
    let by = By { merchant: office.merchant, operator: office.operator.id };
    let draft = Draft {
        code: body.code,
        name: body.name,
        rank: body.rank,
        description: body.description.unwrap_or_default(),
        benefits: body.benefits.unwrap_or_default(),
        terms: body.terms,
    };
    let key = key.of(by.operator);
    let made: LevelDetail = app.once(by.merchant, key, levels::make, (by, draft)).await?;
    forget_ladder(&app, by.merchant).await;
    Ok(HttpResponse::Created().json(made))
}

/// Delete a level that nobody holds; the recycle bin has it.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    params(("id" = String, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_level"),
        (status = 409, body = Problem, description = "level_system, level_in_use"),
    )
)]
#[delete("/levels/{id}")]
async fn delete_level(
    app: Data<App>,
    office: Headquarters<right::EditRules>,
    id: Path<LevelId>,
) -> Result<HttpResponse> {
    let by = By { merchant: office.merchant, operator: office.operator.id };
    app.transact(levels::delete, (by, *id)).await?;
    forget_ladder(&app, by.merchant).await;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PreviewBody {
    upgrade: Upgrade,
    expiry: Expiry,
    /// Levels as they would be; the others as they are.
    levels: Option<Vec<PreviewLevel>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PreviewLevel {
    /// None for one that is not made yet.
    id: Option<LevelId>,
    name: String,
    rank: Option<i32>,
    terms: Terms,
}

#[derive(Serialize, ToSchema)]
struct LevelProblem {
    code: &'static str,
    /// For people.
    why: String,
}

#[derive(Serialize, ToSchema)]
struct PreviewView {
    /// What will happen, and when.
    sentences: Vec<String>,
    /// Why it cannot be published; nothing, if it can.
    problems: Vec<LevelProblem>,
}

/// What a program would do, in plain words, and what keeps it from being published (C11).
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    request_body = PreviewBody,
    responses(
        (status = 200, body = PreviewView),
        (status = 404, body = Problem, description = "no_such_level"),
    )
)]
#[post("/programs/level/preview")]
async fn preview(
    app: Data<App>,
    office: May<right::EditRules>,
    Body(body): Body<PreviewBody>,
) -> Result<Json<PreviewView>> {
    let held = rows::ladder(&app.db, office.merchant).await?;
    let program = Program { upgrade: body.upgrade, expiry: body.expiry };
    let mut wanted = Ladder::new((program, held.version, held.since), held.rungs().to_vec());
    for draft in body.levels.unwrap_or_default() {
        let level = match draft.id {
            Some(id) => held.offered(id).ok_or(LevelRefusal::NoSuchLevel)?.level.clone(),
            None => unmade(&app, &office),
        };
        let level = Model { name: draft.name, rank: draft.rank, ..level };
        wanted = wanted.with(Rung { level, terms: draft.terms });
    }
    let problems = wrong(&wanted).into_iter();
    let problems = problems.map(|wrong| LevelProblem { code: wrong.code, why: wrong.why });
    Ok(Json(PreviewView { sentences: summary(&wanted), problems: problems.collect() }))
}

fn unmade(app: &App, office: &Office) -> Model {
    Model {
        id: app.world.id(),
        merchant_id: office.merchant,
        code: String::new(),
        name: String::new(),
        system: false,
        rank: None,
        description: String::new(),
        benefits: String::new(),
        terms: None,
        code_was: None,
        deleted_at: None,
        created_at: app.world.now(),
    }
}
