//! Once: a request that is sent again is answered again, and not done again.
//!
//! **Invariant:** the key's row is the first write of the transaction it protects. A second
//! request waits there until the first has committed, and reads its answer, or has rolled back,
//! and goes first. **Invariant:** a key that others can see has its answer beside it.
//!
//! The key belongs to the request, so the door claims it and not the flow: flows call flows, and
//! an inner one that claimed the same key would take its own caller for a replay.
mod rows;

use anyhow::Context;
use entity::{idempotency, ids::MerchantId};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::{
    app::{App, Flow, Tx},
    error::{ChangeRefusal, Error, Result, refusals},
    world::World,
};

/// How long an answer is kept.
const KEPT_MS: i64 = 7 * 24 * 3600 * 1000;

/// What makes two requests the same: the caller's word for it, who they are, and what they ask.
#[derive(Clone)]
pub struct Key {
    text: String,
    request: Vec<u8>,
}

impl Key {
    /// Longest word a caller may use, in bytes.
    pub const MAX: usize = 255;

    pub fn new(text: String, route: &str, body: &[u8]) -> Self {
        let request = Sha256::new().chain_update(route).chain_update(b"\n").chain_update(body);
        Self { text, request: request.finalize().to_vec() }
    }

    /// Callers do not share their words: one member's `1` is not another's.
    pub fn of(self, caller: impl std::fmt::Display) -> Self {
        let text = hex::encode(Sha256::digest(format!("{caller}\n{}", self.text)));
        Self { text, ..self }
    }

    /// For a business key, which outlives the answer: 64 hex digits, once it is of a caller.
    pub fn word(&self) -> &str {
        &self.text
    }
}

refusals! {
    /// Why a request is not answered from memory.
    pub enum OnceRefusal {
        Mismatch = Conflict "idempotency_mismatch"
            "这个幂等键已用于另一个请求" "this idempotency key was used for another request";
    }
}

impl App {
    /// [`App::transact`] under a key: the first request does the work, every other one gets its
    /// answer, `V`, as it went over the wire. A refusal rolls back and leaves the key free.
    ///
    /// Answers outlive deploys: a view only ever gains fields that have a default.
    pub async fn once<A, T, V, F>(
        &self,
        merchant: MerchantId,
        key: Key,
        flow: F,
        ask: A,
    ) -> Result<V>
    where
        F: for<'a> Flow<'a, A, T>,
        A: Clone + Send + 'static,
        T: Send + 'static,
        V: TryFrom<T> + Serialize + DeserializeOwned + Send + 'static,
        Error: From<V::Error>,
    {
        self.transact(once, Once { merchant, key, flow, ask }).await
    }

    /// Forget answers that are a week old; whoever asks again after that asks anew.
    pub async fn forget_answers(&self) -> Result<u64> {
        rows::forget(&self.db, self.world.now().plus_ms(-KEPT_MS)).await
    }

    /// The answer to this very request, if it was done before: for a door that must spend
    /// something, such as a guess at a code, before it can ask [`App::once`].
    pub async fn answered<V: DeserializeOwned>(
        &self,
        merchant: MerchantId,
        key: &Key,
    ) -> Result<Option<V>> {
        let Some(first) = rows::find(&self.db, merchant, &key.text).await? else { return Ok(None) };
        Ok(Some(serde_json::from_str(&replay(first, key)?)?))
    }
}

#[derive(Clone)]
struct Once<F, A> {
    merchant: MerchantId,
    key: Key,
    flow: F,
    ask: A,
}

async fn once<A, T, V, F>(tx: &Tx, world: &World, once: Once<F, A>) -> Result<V>
where
    F: for<'a> Flow<'a, A, T>,
    A: Clone + Send + 'static,
    T: Send + 'static,
    V: TryFrom<T> + Serialize + DeserializeOwned + Send + 'static,
    Error: From<V::Error>,
{
    let Once { merchant, key, flow, ask } = once;
    if let Some(answer) = replayed(tx, world, merchant, &key).await? {
        return Ok(serde_json::from_str(&answer)?);
    }
    let done = V::try_from(flow.run(tx, world, ask).await?)?;
    rows::keep(tx, merchant, &key.text, serde_json::to_string(&done)?).await?;
    Ok(done)
}

async fn replayed(
    tx: &Tx,
    world: &World,
    merchant: MerchantId,
    key: &Key,
) -> Result<Option<String>> {
    if rows::claim(tx, merchant, key, world.now()).await? {
        return Ok(None);
    }
    let first = rows::find(tx, merchant, &key.text).await?.ok_or(ChangeRefusal::Raced)?;
    replay(first, key).map(Some)
}

fn replay(first: idempotency::Model, key: &Key) -> Result<String> {
    if first.request != key.request {
        return Err(OnceRefusal::Mismatch.into());
    }
    Ok(first.answer.context("a key without its answer")?)
}
