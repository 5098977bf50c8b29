//! Later: a row written in the transaction of its cause, run at least once.
//!
//! **Invariant:** a job's row goes only after it has run. One that fails, or whose worker dies, is
//! due again when its lease ends; so every job must be safe to run twice. **Invariant:** a job
//! that has failed [`TRIES`] times stays, dead, to be looked at.
mod rows;

use std::{future::Future, panic::AssertUnwindSafe, pin::Pin, time::Duration};

use anyhow::{Context, anyhow};
use entity::{job, values::Timestamp};
use futures_util::FutureExt;
use serde::{Serialize, de::DeserializeOwned};
use tokio_util::sync::CancellationToken;

use crate::{
    app::{App, Tx},
    error::Result,
    world::World,
};

/// How often a job is tried before it is given up.
pub const TRIES: i32 = 12;
/// Jobs that a node works on at once, so that one slow vendor does not hold up the rest.
pub const HANDS: usize = 4;
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
    let row = job::Model {
        id: world.id(),
        name: J::NAME.to_owned(),
        payload: serde_json::to_string(&job)?,
        due_at,
        attempts: 0,
        dead: false,
    };
    rows::insert(tx, row).await
}

/// Run what is due until nothing is, and say how many jobs were done.
pub async fn run_due(app: &App, known: &[Known]) -> Result<usize> {
    let mut done = 0;
    while !app.stop.is_cancelled()
        && let Some(job) = rows::claim(&app.db, app.world.now()).await?
    {
        match run(app, known, &job).await {
            Ok(()) => {
                rows::delete(&app.db, job.id).await?;
                metrics::counter!("kabao_jobs_total", "job" => job.name, "outcome" => "done")
                    .increment(1);
                done += 1;
            }
            Err(fault) => give_back(app, job, &fault).await?,
        }
    }
    Ok(done)
}

async fn run(app: &App, known: &[Known], job: &job::Model) -> Result<()> {
    let known = known.iter().find(|k| k.name == job.name).context("no such job")?;
    // A job that panics has failed, and the worker goes on.
    let run = AssertUnwindSafe((known.run)(app, &job.payload)).catch_unwind();
    let ran = tokio::time::timeout(PATIENCE, run).await.context("took too long")?;
    ran.map_err(|_| anyhow!("panicked"))?
}

async fn give_back(app: &App, job: job::Model, fault: &crate::error::Error) -> Result<()> {
    let dead = job.attempts + 1 >= TRIES;
    tracing::warn!(job = %job.id, name = job.name, attempts = job.attempts + 1, dead, %fault, "job failed");
    let outcome = if dead { "dead" } else { "failed" };
    metrics::counter!("kabao_jobs_total", "job" => job.name, "outcome" => outcome).increment(1);
    let again = app.world.now().plus_ms(pause(job.attempts).as_millis() as i64);
    rows::give_back(&app.db, job.id, again, dead).await
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
