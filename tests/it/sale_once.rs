//! A settle that is sent again: while the first is still under way, and after its answer was lost.
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use entity::{card, entry, ids::SaleId, sale};
use futures_util::future::join3;
use kabao::{
    app::{App, Tx},
    error::Result,
    ledger,
    world::World,
};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};
use tokio::{
    sync::Notify,
    task::{JoinHandle, yield_now},
};

use crate::{
    counter::{Counter, has, hundred, tenders},
    people::{Shop, text},
    town::{Person, Plan, Reply, Town},
};

/// Of two nodes, the first of which counts its statements.
async fn shop() -> (Shop, Arc<AtomicU64>) {
    let count = Arc::new(AtomicU64::new(0));
    let plan = Plan { nodes: 2, statements: Some(count.clone()), ..Plan::default() };
    (Shop::of(Town::with(plan).await), count)
}

/// ¥100, of which ¥60 in stored value.
fn body(quoted: &Value) -> Value {
    let ways = [("stored_value", 6_000), ("cash", 4_000)];
    json!({ "hash": quoted["hash"], "tenders": tenders(&ways) })
}

fn path(quoted: &Value) -> String {
    format!("/v1/till/sales/{}/settle", text(&quoted["sale"]))
}

async fn settle(till: Person, quoted: Value) -> Reply {
    till.post_once(&path(&quoted), "settle", &body(&quoted)).await
}

#[derive(Clone)]
struct Busy {
    card: card::Model,
    begun: Arc<Notify>,
    go_on: Arc<Notify>,
}

async fn keep_busy(tx: &Tx, _: &World, ask: Busy) -> Result<()> {
    ledger::lock(tx, ask.card.merchant_id, ask.card.id).await?;
    ask.begun.notify_one();
    ask.go_on.notified().await;
    Ok(())
}

/// Somebody else is at this card until told to go on.
async fn occupy(app: &App, card: &card::Model) -> (JoinHandle<Result<()>>, Arc<Notify>) {
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let ask = Busy { card: card.clone(), begun: begun.clone(), go_on: go_on.clone() };
    let app = app.clone();
    let busy = tokio::spawn(async move { app.transact(keep_busy, ask).await });
    begun.notified().await;
    (busy, go_on)
}

async fn debits(app: &App) -> u64 {
    let spent = entry::Entity::find().filter(entry::Column::Book.eq(entity::account::Book::Spent));
    spent
        .filter(entry::Column::Asset.eq(entity::account::Asset::Principal))
        .count(&app.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn who_sends_a_slow_settle_again_gets_its_answer_e3() {
    let (shop, count) = shop().await;
    let counter = Counter::open(&shop).await;
    counter.fill((10_000, 0, 0)).await;
    let quoted = counter.quote(&[hundred()], json!({})).await.body;
    let (busy, go_on) = occupy(counter.app(), &counter.card).await;
    let there = counter.till.at(&shop.town.nodes[1].address);
    let before = count.load(Ordering::SeqCst);
    let let_go = async {
        // Until the first node is at work on it; it cannot end before the card is free.
        while count.load(Ordering::SeqCst) == before {
            yield_now().await;
        }
        // Longer than a lock with a lifetime would hold, and a quote still stands.
        shop.town.advance(Duration::from_secs(14 * 60));
        go_on.notify_one();
    };
    let (first, second, ()) = join3(
        settle(counter.till.clone(), quoted.clone()),
        settle(there.clone(), quoted.clone()),
        let_go,
    )
    .await;
    busy.await.unwrap().unwrap();
    assert_eq!((first.status, &first.text), (200, &second.text), "{}", second.text);
    let third = settle(there, quoted).await;
    assert_eq!((third.status, third.text), (200, first.text));
    assert_eq!(counter.has().await[0], 4_000);
    assert_eq!(debits(counter.app()).await, 1);
}

async fn is_settled(app: &App, sale: SaleId) -> bool {
    let found = sale::Entity::find_by_id(sale).one(&app.db).await.unwrap().unwrap();
    found.state == sale::State::Settled
}

#[tokio::test]
async fn a_node_that_dies_between_its_commit_and_its_answer_has_sold_once_p35_e4() {
    let mut shop = Shop::with_nodes(2).await;
    let counter = Counter::open(&shop).await;
    counter.fill((10_000, 0, 0)).await;
    let quoted = counter.quote(&[hundred()], json!({})).await.body;
    let (till, card) = (counter.till.clone(), counter.card.clone());
    let sale: SaleId = text(&quoted["sale"]).parse().unwrap();

    let (app, sent) = (shop.town.nodes[1].app.clone(), settle(till.clone(), quoted.clone()));
    let unheard = tokio::spawn(sent);
    while !is_settled(&app, sale).await {
        yield_now().await;
    }
    unheard.abort();
    shop.town.restart(0).await;

    let mut answers = vec![];
    for node in [0, 1, 0] {
        let till = till.at(&shop.town.nodes[node].address);
        let again = settle(till.clone(), quoted.clone()).await;
        assert_eq!(
            (again.status, &again.body["state"]),
            (200, &json!("settled")),
            "{}",
            again.text
        );
        answers.push(again.text);
        let other = json!({ "hash": quoted["hash"], "tenders": tenders(&[("cash", 10_000)]) });
        let other = till.post_once(&path(&quoted), "settle", &other).await;
        assert_eq!((other.status, other.code()), (409, "idempotency_mismatch"));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    // And its points came once, which a till that sends again doubles elsewhere.
    assert_eq!(has(&app, &card).await, [4_000, 0, 1_000_000, 1_000_000]);
    assert_eq!(debits(&app).await, 1);
}
