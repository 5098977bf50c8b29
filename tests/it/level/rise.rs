//! Up, and never down.
use entity::{
    account::Book,
    ids::MerchantId,
    journal, level,
    level_change::Cause,
    values::{Points, Timestamp},
};
use kabao::{
    ledger::{self, Into, Leg, Sum},
    level::Event,
};
use sea_orm::{IntoActiveModel, entity::prelude::*};
use serde_json::json;

use super::Steps;
use crate::people::text;

#[tokio::test]
async fn growth_lifts_at_once_and_begins_again_from_nothing_lvl_07() {
    let steps = Steps::open().await;
    steps.usual(json!({ "upgrade": "growth" })).await;
    assert!(steps.grow(999).await.is_none());
    // 1200 in all; 200 of it are lost (golden case 2).
    let risen = steps.grow(201).await.expect("a rise");
    assert_eq!((risen.level.name.as_str(), risen.effective_at), ("银卡", steps.now()));
    assert_eq!(risen.why, "成长值达到 1,200，满足银卡的标准 1,000；立即升级，成长值清零");
    assert_eq!(steps.name().await, "银卡");
    let row = steps.row().await;
    let db = &steps.shop.town.app.db;
    let held = ledger::peek(db, row.merchant_id, row.id).await.unwrap();
    assert_eq!(held.growth().0, 0);
    let resets =
        journal::Entity::find().filter(journal::Column::Kind.eq(journal::Kind::LevelReset));
    assert_eq!(resets.count(db).await.unwrap(), 1);
    assert!(steps.grow(2999).await.is_none());
    assert_eq!(steps.grow(1).await.expect("a rise").level.name, "金卡");
}

#[tokio::test]
async fn one_merchants_unreadable_terms_stop_nobody_elses_night_lvl_08() {
    let steps = Steps::open().await;
    steps.usual(json!({ "upgrade": "points" })).await;
    steps.earn(1000).await.expect("a promise");
    let (app, ours) = (&steps.shop.town.app, steps.row().await);
    let row = level::Entity::find().one(&app.db).await.unwrap().unwrap();
    // One who is asked about before ours, and one after.
    for other in [0, u128::MAX] {
        let merchant_id = MerchantId(uuid::Uuid::from_u128(other));
        let terms = Some("{ not JSON".to_owned());
        let row = level::Model { id: app.world.id(), merchant_id, terms, ..row.clone() };
        let row = row.into_active_model().reset_all();
        level::Entity::insert(row).exec_without_returning(&app.db).await.unwrap();
    }
    steps.wait_for(steps.now().midnight_in(1));
    assert_eq!(steps.night().await, 1);
    assert_eq!(steps.row().await.level_id, steps.level("4").await);
    assert_ne!(ours.level_id, steps.row().await.level_id);
}

#[tokio::test]
async fn points_lift_at_the_next_midnight_and_stay_lvl_08() {
    let steps = Steps::open().await;
    steps.usual(json!({ "upgrade": "points" })).await;
    let midnight = steps.now().midnight_in(1);
    steps.wait_for(midnight.plus_ms(-1_000));
    let promised = steps.earn(1000).await.expect("a promise");
    assert_eq!((promised.level.name.as_str(), promised.effective_at), ("银卡", midnight));
    // Seen ahead, and not had yet (golden case 3).
    let today = format!("/v1/office/cards/{}/level", steps.card);
    // Sessions of the back office do not last till midnight.
    let told = steps.shop.owner().await.get(&today).await.body;
    assert_eq!(told["level"]["name"], "普通会员");
    assert!(told["sentences"].to_string().contains("当时已确定"), "{told}");
    assert_eq!(steps.night().await, 0);
    assert_eq!(steps.name().await, "普通会员");
    // They buy something with the points: what was reached comes all the same.
    assert!(steps.redeem(600).await.is_none());
    steps.wait_for(midnight);
    let row = steps.row().await;
    let silver = steps.level("4").await;
    assert_eq!(kabao::level::held(&row, midnight), silver);
    assert_ne!(kabao::level::held(&row, midnight.plus_ms(-1)), silver);
    assert_eq!(steps.night().await, 1);
    assert_eq!(steps.name().await, "银卡");
    assert_eq!(steps.row().await.level_since, midnight);
    assert_eq!(steps.night().await, 0);
    let row = steps.row().await;
    let held = ledger::peek(&steps.shop.town.app.db, row.merchant_id, row.id).await.unwrap();
    assert_eq!(held.points().to_string(), "400");
}

#[tokio::test]
async fn points_that_have_expired_lift_nobody_lvl_08() {
    let steps = Steps::open().await;
    steps.usual(json!({ "upgrade": "points" })).await;
    let points = |whole: i64, expires_at| {
        let into = Into::Lot { source: uuid::Uuid::nil(), expires_at };
        let sum = Sum::points(Points(whole * Points::ONE.0));
        vec![Leg::Credit { sum, from: Book::Granted, into }]
    };
    let ends = steps.now().plus_ms(1_000);
    assert!(steps.gain(points(600, Some(ends)), None, Event::Bought).await.is_none());
    steps.wait_for(ends);
    // No clock has written them off yet.
    assert!(steps.gain(points(999, None), None, Event::Bought).await.is_none());
    let risen = steps.gain(points(1, None), None, Event::Bought).await;
    assert_eq!(risen.expect("a promise").level.name, "银卡");
}

#[tokio::test]
async fn spending_lifts_the_next_day_unless_it_is_given_back_lvl_09() {
    let steps = Steps::open().await;
    steps.usual(json!({ "upgrade": "spend" })).await;
    assert!(steps.buy(99_999).await.is_none());
    assert_eq!(steps.buy(1).await.expect("a promise").level.name, "银卡");
    // The whole of it goes back on the same day.
    let refunded = entity::sale::Entity::update_many()
        .col_expr(entity::sale::Column::Refunded, Expr::col(entity::sale::Column::Paid));
    refunded.exec(&steps.shop.town.app.db).await.unwrap();
    assert!(steps.gain(vec![], None, Event::Returned).await.is_none());
    assert_eq!(steps.row().await.next_level_id, None);
    assert!(steps.changes().await.is_empty());
    assert_eq!(steps.buy(300_000).await.expect("a promise").level.name, "金卡");
    steps.wait_for(steps.now().midnight_in(1));
    steps.touch().await;
    assert_eq!(steps.name().await, "金卡");
}

#[tokio::test]
async fn what_came_while_nobody_looked_is_promised_in_the_night() {
    let steps = Steps::open().await;
    steps.earn(1000).await;
    steps.usual(json!({ "upgrade": "points" })).await;
    assert_eq!(steps.night().await, 1);
    assert_eq!(steps.row().await.next_level_at, Some(steps.now().midnight_in(1)));
    assert_eq!(steps.night().await, 0);
}

#[tokio::test]
async fn a_level_is_bought_once_and_its_reward_comes_with_it_lvl_05_lvl_11() {
    let steps = Steps::open().await;
    let offers = entity::coupon_template::Entity::find();
    let coupon = offers.one(&steps.shop.town.app.db).await.unwrap().unwrap().id.to_string();
    let terms = json!({ "price": 9900, "reward": { "points": "100", "coupons": [coupon] } });
    assert_eq!(steps.terms("3", terms).await.status, 200);
    let clerk = steps.shop.clerk("clerk", "T01").await;
    let sold = clerk.get("/v1/till/levels/on-sale").await.body;
    assert_eq!(
        (&sold["items"][0]["name"], &sold["items"][0]["price_text"]),
        (&json!("金卡"), &json!("¥99"))
    );
    let ask = |order_no: &str, paid: i64, tender: &str| {
        json!({
            "card": steps.card.to_string(), "level": sold["items"][0]["id"], "order_no": order_no,
            "tender": tender, "paid": paid,
        })
    };
    let path = "/v1/till/levels/upgrade";
    for (paid, tender, code) in
        [(9800, "cash", "level_price_changed"), (9900, "stored_value", "level_tender_unfit")]
    {
        let refused = clerk.post_once(path, "refused", &ask("U1", paid, tender)).await;
        assert_eq!(refused.code(), code);
    }
    let bought = clerk.post_once(path, "one", &ask("U1", 9900, "cash")).await;
    assert_eq!(bought.status, 201, "{}", bought.text);
    let again = clerk.post_once(path, "one", &ask("U1", 9900, "cash")).await;
    assert_eq!(again.text, bought.text);
    let twice = clerk.post_once(path, "two", &ask("U2", 9900, "cash")).await;
    assert_eq!((twice.status, twice.code()), (409, "level_not_higher"));
    assert_eq!(steps.name().await, "金卡");
    let row = steps.row().await;
    let db = &steps.shop.town.app.db;
    let held = ledger::peek(db, row.merchant_id, row.id).await.unwrap();
    assert_eq!(held.points().to_string(), "100");
    assert_eq!(entity::coupon::Entity::find().count(db).await.unwrap(), 1);
    // Down by hand, and with the same order number under another key: it was sold once.
    let low = json!({ "level": steps.level("2").await.to_string(), "reason": "测试" });
    let given = format!("/v1/office/cards/{}/level", steps.card);
    assert_eq!(steps.owner.post_once(&given, "down", &low).await.status, 200);
    let replayed = clerk.post_once(path, "three", &ask("U1", 9900, "cash")).await;
    assert_eq!((replayed.status, replayed.code()), (409, "already_posted"));
    // By hand there is no reward.
    let high = json!({ "level": steps.level("3").await.to_string(), "reason": "测试" });
    assert_eq!(steps.owner.post_once(&given, "up", &high).await.status, 200);
    let held = ledger::peek(db, row.merchant_id, row.id).await.unwrap();
    assert_eq!(held.points().to_string(), "100");
    assert_eq!(entity::coupon::Entity::find().count(db).await.unwrap(), 1);
    assert_eq!(text(&bought.body["level"]["name"]), "金卡");
}

#[tokio::test]
async fn a_recharge_rule_lifts_and_never_takes_down_lvl_12() {
    let steps = Steps::open().await;
    for (code, lifted, name) in [("3", true, "金卡"), ("4", false, "金卡"), ("3", false, "金卡")]
    {
        let to = steps.level(code).await;
        let risen = steps.shop.town.app.transact(lift, (steps.card, to)).await.unwrap();
        assert_eq!(risen.is_some(), lifted, "{code}");
        assert_eq!(steps.name().await, name);
    }
    let changes = steps.changes().await;
    assert_eq!((changes.len(), changes[0].cause), (1, Cause::RechargeRule));
    assert!(changes[0].effective_at > Timestamp(0));
}

async fn lift(
    tx: &kabao::app::Tx,
    world: &kabao::world::World,
    (card, to): (entity::ids::CardId, entity::ids::LevelId),
) -> kabao::error::Result<Option<kabao::level::LevelMove>> {
    let found = entity::card::Entity::find_by_id(card).one(tx).await?.unwrap();
    let ladder = super::ladder_of(tx, found.merchant_id).await;
    let mut holdings = ledger::lock(tx, found.merchant_id, card).await?;
    let ask = (to, Cause::RechargeRule, "充 500 送 50".to_owned());
    kabao::level::rise(tx, world, &ladder, &mut holdings, ask).await
}
