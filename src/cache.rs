//! What makes us fast and what we would not mind losing: in this process, or in Redis where
//! several nodes share it. Both behave the same; when Redis does not answer, a look-up finds
//! nothing, a count is 1 and a claim is granted, so the database behind must judge.
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::bail;
use moka::{Expiry, future::Cache as Moka};
use redis::{
    AsyncCommands, Client, ExistenceCheck, SetExpiry, SetOptions,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

/// More than a shop needs; beyond it the least used go first.
const ENTRIES: u64 = 200_000;
/// A cache that takes longer than this does not make us faster.
const PATIENCE: Duration = Duration::from_millis(100);
/// Once it has not answered, it is left alone for so long.
const REST: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub struct Cache(Store);

#[derive(Clone)]
enum Store {
    Memory(Moka<String, Entry>),
    Redis(Remote),
}

/// Redis, and until when it is left alone.
#[derive(Clone)]
struct Remote {
    manager: ConnectionManager,
    away_until: Arc<Mutex<Option<Instant>>>,
}

#[derive(Clone)]
struct Entry {
    value: String,
    lives: Duration,
}

/// Each entry lives as long as it was given when it was made; changing it adds nothing.
struct Lifetime;

impl Expiry<String, Entry> for Lifetime {
    fn expire_after_create(&self, _: &String, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.lives)
    }
}

impl Cache {
    /// `memory:` or `redis://host:port/db`. Redis need not be there yet.
    pub fn open(url: &str) -> anyhow::Result<Self> {
        if url == "memory:" {
            let entries = Moka::builder().max_capacity(ENTRIES).expire_after(Lifetime).build();
            return Ok(Self(Store::Memory(entries)));
        }
        if !url.starts_with("redis://") && !url.starts_with("rediss://") {
            bail!("must be memory: or redis://host:port");
        }
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE * 10))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1);
        let manager = ConnectionManager::new_lazy_with_config(Client::open(url)?, config)?;
        Ok(Self(Store::Redis(Remote { manager, away_until: Arc::default() })))
    }

    pub async fn get(&self, key: &str) -> Option<String> {
        match &self.0 {
            Store::Memory(entries) => entries.get(key).await.map(|entry| entry.value),
            Store::Redis(remote) => remote.ask(async |mut redis| redis.get(key).await, None).await,
        }
    }

    pub async fn set(&self, key: &str, value: &str, lives: Duration) {
        match &self.0 {
            Store::Memory(entries) => {
                // A new entry, so that its life begins now.
                entries.invalidate(key).await;
                let value = value.to_owned();
                entries.insert(key.to_owned(), Entry { value, lives }).await;
            }
            Store::Redis(remote) => {
                remote
                    .ask(async |mut redis| redis.pset_ex(key, value, millis(lives)).await, ())
                    .await;
            }
        }
    }

    /// True for whoever comes first.
    pub async fn claim(&self, key: &str, value: &str, lives: Duration) -> bool {
        match &self.0 {
            Store::Memory(entries) => {
                let entry = Entry { value: value.to_owned(), lives };
                entries.entry_by_ref(key).or_insert(entry).await.is_fresh()
            }
            Store::Redis(remote) => {
                let options = SetOptions::default()
                    .conditional_set(ExistenceCheck::NX)
                    .with_expiration(SetExpiry::PX(millis(lives)));
                let claim = async |mut redis: ConnectionManager| {
                    let reply: Option<String> = redis.set_options(key, value, options).await?;
                    Ok(reply.is_some())
                };
                remote.ask(claim, true).await
            }
        }
    }

    /// How often `key` has been counted in its window, this time included.
    pub async fn count(&self, key: &str, window: Duration) -> u64 {
        match &self.0 {
            Store::Memory(entries) => {
                let counted = entries.entry_by_ref(key).and_upsert_with(|before| {
                    let n = before.map_or(0, |entry| entry.into_value().value.parse().unwrap_or(0));
                    std::future::ready(Entry { value: (n + 1u64).to_string(), lives: window })
                });
                counted.await.into_value().value.parse().unwrap_or(1)
            }
            Store::Redis(remote) => {
                let script = redis::Script::new(
                    "local n = redis.call('INCR', KEYS[1])
                     if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
                     return n",
                );
                let mut counting = script.key(key);
                let counting = counting.arg(millis(window));
                remote.ask(async |mut redis| counting.invoke_async(&mut redis).await, 1).await
            }
        }
    }

    pub async fn forget(&self, key: &str) {
        match &self.0 {
            Store::Memory(entries) => entries.invalidate(key).await,
            Store::Redis(remote) => remote.ask(async |mut redis| redis.del(key).await, ()).await,
        }
    }

    /// Whether it answers: for the readiness page, which only mentions it.
    pub async fn alive(&self) -> bool {
        match &self.0 {
            Store::Memory(_) => true,
            Store::Redis(remote) => {
                let ping = async |mut redis: ConnectionManager| redis.ping::<String>().await;
                remote.ask(ping, String::new()).await == "PONG"
            }
        }
    }
}

fn millis(time: Duration) -> u64 {
    time.as_millis() as u64
}

impl Remote {
    /// What Redis answers, or the answer of nobody: within our patience, and at once while it is
    /// left alone.
    async fn ask<T>(
        &self,
        call: impl AsyncFnOnce(ConnectionManager) -> redis::RedisResult<T>,
        otherwise: T,
    ) -> T {
        if self.away_until().is_some_and(|until| until > Instant::now()) {
            return otherwise;
        }
        let heard = tokio::time::timeout(PATIENCE, call(self.manager.clone())).await;
        let fault = match heard {
            Ok(Ok(answer)) => return answer,
            Ok(Err(fault)) => fault.to_string(),
            Err(_) => "no answer in time".to_owned(),
        };
        metrics::counter!("kabao_cache_faults_total").increment(1);
        tracing::warn!(fault, "the cache does not answer");
        *self.away() = Some(Instant::now() + REST);
        otherwise
    }

    fn away_until(&self) -> Option<Instant> {
        *self.away()
    }

    fn away(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.away_until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
