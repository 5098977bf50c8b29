//! The handle: what is configured, what is remembered, and what time it is.
use std::{
    io,
    net::TcpListener,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use actix_web::dev::Server;
use chrono::{DateTime, SecondsFormat};
use tokio::sync::watch;

use crate::{
    config::{Account, Config},
    http,
    state::State,
};

/// A pretend WeChat. Clones share one state.
#[derive(Clone)]
pub struct Sandbox(Arc<Inner>);

struct Inner {
    config: Config,
    ahead_ms: AtomicI64,
    /// As their consoles show them now.
    accounts: RwLock<Vec<Arc<Account>>>,
    state: Mutex<State>,
    changes: watch::Sender<()>,
    outbound: reqwest::Client,
}

impl Sandbox {
    /// Fails only where no TLS backend can be set up.
    pub fn new(config: Config) -> reqwest::Result<Self> {
        let outbound = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("Mozilla/4.0")
            .build()?;
        let state = Mutex::new(State::new((config.now)().unsigned_abs()));
        let (changes, _) = watch::channel(());
        let ahead_ms = AtomicI64::new(0);
        let accounts = RwLock::new(config.accounts.iter().cloned().map(Arc::new).collect());
        Ok(Self(Arc::new(Inner { config, ahead_ms, accounts, state, changes, outbound })))
    }

    /// Serve on `listener` until stopped. Refuses to be reached from another machine, because it
    /// lets anyone be anyone.
    pub fn serve(&self, listener: TcpListener) -> io::Result<Server> {
        let address = listener.local_addr()?;
        if !address.ip().is_loopback() {
            let why = format!("the sandbox listens on loopback only, not on {address}");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        http::serve(self.clone(), listener)
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn accounts(&self) -> Vec<Arc<Account>> {
        self.0.accounts.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn account(&self, appid: &str) -> Option<Arc<Account>> {
        self.accounts().into_iter().find(|account| account.appid == appid)
    }

    /// Its console was saved.
    pub(crate) fn reconfigure(&self, account: Account) {
        let mut accounts = self.0.accounts.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = accounts.iter_mut().find(|known| known.appid == account.appid) {
            *known = Arc::new(account);
        }
    }

    pub(crate) fn outbound(&self) -> &reqwest::Client {
        &self.0.outbound
    }

    /// Milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        (self.0.config.now)() + self.0.ahead_ms.load(Ordering::SeqCst)
    }

    /// RFC 3339.
    pub(crate) fn now_text(&self) -> String {
        let now = DateTime::from_timestamp_millis(self.now()).unwrap_or_default();
        now.to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    pub(crate) fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX / 4);
        self.0.ahead_ms.fetch_add(by, Ordering::SeqCst);
        self.0.changes.send_replace(());
    }

    /// Read or write what is remembered. Not across an await.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        // A panic elsewhere leaves the state as it was: every change is a push or an assignment.
        act(&mut self.0.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// As [`Self::with`], and those who wait for news are woken.
    pub(crate) fn change<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let result = self.with(act);
        self.0.changes.send_replace(());
        result
    }

    /// Look now and after every change, until there is something to see or `wait` is over.
    pub(crate) async fn wait_for<T>(
        &self,
        wait: Duration,
        mut look: impl FnMut(&mut State) -> Option<T>,
    ) -> Option<T> {
        let mut changes = self.0.changes.subscribe();
        let deadline = tokio::time::Instant::now() + wait;
        loop {
            if let Some(seen) = self.with(&mut look) {
                return Some(seen);
            }
            tokio::time::timeout_at(deadline, changes.changed()).await.ok()?.ok()?;
        }
    }
}
