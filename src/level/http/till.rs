//! Levels at a till: 付费升级.
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json},
};
use entity::{
    ids::{CardId, LevelId},
    program,
    sale_tender::Kind,
    values::Fen,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    super::{
        LevelMove,
        flow::{self, Pay},
        ladder,
    },
    view::LevelOnSale,
};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Page, Problem, ServiceConfig},
    merchant,
    operator::Clerk,
    points, typed,
};

pub fn till_routes(cfg: &mut ServiceConfig) {
    cfg.service(levels_on_sale).service(upgrade_level);
}

/// Levels that are for sale, the lowest first.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    responses((status = 200, body = Page<LevelOnSale>), (status = 401, body = Problem))
)]
#[get("/levels/on-sale")]
async fn levels_on_sale(app: Data<App>, clerk: Clerk) -> Result<Json<Page<LevelOnSale>>> {
    let ladder = ladder(&app, clerk.merchant).await?;
    Ok(Json(Page::whole(ladder.rungs().iter().filter_map(LevelOnSale::of).collect())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpgradeBody {
    card: CardId,
    level: LevelId,
    /// The till's own number for this, unique for ever.
    order_no: String,
    /// How it was paid; not by stored value.
    tender: Kind,
    /// The price that the customer was told, in fen.
    paid: Fen,
}

/// 付费升级: sell a level, with its reward.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = UpgradeBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = LevelMove),
        (status = 404, body = Problem, description = "no_such_card, no_such_level"),
        (status = 409, body = Problem,
            description = "level_not_for_sale, level_not_higher, level_price_changed, \
                already_posted, card_not_active, account_frozen"),
        (status = 422, body = Problem,
            description = "level_tender_unfit, order_no_malformed"),
    )
)]
#[post("/levels/upgrade")]
async fn upgrade_level(
    app: Data<App>,
    clerk: Clerk,
    Keyed { key, body }: Keyed<UpgradeBody>,
) -> Result<HttpResponse> {
    typed::order_no(&body.order_no)?;
    let merchant = clerk.merchant;
    let here = (merchant, clerk.terminal.store_id);
    let points = merchant::program_in::<points::Program>(&app, here, program::Kind::Points).await?;
    let ask = Pay {
        clerk: clerk.to_ref(),
        ladder: ladder(&app, merchant).await?,
        card: body.card,
        to: body.level,
        order_no: body.order_no,
        tender: body.tender,
        paid: body.paid,
        points: points.terms.clone(),
    };
    let done: LevelMove = app.once(merchant, key.of(clerk.terminal.id), flow::pay, ask).await?;
    Ok(HttpResponse::Created().json(done))
}
