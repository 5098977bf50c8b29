//! What every request can reach, and the one way to change anything.
use std::{sync::Arc, time::Duration};

use anyhow::Context;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

use crate::{
    cache::Cache,
    config::Config,
    engine,
    error::{ChangeRefusal, Error, Result},
    lang::Lang,
    near::Near,
    seal::MasterKey,
    world::World,
};

/// Proof of being inside a transaction: whatever changes things asks for this, not for a pool.
pub type Tx = DatabaseTransaction;

/// One node. Cheap to clone: everything inside is shared.
#[derive(Clone)]
pub struct App {
    pub db: DatabaseConnection,
    pub cache: Cache,
    pub near: Near,
    pub wechat: wechat::Client,
    /// For talking to SMS vendors.
    pub web: reqwest::Client,
    pub world: Arc<World>,
    pub config: Arc<Config>,
    pub master: Arc<MasterKey>,
    /// Cancelled when the process is told to stop.
    pub stop: CancellationToken,
    /// What was begun and nobody waits for; the process waits before it ends.
    pub tasks: TaskTracker,
    /// Claims that this node works on at once. A hot offer is one row, and more hands would only
    /// wait for it, each with a connection that others need.
    pub rush: Arc<Semaphore>,
}

const RUSH_HANDS: usize = 4;
/// The longest waits before new attempts, in milliseconds: chance makes each shorter, so that those
/// who were in each other's way do not meet again.
const PAUSES: [u64; 6] = [20, 40, 80, 160, 320, 640];
/// When to come back, if there was no way through.
const COME_BACK_S: i64 = 2;

impl App {
    /// Connect to all that the configuration names. The database must be migrated.
    pub async fn open(config: Config, world: World) -> anyhow::Result<Self> {
        let patience = Duration::from_secs(5);
        Ok(Self {
            db: engine::connect(&config.database.url).await.context("database.url")?,
            cache: Cache::open(&config.cache.url).context("cache.url")?,
            near: Near::default(),
            wechat: wechat::Client::new(config.wechat.api_base.as_str())?,
            web: web(patience)?,
            world: Arc::new(world),
            master: Arc::new(MasterKey::new(&config.secrets.master)),
            config: Arc::new(config),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            rush: Arc::new(Semaphore::new(RUSH_HANDS)),
        })
    }

    /// Whether this node should be sent requests.
    pub async fn ready(&self) -> bool {
        !self.stop.is_cancelled() && self.db.ping().await.is_ok()
    }

    /// Do the whole of `flow`, or none of it: begin, run, commit; and start over, as often as there
    /// are [`PAUSES`], if the engine gave this transaction up for another's sake. A flow may
    /// therefore run twice, and speaks to nobody but the database. Whoever gave way every time is
    /// asked to come back: nothing was done.
    ///
    /// It runs in a task of its own, which a caller who goes away does not stop halfway: sqlx
    /// 0.9.0 would hand the next caller a connection with a transaction already open on it.
    pub async fn transact<A, T, F>(&self, flow: F, ask: A) -> Result<T>
    where
        F: for<'a> Flow<'a, A, T>,
        A: Clone + Send + 'static,
        T: Send + 'static,
    {
        let app = self.clone();
        let work = async move {
            for pause in PAUSES.map(Duration::from_millis) {
                match app.attempt(flow, ask.clone()).await {
                    Err(Error::Fault(fault)) if engine::gave_way(&fault) => {
                        tracing::debug!(error = format!("{fault:#}"), "starting over");
                        tokio::time::sleep(app.world.up_to(pause)).await;
                    }
                    outcome => return outcome,
                }
            }
            app.attempt(flow, ask).await.map_err(busy)
        };
        let work = Lang::spoken().during(work);
        tokio::spawn(work.in_current_span()).await.context("a flow panicked")?
    }

    async fn attempt<A, T, F>(&self, flow: F, ask: A) -> Result<T>
    where
        F: for<'a> Flow<'a, A, T>,
    {
        let tx = engine::begin(&self.db).await.map_err(no_room)?;
        match flow.run(&tx, &self.world, ask).await {
            Ok(done) => commit(tx).await.map(|()| done),
            Err(no) => {
                // Should this fail, the connection is gone and the database rolls back by itself.
                tx.rollback().await.ok();
                Err(no)
            }
        }
    }
}

/// The engine gave way to others once more: that is nobody's fault, and passes.
fn busy(no: Error) -> Error {
    match no {
        Error::Fault(fault) if engine::gave_way(&fault) => {
            tracing::warn!(error = format!("{fault:#}"), "gave way every time");
            metrics::counter!("kabao_gave_way_total").increment(1);
            ChangeRefusal::Busy { retry_after_s: COME_BACK_S }.into()
        }
        no => no,
    }
}

/// No connection was free for as long as one waits.
fn no_room(fault: DbErr) -> Error {
    match fault {
        DbErr::ConnectionAcquire(_) => ChangeRefusal::Busy { retry_after_s: COME_BACK_S }.into(),
        fault => fault.into(),
    }
}

/// Codes and phones are in what vendors are sent: it goes to no other host.
fn web(patience: Duration) -> reqwest::Result<reqwest::Client> {
    let none = reqwest::redirect::Policy::none();
    reqwest::Client::builder().timeout(patience).redirect(none).referer(false).build()
}

async fn commit(tx: Tx) -> Result<()> {
    let Err(fault) = tx.commit().await.map_err(anyhow::Error::from) else { return Ok(()) };
    if engine::gave_way(&fault) {
        return Err(fault.into());
    }
    // Whatever else was said, it may have been said after the fact.
    tracing::error!(error = format!("{fault:#}"), "outcome of a commit unknown");
    Err(ChangeRefusal::OutcomeUnknown.into())
}

/// What can be transacted: any `async fn(&Tx, &World, A) -> Result<T>`. The trait says that its
/// future may change threads, which a bound on an async closure cannot say yet.
pub trait Flow<'a, A, T>: Copy + Send + Sync + 'static {
    fn run(self, tx: &'a Tx, world: &'a World, ask: A) -> impl Future<Output = Result<T>> + Send;
}

impl<'a, A, T, F, Run> Flow<'a, A, T> for F
where
    F: Fn(&'a Tx, &'a World, A) -> Run + Copy + Send + Sync + 'static,
    Run: Future<Output = Result<T>> + Send,
{
    fn run(self, tx: &'a Tx, world: &'a World, ask: A) -> impl Future<Output = Result<T>> + Send {
        self(tx, world, ask)
    }
}
