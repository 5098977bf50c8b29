//! Later: a row written in the transaction of its cause, run at least once.
//!
//! **Invariant:** a job's row goes only after it has run. One that fails, or whose worker dies, is
//! due again when its lease ends; so every job must be safe to run twice. **Invariant:** a job
//! that has failed [`TRIES`] times stays, dead, to be looked at.
mod rows;

use std::{future::Future, mem, panic::AssertUnwindSafe, pin::Pin, time::Duration};

use anyhow::{Context, anyhow};
use entity::{ids::JobId, job, values::Timestamp};
use futures_util::{FutureExt, future::join_all};
use serde::{Serialize, de::DeserializeOwned};
use tokio_util::sync::CancellationToken;

use crate::{
    app::{App, Tx},
    error::{Error, Result},
    world::World,
};

pub use rows::Given;

/// How often a job is tried before it is given up.
pub const TRIES: i32 = 12;
/// Workers of a node, so that one slow vendor does not hold up the rest.
pub const HANDS: usize = 4;
/// Jobs that a worker takes at once, and runs at once, so that each has the whole lease.
const HANDFUL: u64 = 8;
/// Well below the lease, so that no job is run by two at once.
const PATIENCE: Duration = Duration::from_secs(45);
/// How long an idle worker rests between two looks.
const REST: Duration = Duration::from_millis(250);
/// And when the database did not answer.
const LONG_REST: Duration = Duration::from_secs(5);

pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// Stored with every row: renaming a job strands those that wait.
    const NAME: &'static str;
    fn run(self, app: &App) -> impl Future<Output = Result<()>> + Send;
}

/// A job we know how to run, found by its name.
pub struct Known {
    name: &'static str,
    run: for<'a> fn(&'a App, &'a str) -> Running<'a>,
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

impl Known {
    pub fn job<J: Job>() -> Self {
        fn run<'a, J: Job>(app: &'a App, payload: &'a str) -> Running<'a> {
            Box::pin(async move { serde_json::from_str::<J>(payload)?.run(app).await })
        }
        Self { name: J::NAME, run: run::<J> }
    }
}

/// Promise `job` for later; the promise stands if `tx` does.
pub async fn enqueue<J: Job>(tx: &Tx, world: &World, job: J) -> Result<()> {
    enqueue_at(tx, world, job, world.now()).await
}

/// Promise `job` for this moment.
pub async fn enqueue_at<J: Job>(tx: &Tx, world: &World, job: J, due_at: Timestamp) -> Result<()> {
    rows::insert(tx, row(world, &job, due_at)?).await
}

/// Promise `job` if the question has an answer: asked by the very statement that promises.
pub async fn enqueue_if<J: Job>(tx: &Tx, world: &World, job: J, given: Given) -> Result<()> {
    rows::insert_if(tx, row(world, &job, world.now())?, given).await
}

fn row<J: Job>(world: &World, job: &J, due_at: Timestamp) -> Result<job::Model> {
    Ok(job::Model {
        id: world.id(),
        name: J::NAME.to_owned(),
        payload: serde_json::to_string(job)?,
        due_at,
        attempts: 0,
        dead: false,
    })
}

/// Run what is due until nothing is, and say how many jobs were done. A handful is run at once, and
/// ends in the transaction that takes the next: one commit for all of them.
pub async fn run_due(app: &App, known: &[Known]) -> Result<usize> {
    let (mut done, mut ended) = (0, Ended::default());
    loop {
        let take = !app.stop.is_cancelled();
        // An idle worker begins no transaction: on SQLite every till would wait for it.
        if ended.is_empty() && !(take && rows::any_due(&app.db, app.world.now()).await?) {
            return Ok(done);
        }
        let ask = Turn { ended: mem::take(&mut ended), take };
        let jobs = match app.transact(turn, ask.clone()).await {
            Ok(jobs) => jobs,
            Err(fault) => {
                // What has run is written down at least, or it would run again.
                app.transact(turn, Turn { take: false, ..ask }).await?;
                return Err(fault);
            }
        };
        let outcomes = join_all(jobs.iter().map(|job| run(app, known, job))).await;
        for (job, outcome) in jobs.iter().zip(outcomes) {
            match outcome {
                Ok(()) => {
                    count(job, "done");
                    ended.done.push(job.id);
                }
                Err(fault) => ended.failed.push(failed(app, job, &fault)),
            }
        }
        done += ended.done.len();
    }
}

/// Jobs that were run, and are not written down yet.
#[derive(Clone, Default)]
struct Ended {
    done: Vec<JobId>,
    failed: Vec<Again>,
}

/// When a job that failed is due again; never, if it is dead.
#[derive(Clone)]
struct Again {
    id: JobId,
    at: Timestamp,
    dead: bool,
}

impl Ended {
    fn is_empty(&self) -> bool {
        self.done.is_empty() && self.failed.is_empty()
    }
}

#[derive(Clone)]
struct Turn {
    ended: Ended,
    take: bool,
}

/// End what was run, and take what is next.
async fn turn(tx: &Tx, world: &World, ask: Turn) -> Result<Vec<job::Model>> {
    let Turn { ended, take } = ask;
    rows::delete(tx, ended.done).await?;
    for Again { id, at, dead } in ended.failed {
        rows::give_back(tx, id, at, dead).await?;
    }
    if take { rows::claim(tx, world.now(), HANDFUL).await } else { Ok(vec![]) }
}

async fn run(app: &App, known: &[Known], job: &job::Model) -> Result<()> {
    let known = known.iter().find(|k| k.name == job.name).context("no such job")?;
    // A job that panics has failed, and the worker goes on.
    let run = AssertUnwindSafe((known.run)(app, &job.payload)).catch_unwind();
    let ran = tokio::time::timeout(PATIENCE, run).await.context("took too long")?;
    ran.map_err(|_| anyhow!("panicked"))?
}

fn failed(app: &App, job: &job::Model, fault: &Error) -> Again {
    let dead = job.attempts + 1 >= TRIES;
    tracing::warn!(job = %job.id, name = job.name, attempts = job.attempts + 1, dead, %fault, "job failed");
    count(job, if dead { "dead" } else { "failed" });
    let at = app.world.now().plus_ms(pause(job.attempts).as_millis() as i64);
    Again { id: job.id, at, dead }
}

fn count(job: &job::Model, outcome: &'static str) {
    let name = job.name.clone();
    metrics::counter!("kabao_jobs_total", "job" => name, "outcome" => outcome).increment(1);
}

/// 5 s, 20 s, 80 s … up to an hour.
fn pause(failed_before: i32) -> Duration {
    let seconds = 5u64 << (2 * failed_before.clamp(0, 5));
    Duration::from_secs(seconds.min(3600))
}

/// Work until told to stop; a job under way is finished first.
pub async fn work(app: App, known: Vec<Known>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(fault) = run_due(&app, &known).await {
            tracing::error!(%fault, "cannot look for jobs");
            stop.run_until_cancelled(tokio::time::sleep(LONG_REST)).await;
        }
        stop.run_until_cancelled(tokio::time::sleep(REST)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_below_an_hour_f14() {
        let pauses: Vec<u64> = (0..7).map(|failed| pause(failed).as_secs()).collect();
        assert_eq!(pauses, [5, 20, 80, 320, 1280, 3600, 3600]);
    }
}
