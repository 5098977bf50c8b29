//! What a till says without being asked: what is on a card, whose birthday it is, what ends soon, what
//! waits; and the codes that a phone keeps for when it has no network.
use std::time::Duration;

use entity::{
    account::Book,
    card,
    journal::Kind,
    program,
    values::{Points, Timestamp},
};
use kabao::{
    app::Tx,
    error::Result,
    ledger::{self, Cause, Into, Leg, Place, Sum},
    world::World,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use serde_json::{Value, json};

use crate::{
    counter::{Counter, MILK, PUREE, coupon, fresh, one, press, quote, typed, with},
    people::{Shop, text},
    town::{Person, Reply},
};

async fn identify(till: &Person, scan: &str) -> Reply {
    let seen = till.post("/v1/till/identify", &json!({ "scan": scan })).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    seen
}

fn texts(reminders: &Value) -> Vec<&str> {
    let reminders = reminders.as_array().unwrap().iter();
    reminders.map(|reminder| reminder["text"].as_str().unwrap()).collect()
}

/// Twelve points that end then.
async fn ending(tx: &Tx, world: &World, (card, until): (card::Model, Timestamp)) -> Result<()> {
    let mut holdings = ledger::lock(tx, card.merchant_id, card.id).await?;
    let cause = Cause {
        kind: Kind::TopUp,
        business_key: fresh("ending"),
        subject: card.id.0,
        place: Place::default(),
        reason: "赠送".to_owned(),
    };
    let into = Into::Lot { source: card.id.0, expires_at: Some(until) };
    let sum = Sum::points(Points(12 * Points::ONE.0));
    let legs = vec![Leg::Credit { sum, from: Book::Granted, into }];
    ledger::post(tx, world, &mut holdings, cause, legs).await.map(drop)
}

async fn born(counter: &Counter<'_>, day: &str) {
    let said = json!({
        "nickname": "小美", "card_name": "会员卡", "email": null, "birthday": day,
    });
    let saved = counter.member.put("/profile", &said).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
}

#[tokio::test]
async fn a_scan_says_what_can_be_spent() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.fill((10_000, 1_000, 12)).await;
    let seen = identify(&counter.till, "13800000001").await.body;
    let purse = ["stored_value", "principal", "gift"].map(|part| seen[part].as_i64());
    assert_eq!(purse, [Some(11_000), Some(10_000), Some(1_000)]);
    assert_eq!((&seen["points"], &seen["growth"]), (&json!("12"), &json!("0")));
    assert_eq!((&seen["value_held_text"], &seen["reminders"]), (&json!(""), &json!([])));
    let quoted = counter.quote(&[one(PUREE)], json!({})).await.body;
    for part in ["stored_value", "principal", "gift", "points", "growth"] {
        assert_eq!(quoted["member"][part], seen[part], "{part}");
    }
}

#[tokio::test]
async fn a_till_is_told_of_birthdays_and_of_what_ends_and_never_when_somebody_was_born_pos_06() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let (app, now) = (counter.app(), counter.app().world.now());
    let strip = async || counter.till.get("/v1/till/reminders").await;
    assert_eq!(strip().await.body, json!({ "items": [], "next": null }));

    let born_on = format!("1992-{}", now.date().format("%m-%d"));
    born(&counter, &born_on).await;
    let somebody = ["今天有 1 位会员生日"];
    assert_eq!(texts(&strip().await.body["items"]), somebody);

    let until = now.midnight_in(10);
    app.transact(ending, (counter.card.clone(), until)).await.unwrap();
    let change =
        card::ActiveModel { level_until: Set(Some(now.midnight_in(20))), ..Default::default() };
    card::Entity::update_many().set(change).exec(&app.db).await.unwrap();
    let day = |end: Timestamp| end.plus_ms(-1).day_said(now);
    let seen = identify(&counter.till, "13800000001").await;
    let expected = [
        "今天是会员生日".to_owned(),
        format!("普通会员 {} 到期", day(now.midnight_in(20))),
        format!("12 积分 {} 到期", day(until)),
    ];
    assert_eq!(texts(&seen.body["reminders"]), expected);
    assert!(!seen.text.contains(&born_on) && !strip().await.text.contains(&born_on));
    let quoted = counter.quote(&[one(PUREE)], json!({})).await;
    assert_eq!(texts(&quoted.body["member"]["reminders"]), expected);
    assert!(!quoted.text.contains(&born_on));

    // The day after there is nothing to celebrate.
    shop.town.advance(Duration::from_secs(24 * 3600));
    let later = shop.clerk("clerk", "T01").await;
    assert_eq!(later.get("/v1/till/reminders").await.body["items"], json!([]));
    assert_eq!(texts(&identify(&later, "13800000001").await.body["reminders"]).len(), 2);
}

#[tokio::test]
async fn at_most_five_things_are_said_of_somebody_pos_06() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let (app, now) = (counter.app(), counter.app().world.now());
    let mut ids = vec![];
    for _ in 0..7 {
        ids.push(coupon(app, &counter.card, 100, None).await);
    }
    let soon =
        entity::coupon::ActiveModel { valid_until: Set(now.midnight_in(2)), ..Default::default() };
    let theirs = entity::coupon::Entity::update_many().set(soon);
    theirs.filter(entity::coupon::Column::Id.is_in(ids)).exec(&app.db).await.unwrap();
    let seen = identify(&counter.till, "13800000001").await.body;
    let kinds = seen["reminders"].as_array().unwrap().iter().map(|one| text(&one["kind"]));
    assert_eq!(kinds.collect::<Vec<_>>(), ["coupon_ends"; 5]);
}

#[tokio::test]
async fn sales_in_a_list_are_told_apart() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let theirs = counter.quote(&[one(MILK), one(PUREE)], json!({})).await.body;
    let guests = quote(&counter.till, &[typed(100)], json!({})).await.body;
    for sale in [&theirs, &guests] {
        assert_eq!(press(&counter.till, &sale["sale"], "hold").await.status, 200);
    }
    let held = counter.till.get("/v1/till/sales?state=held").await.body;
    let said = |sale: &Value| {
        ["terminal", "member_masked", "first_line", "lines"].map(|field| sale[field].clone())
    };
    let rows: Vec<_> = held["items"].as_array().unwrap().iter().map(said).collect();
    let milk = theirs["lines"][0]["name"].clone();
    let expected = [
        [json!("T01"), Value::Null, json!("散装饼干"), json!(1)],
        [json!("T01"), json!("小美"), milk, json!(2)],
    ];
    assert_eq!(rows, expected);
}

#[tokio::test]
async fn a_till_knows_what_its_clerk_may_and_what_the_house_does_rch_07_rch_08_rdm_07() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let about = |reply: Reply| (reply.body["may"].clone(), reply.body["stored_value"].clone());
    let may = |boss: bool| json!({ "approve": boss, "gift": boss, "refund": true });
    let off = json!({ "only_rules": false, "points_per_yuan": null });
    assert_eq!(about(counter.till.get("/v1/till/session").await), (may(false), off.clone()));
    let boss = shop.clerk("owner", "T01").await;
    assert_eq!(about(boss.get("/v1/till/session").await), (may(true), off));
    let terms = json!({ "only_rules": true, "points_per_yuan": "100" }).to_string();
    counter.set_program(program::Kind::StoredValue, &terms).await;
    let on = json!({ "only_rules": true, "points_per_yuan": "100" });
    assert_eq!(about(counter.till.get("/v1/till/session").await), (may(false), on));
}

#[tokio::test]
async fn a_phone_may_keep_codes_for_two_minutes_and_each_is_good_in_its_own_time_d3() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let path = |windows: &str| format!("/code?windows={windows}");
    let one = counter.member.get("/code").await.body;
    assert_eq!(one["ahead"], json!([]));
    for wrong in ["0", "-1", "5"] {
        let refused = counter.member.get(&path(wrong)).await;
        assert_eq!((refused.status, refused.code()), (422, "code_windows"), "{wrong}");
    }
    let four = counter.member.get(&path("4")).await.body;
    assert_eq!(four["code"], one["code"]);
    let ahead: Vec<_> = four["ahead"].as_array().unwrap().clone();
    assert_eq!(ahead.len(), 3);
    let scan = async |code: &Value| {
        let ask = json!({ "scan": code });
        counter.till.post("/v1/till/identify", &ask).await.status
    };
    assert_eq!(scan(&ahead[1]["code"]).await, 404, "before its time");
    let wait = four["refresh_in_ms"].as_u64().unwrap();
    shop.town.advance(Duration::from_millis(wait));
    for (at, shown) in ahead.iter().enumerate() {
        assert_eq!(scan(&shown["code"]).await, 200, "{at}");
        let fresh = counter.member.get("/code").await.body;
        assert_eq!(
            with(fresh, json!({ "ahead": null })),
            with(shown.clone(), json!({ "ahead": null }))
        );
        shop.town.advance(Duration::from_secs(30));
    }
    assert_eq!(scan(&ahead[1]["code"]).await, 410, "after it");
}
