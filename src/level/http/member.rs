//! A member's door: 会员权益.
use actix_web::{
    get,
    web::{Data, Json},
};
use anyhow::Context;
use entity::{account::Asset, ids::MerchantId, program};

use super::{
    super::{
        Ladder, Upgrade, ladder,
        rows::{cards, sums},
        rules::{explain, words::Known},
    },
    benefits::Benefits,
};
use crate::{
    app::App,
    catalog,
    error::Result,
    http::{Problem, ServiceConfig},
    ledger::{self, Holdings},
    merchant, points,
    session::CurrentMember,
};

pub fn member_routes(cfg: &mut ServiceConfig) {
    cfg.service(show_benefits);
}

/// What the primary card's level gives, and what will become of it (LVL-06).
#[utoipa::path(tag = "member", responses((status = 200, body = Benefits),
    (status = 401, body = Problem)))]
#[get("/benefits")]
async fn show_benefits(app: Data<App>, me: CurrentMember) -> Result<Json<Benefits>> {
    let (merchant, now) = (me.merchant, app.world.now());
    let holdings = ledger::peek(&app.db, merchant, me.card.id).await?;
    let ladder = ladder(&app, merchant).await?;
    let changes = cards::changes(&app.db, merchant, me.card.id).await?;
    let told = explain::on(&ladder, &holdings.card, &changes, now);
    let have = counted(&app, &ladder, &holdings).await?;
    let known = known(&app, merchant, &ladder).await?;
    let benefits = Benefits::of(&ladder, &holdings.card, &told, (have, &known), now);
    Ok(Json(benefits.context("a card without a level")?))
}

/// How much the card has of what lifts it, in the unit of the program; below nothing while it owes.
async fn counted(app: &App, ladder: &Ladder, holdings: &Holdings) -> Result<i64> {
    let now = app.world.now();
    Ok(match ladder.program.upgrade {
        Upgrade::None => 0,
        Upgrade::Growth => holdings.growth().0 - holdings.growth_debt().0,
        Upgrade::Points => holdings.spendable(Asset::Points, now) - holdings.points_debt().0,
        Upgrade::Spend => {
            let ever = (Ladder::EVER, now.plus_ms(1));
            sums::spent(&app.db, &holdings.card, ever).await?.0
        }
        Upgrade::Recharge => sums::recharged(&app.db, &holdings.card).await?.0,
    })
}

async fn known(app: &App, merchant: MerchantId, ladder: &Ladder) -> Result<Known> {
    let program =
        merchant::program::<points::Program>(app, merchant, program::Kind::Points).await?;
    let multipliers = &program.terms.multipliers.levels;
    let named = ladder.rungs().iter().flat_map(|rung| rung.terms.categories()).collect();
    let categories = catalog::category_names(&app.db, merchant, named).await?;
    Ok(Known {
        categories: categories.into_iter().collect(),
        multipliers: multipliers.iter().map(|of| (of.level, of.rate)).collect(),
    })
}
