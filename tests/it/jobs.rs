//! Later: at least once, in spite of workers that die and jobs that cannot be done.
use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::ensure;
use entity::job;
use kabao::{
    app::{App, Tx},
    error::Result,
    http::RequestRefusal,
    jobs::{self, Job, Known},
    world::World,
};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use tokio::{task::yield_now, time::timeout};

use crate::town::{Plan, Town};

const HOUR: Duration = Duration::from_secs(3600);

/// A job that counts how often it was run under this name, and fails at first.
#[derive(Clone, Serialize, Deserialize)]
struct Ring {
    bell: String,
    fails: u64,
}

impl Job for Ring {
    const NAME: &'static str = "test.ring";

    async fn run(self, app: &App) -> Result<()> {
        let rung = app.cache.count(&self.bell, HOUR).await;
        Ok(heard(rung, self.fails)?)
    }
}

fn heard(rung: u64, fails: u64) -> anyhow::Result<()> {
    ensure!(rung > fails, "nobody heard it");
    Ok(())
}

/// A job whose worker dies with it the first time.
#[derive(Clone, Serialize, Deserialize)]
struct Faint {}

impl Job for Faint {
    const NAME: &'static str = "test.faint";

    async fn run(self, app: &App) -> Result<()> {
        if app.cache.count("faint", HOUR).await == 1 {
            pending::<()>().await;
        }
        Ok(())
    }
}

/// A job that is done when eight are at it.
#[derive(Clone, Serialize, Deserialize)]
struct Meet {}

impl Job for Meet {
    const NAME: &'static str = "test.meet";

    async fn run(self, app: &App) -> Result<()> {
        app.cache.count("meet", HOUR).await;
        while rung(app, "meet").await.is_some_and(|here| here < 8) {
            yield_now().await;
        }
        Ok(())
    }
}

fn known() -> Vec<Known> {
    vec![Known::job::<Ring>(), Known::job::<Faint>(), Known::job::<Meet>()]
}

async fn town() -> Town {
    Town::with(Plan { nodes: 2, jobs: known, ..Plan::ground() }).await
}

fn ring(bell: &str, fails: u64) -> Ring {
    Ring { bell: bell.to_owned(), fails }
}

async fn rung(app: &App, bell: &str) -> Option<u64> {
    app.cache.get(bell).await.map(|times| times.parse().unwrap())
}

async fn waiting(app: &App) -> Vec<job::Model> {
    job::Entity::find().all(&app.db).await.unwrap()
}

async fn promise_and_refuse(tx: &Tx, world: &World, job: Ring) -> Result<()> {
    jobs::enqueue(tx, world, job).await?;
    Err(RequestRefusal::NotPermitted.into())
}

#[tokio::test]
async fn a_promise_stands_if_its_cause_does() {
    let town = town().await;
    town.app.transact(promise_and_refuse, ring("never", 0)).await.unwrap_err();
    town.app.transact(jobs::enqueue, ring("门铃 🔔", 0)).await.unwrap();

    assert_eq!(town.run_jobs().await, 1);
    assert_eq!(town.run_jobs().await, 0);
    assert_eq!((rung(&town.app, "never").await, rung(&town.app, "门铃 🔔").await), (None, Some(1)));
    assert!(waiting(&town.app).await.is_empty());
}

#[tokio::test]
async fn two_workers_share_the_work_and_do_none_of_it_twice() {
    let town = town().await;
    for n in 0..40 {
        town.app.transact(jobs::enqueue, ring(&format!("bell-{n}"), 0)).await.unwrap();
    }
    let known = known();
    let [here, there] = [0, 1].map(|node: usize| jobs::run_due(&town.nodes[node].app, &known));
    let (here, there) = tokio::join!(here, there);

    assert_eq!(here.unwrap() + there.unwrap(), 40);
    for n in 0..40 {
        assert_eq!(rung(&town.app, &format!("bell-{n}")).await, Some(1), "bell-{n}");
    }
}

/// Each waits for all: so they were taken together, and are run at once.
#[tokio::test]
async fn eight_that_are_due_are_taken_run_and_ended_together() {
    let count = Arc::new(AtomicU64::new(0));
    let statements = Some(count.clone());
    let town = Town::with(Plan { jobs: known, statements, ..Plan::ground() }).await;
    for _ in 0..8 {
        town.app.transact(jobs::enqueue, Meet {}).await.unwrap();
    }
    let before = count.load(Ordering::SeqCst);
    assert_eq!(town.run_jobs().await, 8);
    // A look, a claim of two, the end with a claim that finds nothing, a last look.
    assert_eq!(count.load(Ordering::SeqCst) - before, 6);
    assert!(waiting(&town.app).await.is_empty());
}

#[tokio::test]
async fn a_job_that_fails_is_tried_again_after_a_pause_f14() {
    let town = town().await;
    town.app.transact(jobs::enqueue, ring("bell", 1)).await.unwrap();
    assert_eq!((town.run_jobs().await, rung(&town.app, "bell").await), (0, Some(1)));
    town.advance(Duration::from_millis(4_999));
    assert_eq!((town.run_jobs().await, rung(&town.app, "bell").await), (0, Some(1)), "too soon");
    town.advance(Duration::from_millis(1));
    assert_eq!((town.run_jobs().await, rung(&town.app, "bell").await), (1, Some(2)));
}

#[tokio::test]
async fn a_job_that_cannot_be_done_is_given_up_and_holds_nobody_up_f14() {
    let town = town().await;
    town.app.transact(jobs::enqueue, ring("poison", u64::MAX)).await.unwrap();
    town.app.transact(jobs::enqueue, ring("bell", 0)).await.unwrap();
    assert_eq!(town.run_jobs().await, 1, "the one behind it is done at once");

    for _ in 0..2 * jobs::TRIES {
        town.advance(HOUR);
        assert_eq!(town.run_jobs().await, 0);
    }
    assert_eq!(rung(&town.app, "poison").await, Some(jobs::TRIES as u64));
    let kept = waiting(&town.app).await;
    assert_eq!(kept.len(), 1, "it stays to be looked at");
    assert_eq!((kept[0].dead, kept[0].attempts, jobs::TRIES), (true, 12, 12));
}

#[tokio::test]
async fn a_dead_workers_job_is_done_by_another_when_its_lease_ends_f14() {
    let town = town().await;
    town.app.transact(jobs::enqueue, Faint {}).await.unwrap();
    let dying = tokio::spawn({
        let app = town.app.clone();
        async move { jobs::run_due(&app, &known()).await }
    });
    let begun = async {
        while rung(&town.app, "faint").await.is_none() {
            yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), begun).await.unwrap();
    dying.abort();
    assert!(dying.await.unwrap_err().is_cancelled());

    town.advance(Duration::from_millis(59_999));
    assert_eq!(town.run_jobs().await, 0, "it might still be at it");
    town.advance(Duration::from_millis(1));
    assert_eq!(town.run_jobs().await, 1);
    assert!(waiting(&town.app).await.is_empty());
}

#[tokio::test]
async fn a_job_this_release_does_not_know_waits_for_one_that_does() {
    let town = town().await;
    town.app.transact(jobs::enqueue, ring("bell", 0)).await.unwrap();
    assert_eq!(jobs::run_due(&town.app, &[]).await.unwrap(), 0);
    town.advance(HOUR);
    assert_eq!(town.run_jobs().await, 1);
}
