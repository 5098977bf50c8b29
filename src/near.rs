//! What this node remembers for a moment, so that a busy minute asks the database once.
//!
//! **Invariant:** nothing is remembered longer than [`MOMENT`]: what one node changes, all others
//! see within it (B7).
use std::{any::Any, sync::Arc, time::Duration};

use anyhow::{Context, anyhow};
use moka::future::Cache;

use crate::error::{Error, Result};

pub const MOMENT: Duration = Duration::from_secs(2);
const ENTRIES: u64 = 50_000;

#[derive(Clone)]
pub struct Near(Cache<String, Arc<dyn Any + Send + Sync>>);

impl Default for Near {
    fn default() -> Self {
        let cache = Cache::builder()
            .max_capacity(ENTRIES)
            .time_to_live(MOMENT)
            .support_invalidation_closures()
            .build();
        Self(cache)
    }
}

impl Near {
    /// What `fetch` finds, or found a moment ago. Of many who ask at once, one fetches. The key
    /// begins with its room's name, and always names values of one type.
    pub async fn or_fetch<T: Send + Sync + 'static>(
        &self,
        key: String,
        fetch: impl Future<Output = Result<T>>,
    ) -> Result<Arc<T>> {
        let found = self.0.try_get_with(key, async {
            let value: Arc<dyn Any + Send + Sync> = Arc::new(fetch.await?);
            Ok(value)
        });
        let value = found.await.map_err(|why: Arc<Error>| anyhow!("{why}"))?;
        Ok(value.downcast().ok().context("one key, one type")?)
    }

    /// What was remembered a moment ago.
    pub async fn recall<T: Send + Sync + 'static>(&self, key: &str) -> Option<Arc<T>> {
        self.0.get(key).await?.downcast().ok()
    }

    pub async fn remember<T: Send + Sync + 'static>(&self, key: String, value: Arc<T>) {
        self.0.insert(key, value).await;
    }

    /// All whose key begins so changed on this node.
    pub fn forget_all(&self, beginning: String) {
        let changed = move |key: &String, _: &_| key.starts_with(&beginning);
        self.0.invalidate_entries_if(changed).expect("closures are supported: see `default`");
    }

    /// It changed on this node.
    pub async fn forget(&self, key: &str) {
        self.0.invalidate(key).await;
    }
}
