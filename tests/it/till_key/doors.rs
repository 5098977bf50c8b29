//! Every door at which a till's program may move money, and the cap that stands behind each.
use std::time::Duration;

use entity::{hold, journal, refund, sale, top_up, top_up_refund};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use super::{Key, make, terms};
use crate::{
    counter::{fresh, quote, settle, typed},
    level::Steps,
    people::text,
    town::{Person, Reply, send},
    value::Counter,
};

/// A counter where points become stored value and 金卡 is sold.
async fn counter() -> Counter {
    let steps = Steps::open().await;
    assert_eq!(steps.terms("3", json!({ "price": 9_900 })).await.status, 200);
    let (clerk, merchant) = (steps.shop.clerk("clerk", "T01").await, steps.row().await.merchant_id);
    let Steps { shop, owner, card } = steps;
    let counter = Counter { shop, clerk, owner, merchant, card };
    assert_eq!(counter.program(&json!({ "points_per_yuan": "10" })).await.status, 200);
    counter
}

/// What each door is asked to move, in an order in which all of it can be done.
async fn asks(counter: &Counter) -> Vec<(String, Value)> {
    let gifts = json!({ "gifts": { "balance": 100_000, "points": "25" } });
    let rule = counter.rule(300_000, &gifts, &json!({})).await;
    let paid_in = counter.pays_in("A1", 300_000, &json!({ "rule": rule })).await;
    let to_card = json!({ "card": counter.card });
    let paid = quote(&counter.clerk, &[typed(500)], to_card.clone()).await;
    let paid = settle(&counter.clerk, &paid.body, &[("cash", 500)], json!({})).await;
    assert_eq!((paid_in.status, paid.status), (201, 200), "{} {}", paid_in.text, paid.text);
    let open = quote(&counter.clerk, &[typed(500)], to_card).await.body;
    let gold = counter.clerk.get("/v1/till/levels/on-sale").await.body["items"][0]["id"].clone();
    // A code is good for one thing, and lives for its half-minute and the next.
    let phone = counter.shop.phone("p1").await;
    let convert = phone.shown_code().await;
    counter.shop.town.advance(Duration::from_secs(30));
    let hold = phone.shown_code().await;
    let owner = json!({ "login": "owner", "password": kabao::seed::PASSWORD });
    let cash = json!([{ "kind": "cash", "amount": 500 }]);
    let till = |path: String, body: Value| (format!("/v1/till/{path}"), body);
    vec![
        till(
            format!("sales/{}/settle", text(&open["sale"])),
            json!({ "hash": open["hash"], "tenders": cash }),
        ),
        till(
            format!("sales/{}/refunds", text(&paid.body["sale"])),
            json!({ "refund_no": "R1", "all": true, "reason": "不想要了" }),
        ),
        till(
            "top-ups".to_owned(),
            json!({ "card": counter.card, "order_no": "A2", "principal": 2, "tender": "cash" }),
        ),
        till("convert".to_owned(), json!({ "scan": convert, "points": "10" })),
        till(
            format!("top-ups/{}/refund", text(&paid_in.body["top_up"]["id"])),
            json!({ "refund_no": "R2", "mode": "cooling_off", "approver": owner }),
        ),
        till(
            "holds".to_owned(),
            json!({ "scan": hold, "order_no": "H1", "amount": 2, "minutes": 60 }),
        ),
        till(
            "levels/upgrade".to_owned(),
            json!({
                "card": counter.card, "level": gold, "order_no": "U1", "tender": "cash",
                "paid": 9_900,
            }),
        ),
    ]
}

/// A key of all scopes that touch money.
async fn key(owner: &Person, cap: i64) -> Key {
    let mut terms = terms(&["sale", "refund", "top_up", "hold", "convert", "level"]);
    (terms["cap"], terms["daily_cap"]) = (json!(cap), json!(1_000_000));
    make(owner, &terms).await
}

async fn press(key: &Key, at: &Person, (path, body): &(String, Value)) -> Reply {
    let ask = key.ask(at, ("POST", path, &body.to_string()), &fresh("door-nonce"));
    send(ask.header("idempotency-key", fresh("door"))).await
}

/// Rows that would tell of money that moved.
async fn moved(counter: &Counter) -> [u64; 6] {
    let db = &counter.shop.town.app.db;
    let settled = sale::Entity::find().filter(sale::Column::State.eq(sale::State::Settled));
    [
        journal::Entity::find().count(db).await.unwrap(),
        settled.count(db).await.unwrap(),
        refund::Entity::find().count(db).await.unwrap(),
        top_up::Entity::find().count(db).await.unwrap(),
        top_up_refund::Entity::find().count(db).await.unwrap(),
        hold::Entity::find().count(db).await.unwrap(),
    ]
}

#[tokio::test]
async fn what_a_programs_key_may_not_move_is_refused_at_every_door_d10() {
    let counter = counter().await;
    let asks = asks(&counter).await;
    let (small, large) = (key(&counter.owner, 1).await, key(&counter.owner, 1_000_000).await);
    let program = counter.shop.town.person();
    let (before, had) = (moved(&counter).await, counter.has().await);
    for ask in &asks {
        let no = press(&small, &program, ask).await;
        assert_eq!((no.status, no.code()), (403, "key_cap"), "{}: {}", ask.0, no.text);
    }
    assert_eq!((moved(&counter).await, counter.has().await), (before, had));
    // It was the cap alone: a larger one does all of it.
    for ask in &asks {
        let done = press(&large, &program, ask).await;
        assert!(done.status < 300, "{}: {}", ask.0, done.text);
    }
    let after = moved(&counter).await;
    assert!(before.iter().zip(after).all(|(before, after)| *before < after), "{after:?}");
    counter.adds_up().await;
}
