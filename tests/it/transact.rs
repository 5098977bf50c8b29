//! The one way to change anything: all of it or none, whoever is in the way and whoever goes away.
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use entity::ids::CouponTemplateId;
use kabao::{
    app::Tx,
    error::{Error, Kind, Result},
    http::RequestRefusal,
    world::World,
};
use sea_orm::ConnectionTrait;
use tokio::{sync::Barrier, task::JoinSet, time::timeout};

use crate::{
    stock::{stock, take_one, taken},
    town::{Engine, Town, engine},
};

#[derive(Clone)]
struct Crosswise {
    first: CouponTemplateId,
    second: CouponTemplateId,
    met: Arc<Barrier>,
    attempts: Arc<AtomicUsize>,
}

/// Takes one of each, and halfway waits for its opposite, unless the engine lets only one of them in.
async fn crosswise(tx: &Tx, world: &World, ask: Crosswise) -> Result<()> {
    ask.attempts.fetch_add(1, Ordering::SeqCst);
    take_one(tx, world, ask.first).await?;
    timeout(Duration::from_millis(200), ask.met.wait()).await.ok();
    take_one(tx, world, ask.second).await
}

#[tokio::test]
async fn two_who_wait_for_each_other_both_get_through_f7() {
    let town = Town::ground().await;
    let merchant = town.app.world.id();
    let a = stock(&town.app, merchant, 2).await;
    let b = stock(&town.app, merchant, 2).await;
    let met = Arc::new(Barrier::new(2));
    let attempts = Arc::new(AtomicUsize::new(0));
    let ask =
        |first, second| Crosswise { first, second, met: met.clone(), attempts: attempts.clone() };

    let there = town.app.transact(crosswise, ask(a, b));
    let back = town.app.transact(crosswise, ask(b, a));
    let (there, back) = tokio::join!(there, back);

    assert!(there.is_ok() && back.is_ok(), "{there:?} {back:?}");
    assert_eq!((taken(&town.app.db, a).await, taken(&town.app.db, b).await), (2, 2));
    let attempts = attempts.load(Ordering::SeqCst);
    // SQLite lets one writer in at a time, so nobody there has to start over.
    assert_eq!(attempts > 2, engine() != Engine::Sqlite, "{attempts} attempts");
}

/// Somebody is always in the way, as the engine itself says it.
async fn in_the_way(tx: &Tx, _: &World, attempts: Arc<AtomicUsize>) -> Result<()> {
    attempts.fetch_add(1, Ordering::SeqCst);
    let gave_way = match engine() {
        Engine::Postgres => "DO $$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '40001'; END $$",
        Engine::Mariadb => "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213",
        // Refused as locked in the midst of a write.
        Engine::Sqlite => "PRAGMA wal_checkpoint",
    };
    Ok(tx.execute_unprepared(gave_way).await.map(drop)?)
}

#[tokio::test]
async fn who_gives_way_every_time_is_asked_to_come_back_f7() {
    let town = Town::ground().await;
    let attempts = Arc::new(AtomicUsize::new(0));
    let no = town.app.transact(in_the_way, attempts.clone()).await.unwrap_err();
    assert_eq!(attempts.load(Ordering::SeqCst), 7);
    let Error::Refused(no) = no else { panic!("{no:?}") };
    assert_eq!(no.problem(), (Kind::Unavailable, "busy"));
    assert_eq!(no.fields()["retry_after_s"], 2);
}

#[tokio::test]
async fn what_was_begun_is_finished_though_nobody_waits() {
    let town = Town::ground().await;
    let stock = stock(&town.app, town.app.world.id(), 50).await;
    for patience in (0..50).map(|n| Duration::from_micros(n * 40)) {
        timeout(patience, town.app.transact(take_one, stock)).await.ok();
    }
    let all_taken = async { while taken(&town.app.db, stock).await != 50 {} };
    timeout(Duration::from_secs(20), all_taken).await.expect("some callers took it with them");
    // None of the connections they left is in the middle of something.
    for _ in 0..50 {
        let none_left = town.app.transact(take_one, stock).await;
        assert_eq!(none_left.unwrap_err().code(), Some("raced"));
    }
}

#[tokio::test]
async fn sixty_cannot_take_twenty_e6() {
    let town = Town::ground().await;
    let stock = stock(&town.app, town.app.world.id(), 20).await;
    let takers: JoinSet<Result<()>> = (0..60)
        .map(|n| {
            let app = town.nodes[n % 2].app.clone();
            async move { app.transact(take_one, stock).await }
        })
        .collect();
    let (took, refused): (Vec<_>, Vec<_>) =
        takers.join_all().await.into_iter().partition(Result::is_ok);

    assert_eq!((took.len(), refused.len()), (20, 40));
    assert!(refused.iter().all(|no| no.as_ref().unwrap_err().code() == Some("raced")));
    assert_eq!(taken(&town.app.db, stock).await, 20);
}

#[derive(Clone, Copy)]
enum End {
    Refusal,
    Fault,
    Panic,
}

async fn take_one_and(tx: &Tx, world: &World, (stock, end): (CouponTemplateId, End)) -> Result<()> {
    take_one(tx, world, stock).await?;
    match end {
        End::Refusal => Err(RequestRefusal::NotPermitted.into()),
        End::Fault => Err(anyhow::anyhow!("the roof fell in").into()),
        End::Panic => panic!("a test panics on purpose"),
    }
}

#[tokio::test]
async fn a_flow_that_does_not_end_well_leaves_nothing_behind() {
    let town = Town::ground().await;
    let stock = stock(&town.app, town.app.world.id(), 20).await;
    for end in [End::Refusal, End::Fault, End::Panic].repeat(6) {
        let no = town.app.transact(take_one_and, (stock, end)).await.unwrap_err();
        assert_eq!(matches!(no, Error::Refused(_)), matches!(end, End::Refusal));
    }
    assert_eq!(taken(&town.app.db, stock).await, 0);
    town.app.transact(take_one, stock).await.unwrap();
    assert_eq!(taken(&town.app.db, stock).await, 1);
}
