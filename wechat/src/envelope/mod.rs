//! The envelope around a callback: signed, usually encrypted, and only fresh for five minutes
//! (WeChat docs, message push and message encryption).
//!
//! **Invariant:** how a push must be sealed is the account's to say. In safe and compatible mode
//! only what was inside `Encrypt` is read, however good the plain part and its `signature` look.
mod open;
mod push;
mod seal;

use std::fmt;

pub use push::Postmark;
use serde::{Deserialize, Serialize};

use crate::{
    crypt::EncodingAesKey,
    fields::{Format, Malformed},
};

/// How far a push's timestamp may be from our clock, either way. WeChat retries within seconds.
///
/// This narrows replay and does not end it: what is signed is sorted first, so a nonce that reads as
/// a later time may change places with the timestamp. [`crate::Message::identity`] ends it.
pub const FRESH_FOR_S: u64 = 300;

/// The encryption mode chosen in WeChat's console (明文, 兼容, 安全).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Plain,
    /// For migration: pushes carry a plain copy beside `Encrypt`. We read only the encrypted one.
    Compatible,
    Safe,
}

/// What we were configured with. Previous values are accepted while a rotation overlaps.
#[derive(Clone)]
pub struct Account {
    /// Ours, or the component's on a third-party platform: the receive-id inside the cipher.
    pub appid: String,
    pub token: String,
    pub mode: Mode,
    /// Without one, nothing opens in safe and compatible mode.
    pub key: Option<EncodingAesKey>,
    pub previous_key: Option<EncodingAesKey>,
    pub previous_token: Option<String>,
}

/// The query of a callback. What it claims is checked, never obeyed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Query {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub msg_signature: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypt_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub echostr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openid: Option<String>,
}

/// Which of two values a rotation left us with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    Current,
    Previous,
}

/// WeChat's question whether the URL is ours, rightly asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<'q> {
    /// The body to answer with, exactly and alone.
    pub echostr: &'q str,
    /// The token that signed it.
    pub signed_with: Generation,
}

/// A push that is WeChat's, recent and meant for this account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The push itself, decrypted; [`crate::Message::parse`] reads it.
    pub body: Vec<u8>,
    pub format: Format,
    /// The key that opened it, and so the key to answer with; `None` in plain mode.
    pub sealed_with: Option<Generation>,
    /// The token that signed it, and so the token to answer with.
    pub signed_with: Generation,
    pub nonce: String,
    /// In seconds, by WeChat's clock.
    pub timestamp: i64,
}

/// Why a callback was refused. For counters: the sender is told nothing but "no".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Rejected {
    #[error("the signature is missing or wrong")]
    Signature,
    /// Rightly signed, wrong time. Many of these mean that our own clock is wrong.
    #[error("signed more than five minutes from now")]
    Stale,
    #[error("not sealed the way this account is")]
    Mode,
    #[error("malformed")]
    Malformed,
    #[error("could not be decrypted")]
    Crypt,
}

impl From<Malformed> for Rejected {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("appid", &self.appid)
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}

impl Account {
    fn tokens(&self) -> impl Iterator<Item = (Generation, &str)> {
        let previous = self.previous_token.as_deref();
        let previous = previous.map(|token| (Generation::Previous, token));
        [(Generation::Current, self.token.as_str())].into_iter().chain(previous)
    }

    fn keys(&self) -> impl Iterator<Item = (Generation, &EncodingAesKey)> {
        let current = self.key.as_ref().map(|key| (Generation::Current, key));
        let previous = self.previous_key.as_ref().map(|key| (Generation::Previous, key));
        current.into_iter().chain(previous)
    }
}
