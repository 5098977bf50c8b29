//! How to speak WeChat (微信): what arrives at the callback URL, what goes back in the same breath,
//! and the calls to `api.weixin.qq.com`. The gateway and the simulator speak it from its two ends.
//!
//! In reading order: [`signature`] and [`crypt`] are arithmetic; [`envelope`] opens and seals under
//! *our* configuration; [`fields`] is the one reader of XML and JSON; [`message`] and [`reply`] say
//! what was meant; [`client`] asks WeChat for things and [`error_code`] says what its "no" means.
//!
//! A callback, from the query and body of its POST to the body of its answer:
//!
//! ```
//! use wechat::{Account, Body, Message, Query, Rejected, Reply};
//!
//! fn answer(us: &Account, query: &Query, body: &[u8], now_s: i64) -> Result<String, Rejected> {
//!     let opened = us.open(query, body, now_s)?;
//!     let message = Message::parse(&opened.body)?;
//!     let reply = match &message.body {
//!         Body::Text { content } => Reply::Text(format!("您说：{content}")),
//!         _ => Reply::Success,
//!     };
//!     let random16 = [7; 16]; // From the operating system, where it matters.
//!     Ok(us.seal(&reply.to(&message, opened.format, now_s), &opened, now_s, random16))
//! }
//! ```
//!
//! **Invariant:** nothing here knows a member, a database, a clock or a die. Time and random bytes
//! are arguments, so the same call gives the same answer.
//! **Invariant:** a request never chooses how it is checked. The mode, the keys and the tokens are
//! the [`Account`]'s.
//! **Invariant:** whatever arrives, the answer is a value or a refusal; never a panic, and never a
//! hint at which check inside the cipher failed.
//! **Invariant:** secrets, access tokens and keys are printed by no `Debug` and held by no error.

pub mod client;
pub mod crypt;
pub mod envelope;
pub mod error_code;
pub mod fields;
pub mod message;
pub mod reply;
mod secret;
pub mod signature;
pub mod user_data;
mod xml;

pub use client::{Client, ClientError};
pub use crypt::EncodingAesKey;
pub use envelope::{Account, Mode, Opened, Query, Rejected};
pub use error_code::{Advice, ErrorCode};
pub use fields::{Fields, Format, Malformed};
pub use message::{Body, Event, Message};
pub use reply::{Article, Reply};
pub use secret::Secret;
