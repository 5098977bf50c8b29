//! The books are proven: what is in order is green, and what was meddled with is named.
mod books;
mod clients;
mod command;
mod frozen;
mod nights;
mod tamper;

use std::time::Duration;

use entity::proof::Entity;
use kabao::{
    proof::{self, Invariant, Report, State},
    schedule,
};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{people::Shop, town::Reply};
use books::Books;
use clients::{Clients, kept};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn proven(shop: &Shop, books: &Books) -> Report {
    proof::run(&shop.town.app, books.merchant).await.unwrap()
}

/// Invariants that do not hold.
fn red(report: &Report) -> Vec<Invariant> {
    let red = report.findings.iter().filter(|finding| finding.state == State::Red);
    red.map(|finding| finding.id).collect()
}

fn told(report: &Report) -> String {
    let bad = report.findings.iter().filter_map(|finding| {
        finding.first_bad.as_ref().map(|bad| format!("{:?} {bad}\n", finding.id))
    });
    bad.collect()
}

#[tokio::test]
async fn books_in_order_are_green_and_add_up() {
    let shop = Shop::open().await;
    let books = Books::open(&shop).await;
    let report = proven(&shop, &books).await;
    assert!(report.green, "{}", told(&report));
    let unchecked = report.findings.iter().filter(|finding| finding.state == State::Unchecked);
    let unchecked: Vec<_> = unchecked.map(|finding| finding.id).collect();
    assert_eq!(unchecked, [Invariant::I9, Invariant::I11], "what is not asked is not green");
    let held = report.outstanding.iter().map(|held| (held.label.as_str(), held.text.as_str()));
    assert_eq!(
        held.collect::<Vec<_>>(),
        [("储值本金", "¥80.00"), ("储值赠送", "¥16.00"), ("积分", "40"), ("成长值", "50")]
    );
    let sums = &report.findings[3].figures;
    let sums: Vec<_> = sums.iter().map(|sum| sum.text.as_str()).collect();
    assert_eq!(sums, ["¥96.00", "-¥96.00", "40", "-40"]);
}

async fn meddle(shop: &Shop, how: &str) {
    shop.town.app.db.execute_unprepared(how).await.unwrap();
}

#[tokio::test]
async fn a_drift_injected_by_hand_is_found_and_its_first_posting_named_e22() {
    let shop = Shop::open().await;
    let books = Books::open(&shop).await;
    // From the second entry on, as if a write had been lost and later ones had gone on from there.
    meddle(
        &shop,
        "UPDATE entry SET balance_after = balance_after + 5 \
         WHERE asset = 'principal' AND book = 'card' AND seq > 1",
    )
    .await;
    let report = proven(&shop, &books).await;
    assert_eq!(red(&report), [Invariant::I2], "{}", told(&report));
    let bad = report.findings[1].first_bad.as_ref().unwrap();
    assert_eq!((bad.found.as_deref(), bad.wanted.as_deref()), (Some("¥75.05"), Some("¥75.00")));
    assert!(bad.name.ends_with("/1") && bad.name.starts_with("jnl_"), "{}", bad.name);
}

#[tokio::test]
async fn points_booked_as_money_are_found_e24() {
    let shop = Shop::open().await;
    let books = Books::open(&shop).await;
    // Both sides of it, so that the journal still adds up.
    meddle(&shop, "UPDATE entry SET asset = 'gift' WHERE asset = 'points' AND seq IS NULL").await;
    meddle(&shop, "UPDATE entry SET asset = 'gift' WHERE asset = 'points' AND seq IS NOT NULL")
        .await;
    let report = proven(&shop, &books).await;
    let red = red(&report);
    assert!(red.contains(&Invariant::I2) && red.contains(&Invariant::I10), "{}", told(&report));
    assert!(!red.contains(&Invariant::I1), "{}", told(&report));
}

#[tokio::test]
async fn the_books_are_proven_once_a_day_however_many_nodes_there_are() {
    let shop = Shop::with_nodes(2).await;
    let [here, there] = [0, 1].map(|node: usize| &shop.town.nodes[node].app);
    let (one, other) = tokio::join!(proof::nightly(here), proof::nightly(there));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!(proof::nightly(here).await.unwrap(), 0, "it was done today");
    shop.town.advance(DAY);
    assert_eq!(proof::nightly(there).await.unwrap(), 1);
    assert_eq!(Entity::find().count(&here.db).await.unwrap(), 2);

    shop.town.advance(90 * DAY);
    schedule::forget(here).await;
    assert_eq!(Entity::find().count(&here.db).await.unwrap(), 1, "one is 90 days old");
}

/// The state of an invariant, by its id.
fn state(proof: &Value, id: &str) -> Value {
    let findings = proof["report"]["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["id"] == id).unwrap()["state"].clone()
}

#[tokio::test]
async fn the_owner_sees_green_and_after_meddling_red() {
    let shop = Shop::open().await;
    Books::open(&shop).await;
    let owner = shop.owner().await;
    let shown = owner.get("/v1/office/proof").await;
    assert_eq!(shown.body, json!({ "latest": null, "history": [], "frozen": [] }));

    let run = async |key: &str| -> Reply {
        owner.post_once("/v1/office/proof/run", key, &json!({})).await
    };
    let green = run("first").await;
    assert_eq!((green.status, &green.body["report"]["green"]), (201, &json!(true)));
    meddle(&shop, "UPDATE account SET balance = balance + 1 WHERE asset = 'principal'").await;
    assert_eq!(run("first").await.body, green.body, "the same request is answered the same");

    let red = run("second").await;
    assert_eq!((red.status, &red.body["report"]["green"]), (201, &json!(false)));
    assert_eq!((state(&red.body, "I1"), state(&red.body, "I2")), (json!("green"), json!("red")));
    let shown = owner.get("/v1/office/proof").await;
    assert_eq!(shown.body["latest"], red.body);
    let history = shown.body["history"].as_array().unwrap();
    let history: Vec<_> = history.iter().map(|past| past["green"].clone()).collect();
    assert_eq!(history, [json!(false), json!(true)]);

    for more in 3..=6 {
        assert_eq!(run(&more.to_string()).await.status, 201);
    }
    let refused = run("seventh").await;
    assert_eq!((refused.status, refused.code()), (429, "proof_too_soon"));
    assert!(refused.body["retry_after_s"].as_i64().unwrap() <= 600);
}

#[tokio::test]
async fn what_clients_were_told_is_in_the_books_and_nothing_else_is_i12() {
    let shop = Shop::with_nodes(2).await;
    let books = Books::open(&shop).await;
    let app = &shop.town.app;
    let before = kept(app, books.merchant).await;
    let (clients, owner) = (Clients::default(), shop.owner().await);
    let mut pressed = JoinSet::new();
    for press in 0..15 {
        let (clients, owner) = (clients.clone(), owner.at(&shop.town.nodes[press % 2].address));
        pressed.spawn(async move {
            let key = format!("proof-{}", press % 5);
            clients.press(&owner, "/v1/office/proof/run", &key, &json!({})).await.status
        });
    }
    let statuses = pressed.join_all().await;
    // Those who pressed at the same moment each counted as a run; the rest were answered again.
    assert!(statuses.iter().all(|status| [201, 429].contains(status)), "{statuses:?}");
    assert!(clients.acknowledged() > 0);
    clients.check(app, books.merchant, before).await;
    assert_eq!(Entity::find().count(&app.db).await.unwrap(), clients.acknowledged() as u64);
    assert!(proven(&shop, &books).await.green);
}
