//! A request that is sent again is answered again, and not done again.
use std::{sync::Arc, time::Duration};

use actix_web::{
    HttpResponse, post,
    web::{Data, Json, Path},
};
use entity::ids::{CouponTemplateId, MerchantId};
use kabao::{
    app::{App, Tx},
    error::Result,
    http::{Anyone, Keyed, ServiceConfig},
    once::Key,
    world::World,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::{sync::Notify, task::JoinSet, time::timeout};
use utoipa::ToSchema;

use crate::{
    stock::{self, stock, taken},
    town::{Plan, Reply, Town},
};

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Take {
    merchant: MerchantId,
    stock: CouponTemplateId,
}

/// What the first request did, as every one of them is told.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Taken {
    nth: i32,
    words: String,
}

async fn take(tx: &Tx, world: &World, ask: Take) -> Result<Taken> {
    stock::take_one(tx, world, ask.stock).await?;
    Ok(Taken { nth: taken(tx, ask.stock).await, words: "领取成功 🎉".to_owned() })
}

#[utoipa::path]
#[post("/take/{caller}")]
async fn door(
    _: Anyone,
    app: Data<App>,
    caller: Path<String>,
    Keyed { key, body }: Keyed<Take>,
) -> Result<HttpResponse> {
    let key = key.of(caller.as_str());
    let done: Taken = app.once(body.merchant, key, take, body).await?;
    Ok(HttpResponse::Created().json(Json(done)))
}

fn routes(cfg: &mut ServiceConfig) {
    cfg.service(door);
}

/// Two nodes, and a stock of `total`.
async fn town(total: i32) -> (Town, Take) {
    let town = Town::with(Plan { nodes: 2, routes, ..Plan::ground() }).await;
    let merchant = town.app.world.id();
    let stock = stock(&town.app, merchant, total).await;
    (town, Take { merchant, stock })
}

async fn press(town: &Town, node: usize, caller: &str, key: &str, take: Take) -> Reply {
    let body = json!({ "merchant": take.merchant, "stock": take.stock });
    town.person_at(node).post_once(&format!("/take/{caller}"), key, &body).await
}

#[tokio::test]
async fn one_key_is_one_effect_however_often_it_is_sent_e1() {
    let (town, take) = town(100).await;
    let body = json!({ "merchant": take.merchant, "stock": take.stock });
    let people = [town.person_at(0), town.person_at(1)];
    let taps: JoinSet<Reply> = (0..60)
        .map(|n| {
            let (person, body) = (people[n % 2].clone(), body.clone());
            async move { person.post_once("/take/mei", "tap-1", &body).await }
        })
        .collect();
    let mut replies = taps.join_all().await;
    for n in 0..20 {
        replies.push(people[n % 2].post_once("/take/mei", "tap-1", &body).await);
    }
    for reply in &replies {
        assert_eq!((reply.status, &reply.text), (201, &replies[0].text));
    }
    assert_eq!(replies[0].body, json!({ "nth": 1, "words": "领取成功 🎉" }));
    assert_eq!(taken(&town.app.db, take.stock).await, 1);
}

#[tokio::test]
async fn a_key_belongs_to_one_request_e2() {
    let (town, take) = town(100).await;
    let other = Take { stock: stock(&town.app, take.merchant, 100).await, ..take };
    assert_eq!(press(&town, 0, "mei", "tap-1", take).await.status, 201);

    let refused = press(&town, 1, "mei", "tap-1", other).await;
    assert_eq!((refused.status, refused.code()), (409, "idempotency_mismatch"));
    assert_eq!(taken(&town.app.db, other.stock).await, 0);
    // The refusal did not spoil the first answer.
    assert_eq!(press(&town, 0, "mei", "tap-1", take).await.body["nth"], 1);
    assert_eq!(taken(&town.app.db, take.stock).await, 1);
}

#[tokio::test]
async fn a_key_is_its_callers_own_and_compared_byte_for_byte() {
    let (town, take) = town(100).await;
    let elsewhere = Take { merchant: town.app.world.id(), ..take };
    for (nth, (caller, key, take)) in [
        ("mei", "tap-1", take),
        ("mei", "TAP-1", take),
        ("qiang", "tap-1", take),
        ("mei", "tap-1", elsewhere),
    ]
    .into_iter()
    .enumerate()
    {
        let reply = press(&town, 0, caller, key, take).await;
        assert_eq!(reply.body["nth"], nth + 1, "{caller} {key}: {}", reply.text);
    }
}

#[tokio::test]
async fn a_write_without_a_usable_key_is_refused() {
    let (town, take) = town(100).await;
    for key in ["", &"k".repeat(256)] {
        let refused = press(&town, 0, "mei", key, take).await;
        assert_eq!((refused.status, refused.code()), (422, "idempotency_key_needed"));
    }
    assert_eq!(press(&town, 0, "mei", &"k".repeat(255), take).await.status, 201);
    assert_eq!(taken(&town.app.db, take.stock).await, 1);
}

#[tokio::test]
async fn a_refusal_leaves_its_key_free() {
    let (town, take) = town(0).await;
    let refused = press(&town, 0, "mei", "tap-1", take).await;
    assert_eq!((refused.status, refused.code()), (409, "raced"));
    stock::refill(&town.app, take.stock, 1).await;
    assert_eq!(press(&town, 0, "mei", "tap-1", take).await.body["nth"], 1);
}

#[derive(Clone)]
struct Slow {
    take: Take,
    begun: Arc<Notify>,
    go_on: Arc<Notify>,
}

async fn take_slowly(tx: &Tx, world: &World, ask: Slow) -> Result<Taken> {
    let done = take(tx, world, ask.take).await?;
    ask.begun.notify_one();
    ask.go_on.notified().await;
    Ok(done)
}

fn tap_1() -> Key {
    Key::new("tap-1".to_owned(), "POST /take", b"")
}

#[tokio::test]
async fn who_waits_behind_a_slow_one_gets_its_answer_e3() {
    let (town, take_it) = town(100).await;
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = Slow { take: take_it, begun: begun.clone(), go_on: go_on.clone() };
    let [here, there] = [0, 1].map(|node: usize| town.nodes[node].app.clone());

    let first =
        async { here.once::<_, _, Taken, _>(take_it.merchant, tap_1(), take_slowly, slow).await };
    let second = async {
        begun.notified().await;
        // Longer than any lock with a lifetime would hold.
        town.advance(Duration::from_secs(3600));
        let again = there.once::<_, _, Taken, _>(take_it.merchant, tap_1(), take, take_it);
        let (again, ()) = tokio::join!(again, async { go_on.notify_one() });
        again
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(first.unwrap(), second.unwrap());
    assert_eq!(taken(&town.app.db, take_it.stock).await, 1);
}

#[tokio::test]
async fn who_lost_the_answer_asks_again_e4() {
    let (town, take_it) = town(100).await;
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = Slow { take: take_it, begun: begun.clone(), go_on: go_on.clone() };
    let asking = town.app.once::<_, _, Taken, _>(take_it.merchant, tap_1(), take_slowly, slow);
    // The caller goes away while its work is under way.
    tokio::select! {
        _ = asking => panic!("it was not told to go on"),
        () = begun.notified() => {}
    }
    go_on.notify_one();

    let there = &town.nodes[1].app;
    let again = there.once::<_, _, Taken, _>(take_it.merchant, tap_1(), take, take_it);
    let again = timeout(Duration::from_secs(20), again).await.unwrap().unwrap();
    assert_eq!(again.nth, 1);
    assert_eq!(taken(&town.app.db, take_it.stock).await, 1);
}
