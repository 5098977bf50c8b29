//! A member's door: what may be paid in, and what comes on top (RCH-11).
use actix_web::{
    get,
    web::{Data, Json},
};
use entity::{ids::MerchantId, recharge_rule};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::{
    offers::{Looking, Names, TopUpOffer},
    recharge::Terms,
    rows,
};
use crate::{
    app::App,
    catalog::{self, Named},
    coupon,
    error::Result,
    http::{Problem, ServiceConfig},
    lang::say,
    level,
    session::CurrentMember,
    store,
};

pub fn member_routes(cfg: &mut ServiceConfig) {
    cfg.service(list_offers);
}

/// 充值活动 that are in force.
#[derive(Serialize, ToSchema)]
struct TopUpOffers {
    items: Vec<TopUpOffer>,
    /// `请到门店收银台充值`
    how_text: String,
}

/// 充值活动, the smallest amount first.
#[utoipa::path(tag = "member", responses((status = 200, body = TopUpOffers),
    (status = 401, body = Problem)))]
#[get("/top-up-offers")]
async fn list_offers(app: Data<App>, me: CurrentMember) -> Result<Json<TopUpOffers>> {
    let (merchant, now) = (me.merchant, app.world.now());
    let read = |rule: recharge_rule::Model| Ok((serde_json::from_str(&rule.terms)?, rule));
    let rules: Vec<(Terms, _)> =
        rows::rule::list(&app.db, merchant).await?.into_iter().map(read).collect::<Result<_>>()?;
    let used = rows::rule::used(&app.db, merchant, me.member.id).await?;
    let names = names(&app, merchant, rules.iter().map(|(terms, _)| terms)).await?;
    let who = Looking { level: level::held(&me.card, now), used: &used, now };
    let offers = rules.into_iter();
    let items = offers.filter_map(|(terms, rule)| TopUpOffer::of(rule, &terms, &names, &who));
    let how_text = say("请到门店收银台充值", "Top up at the till of a store").to_owned();
    Ok(Json(TopUpOffers { items: items.collect(), how_text }))
}

/// One statement for each kind of thing that the rules speak of.
async fn names<'t>(
    app: &App,
    merchant: MerchantId,
    rules: impl Iterator<Item = &'t Terms> + Clone,
) -> Result<Names> {
    let db = &app.db;
    let gifts = || rules.clone().map(|terms| &terms.gifts);
    let coupons = gifts().flat_map(|gifts| &gifts.coupons).map(|gift| gift.template).collect();
    let services: Vec<_> =
        gifts().flat_map(|gifts| &gifts.counts).map(|gift| Named::Id(gift.service)).collect();
    let services = catalog::find_goods(db, merchant, &services).await?;
    let levels = level::list(db, merchant).await?;
    let stores = store::list(db, merchant).await?;
    Ok(Names {
        coupons: coupon::titles(db, merchant, coupons).await?.into_iter().collect(),
        services: services.into_iter().map(|goods| (goods.id, goods.name)).collect(),
        levels: levels.into_iter().map(|level| (level.id, level.name)).collect(),
        stores: stores.into_iter().map(|store| (store.id, store.name)).collect(),
    })
}
