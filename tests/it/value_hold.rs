//! Stored value that is set aside, and points that become stored value.
mod race;

use std::time::Duration;

use entity::{account::Book, entry, journal};
use sea_orm::entity::prelude::*;
use serde_json::json;

use crate::{
    people::text,
    town::Reply,
    value::{Counter, refused},
};

impl Counter {
    /// With the code that the member shows in the next half-minute.
    async fn holds(&self, order_no: &str, amount: i64, minutes: i64) -> Reply {
        self.shop.town.advance(Duration::from_secs(30));
        let scan = self.shop.phone("p1").await.shown_code().await;
        self.holds_by(&scan, order_no, amount, minutes).await
    }

    async fn holds_by(&self, scan: &str, order_no: &str, amount: i64, minutes: i64) -> Reply {
        let body =
            json!({ "scan": scan, "order_no": order_no, "amount": amount, "minutes": minutes });
        self.clerk.post_once("/v1/till/holds", &format!("{order_no} {scan}"), &body).await
    }

    async fn ends(&self, hold: &str, how: &str, amount: Option<i64>) -> Reply {
        let body = amount.map_or(json!({}), |amount| json!({ "amount": amount }));
        let path = format!("/v1/till/holds/{hold}/{how}");
        self.clerk.post_once(&path, &format!("{path}{amount:?}"), &body).await
    }
}

/// ruoyi's freeze left no line in any journal.
#[tokio::test]
async fn what_is_set_aside_is_in_the_journal_p45() {
    let counter = Counter::open().await;
    counter.three_and_one().await;
    let held = counter.holds("H1", 100_000, 60).await;
    assert_eq!(held.status, 201, "{}", held.text);
    let hold = text(&held.body["id"]);
    assert_eq!(counter.has().await, (225_000, 75_000, 100_000));
    counter.adds_up().await;

    let done = counter.ends(&hold, "capture", Some(40_000)).await;
    assert_eq!((done.status, &done.body["state_text"]), (200, &json!("已完成")), "{}", done.text);
    assert_eq!(counter.has().await, (270_000, 90_000, 0), "60 % is free again");
    refused(&counter.ends(&hold, "release", None).await, 409, "hold_over");
    let again = counter.ends(&hold, "capture", Some(40_000)).await;
    assert_eq!(again.text, done.text);

    let db = &counter.shop.town.app.db;
    let journals = journal::Entity::find().all(db).await.unwrap();
    let of = |kind| journals.iter().find(|journal| journal.kind == kind).unwrap();
    let (set_aside, captured) = (of(journal::Kind::Hold), of(journal::Kind::Capture));
    assert_eq!(set_aside.subject, captured.subject);
    let lines = entry::Entity::find()
        .filter(entry::Column::JournalId.eq(set_aside.id))
        .filter(entry::Column::Book.eq(Book::Held))
        .all(db)
        .await
        .unwrap();
    assert_eq!(lines.iter().map(|line| line.amount).sum::<i64>(), 100_000);
    counter.adds_up().await;
}

/// Whichever of the store's tills made it, and after the till that did was cleaned.
#[tokio::test]
async fn a_store_sees_what_its_tills_have_set_aside_rch_11() {
    let counter = Counter::open().await;
    counter.three_and_one().await;
    let (first, other) =
        (counter.holds("H1", 1_000, 60).await, counter.holds("H2", 2_000, 5).await);
    assert_eq!((first.status, other.status), (201, 201), "{} {}", first.text, other.text);
    let list = async |query: &str| {
        let page = counter.clerk.get(&format!("/v1/till/holds{query}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        page.body
    };
    let all = list("").await;
    let numbers = |page: &serde_json::Value| {
        let items = page["items"].as_array().unwrap().clone();
        items.iter().map(|hold| text(&hold["order_no"])).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&all), ["H2", "H1"], "the last first");
    let shown = &all["items"][1];
    assert_eq!((&shown["amount"], &shown["terminal"]), (&json!(1_000), &json!("T01")));
    assert!(!all.to_string().contains("13800000001"), "{all}");
    let page = list("?limit=1").await;
    assert_eq!(numbers(&page), ["H2"]);
    assert_eq!(numbers(&list(&format!("?cursor={}", text(&page["next"]))).await), ["H1"]);
    let elsewhere = counter.shop.clerk("owner", "T02").await;
    let theirs = elsewhere.get("/v1/till/holds").await;
    assert_eq!(theirs.body["items"], json!([]), "{}", theirs.text);
    counter.shop.town.advance(Duration::from_secs(300));
    assert_eq!(numbers(&list("").await), ["H1"], "the other's time is over");
    counter.ends(&text(&first.body["id"]), "release", None).await;
    assert_eq!(list("").await["items"], json!([]));
}

#[tokio::test]
async fn a_hold_is_released_by_hand_or_by_the_clock_p39() {
    let counter = Counter::open().await;
    counter.three_and_one().await;
    let by_hand = text(&counter.holds("H1", 300_000, 60).await.body["id"]);
    assert_eq!(counter.ends(&by_hand, "release", None).await.body["state"], "released");
    assert_eq!(counter.has().await, (300_000, 100_000, 0));

    // Over, and no job has run: the next one finds it all free.
    let first = text(&counter.holds("H2", 300_000, 1).await.body["id"]);
    refused(&counter.holds("H3", 300_000, 1).await, 409, "stored_value_insufficient");
    counter.shop.town.advance(Duration::from_secs(60));
    refused(&counter.ends(&first, "capture", None).await, 409, "hold_over");
    assert_eq!(counter.holds("H4", 400_000, 1).await.status, 201);
    assert_eq!(counter.has().await, (0, 0, 400_000));

    counter.shop.town.advance(Duration::from_secs(60));
    let app = &counter.shop.town.app;
    let neighbour = &counter.shop.town.nodes[1].app;
    let (here, there) = futures_util::join!(
        kabao::stored_value::expire_holds(app),
        kabao::stored_value::expire_holds(neighbour)
    );
    assert!(here.unwrap() + there.unwrap() >= 1);
    assert_eq!(counter.has().await, (300_000, 100_000, 0));
    counter.adds_up().await;
}

#[tokio::test]
async fn a_hold_wants_a_fresh_code_and_uses_it_up_d1_d2() {
    let counter = Counter::open().await;
    counter.three_and_one().await;
    let db = &counter.shop.town.app.db;
    let card = entity::card::Entity::find().one(db).await.unwrap().unwrap();
    let by_number = counter.holds_by(&card.number, "H0", 100, 1).await;
    refused(&by_number, 422, "stored_value_code_needed");
    let scan = counter.shop.phone("p1").await.shown_code().await;
    assert_eq!(counter.holds_by(&scan, "H1", 100, 1).await.status, 201);
    refused(&counter.holds_by(&scan, "H2", 100, 1).await, 409, "code_used");
    refused(&counter.holds("H1", 100, 1).await, 409, "already_posted");
    refused(&counter.holds("H3", 100, 1_441).await, 422, "hold_malformed");
    refused(&counter.holds("H4", 0, 60).await, 422, "hold_malformed");
    assert_eq!(counter.has().await.2, 100);
}

#[tokio::test]
async fn nothing_is_given_back_while_a_hold_is_open() {
    let counter = Counter::open().await;
    let top_up = counter.three_and_one().await;
    let hold = text(&counter.holds("H1", 100, 60).await.body["id"]);
    let owner = counter.shop.clerk("owner", "T01").await;
    let path = format!("/v1/till/top-ups/{top_up}/refund");
    let body = json!({ "refund_no": "R1", "mode": "cooling_off" });
    refused(&owner.post_once(&path, "R1", &body).await, 409, "hold_open");
    counter.ends(&hold, "capture", None).await;
    let done = owner.post_once(&path, "R1", &body).await;
    assert_eq!(
        (done.status, &done.body["sheet"]["amount"]),
        (201, &json!(299_900)),
        "{}",
        done.text
    );
    counter.adds_up().await;
}

#[tokio::test]
async fn ten_points_become_one_yuan_of_gift_and_no_less_than_all_of_it_rdm_07() {
    let counter = Counter::open().await;
    let rule = counter.rule(100, &json!({ "gifts": { "points": "25" } }), &json!({})).await;
    assert_eq!(counter.pays_in("A1", 100, &json!({ "rule": rule })).await.status, 201);
    let convert = async |key: &str, points: &str| {
        counter.shop.town.advance(Duration::from_secs(30));
        let scan = counter.shop.phone("p1").await.shown_code().await;
        let body = json!({ "scan": scan, "points": points });
        counter.clerk.post_once("/v1/till/convert", key, &body).await
    };
    refused(&convert("C1", "10").await, 409, "convert_off");
    assert_eq!(counter.program(&json!({ "points_per_yuan": "10" })).await.status, 200);
    let done = convert("C2", "10").await;
    assert_eq!((done.status, &done.body["worth_text"]), (201, &json!("¥1")), "{}", done.text);
    assert_eq!(done.body["points_left"], "15");
    refused(&convert("C3", "0.01").await, 409, "convert_uneven");
    refused(&convert("C4", "16").await, 409, "balance_insufficient");
    assert_eq!(counter.has().await, (100, 100, 0));
    counter.adds_up().await;
}

/// A till that only tries codes on money is a guesser, too.
#[tokio::test]
async fn bad_codes_lock_a_till_wherever_they_are_scanned_d5() {
    let counter = Counter::open().await;
    let bad = ["889999999999999999", "' OR 1=1; --", "12345"];
    for n in 0..30 {
        let scan = bad[n % bad.len()];
        let (door, body) = match n % 4 {
            0 => ("holds", json!({ "scan": scan, "order_no": "H", "amount": 1, "minutes": 1 })),
            1 => ("convert", json!({ "scan": scan, "points": "1" })),
            2 => {
                let ask =
                    json!({ "scan": scan, "order_no": "T", "principal": 1, "tender": "cash" });
                ("top-ups", ask)
            }
            _ => ("identify", json!({ "scan": scan })),
        };
        let path = format!("/v1/till/{door}");
        let no = counter.clerk.post_once(&path, &n.to_string(), &body).await;
        let codes = ["code_malformed", "code_unknown", "no_such_member"];
        assert!(codes.contains(&no.code()), "{door} {scan}: {}", no.text);
    }
    let good = counter.shop.phone("p1").await.shown_code().await;
    refused(&counter.holds_by(&good, "H", 1, 1).await, 429, "terminal_locked");
    let seen = counter.clerk.post("/v1/till/identify", &json!({ "scan": good })).await;
    refused(&seen, 429, "terminal_locked");
    counter.three_and_one().await;
    counter.shop.town.advance(Duration::from_secs(60));
    assert_eq!(counter.holds("H", 1, 1).await.status, 201, "a minute later");
}
