//! Whoever sends the messages. A vendor writes and signs a request and reads the answer; it does
//! no I/O, so that what we would send can be held against what its documents show.
mod aliyun;
mod sandbox;
mod tencent;

use chrono::DateTime;
use entity::{
    ids::SmsCodeId,
    values::{Phone, Timestamp},
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::code::Code;
use crate::{
    config::{self, Config},
    error::Result,
};

pub struct Message<'a> {
    pub id: SmsCodeId,
    pub phone: &'a Phone,
    pub says: Says<'a>,
    /// The merchant's name.
    pub sender: &'a str,
}

/// Each has a template of its own, with one parameter.
pub enum Says<'a> {
    Code(&'a Code),
    /// Another phone takes this one's place at this time: `11月25日 14:03`.
    PhoneChanges(String),
}

impl Says<'_> {
    fn template<'c>(&self, sms: &'c config::Sms) -> &'c str {
        match self {
            Self::Code(_) => &sms.template,
            Self::PhoneChanges(_) => &sms.notice_template,
        }
    }

    /// The parameter's name, where it has one, and its value.
    fn parameter(&self) -> (&'static str, String) {
        match self {
            Self::Code(code) => ("code", code.to_string()),
            Self::PhoneChanges(at) => ("time", at.clone()),
        }
    }
}

/// A POST, signed and ready.
pub struct Request {
    pub url: String,
    /// Beside `host`, which follows from the address.
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

/// What became of a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// Certainly not, and it may be tried again.
    NotSent,
    /// Not, and never. The vendor's own word for why, which names no number.
    Refused {
        code: String,
    },
    /// Perhaps. As good as sent: it is not tried again.
    Unknown,
}

pub trait Vendor: Send + Sync {
    fn request(&self, message: &Message<'_>, now: Timestamp, nonce: &str) -> Result<Request>;
    fn outcome(&self, status: u16, body: &[u8]) -> Outcome;
}

/// The vendor of the configuration.
pub fn of(config: &Config) -> Box<dyn Vendor + '_> {
    let sms = &config.sms;
    match sms.vendor {
        config::Vendor::Sandbox => {
            Box::new(sandbox::Sandbox { base: &config.wechat.api_base, sign: &sms.sign_name })
        }
        config::Vendor::Aliyun => Box::new(aliyun::Aliyun(sms)),
        config::Vendor::Tencent => Box::new(tencent::Tencent(sms)),
    }
}

/// A vendor's own "no", or none if its answer says neither yes nor no.
fn refused(code: &str, busy: &[&str], lost: &[&str]) -> Outcome {
    let begins = |words: &[&str]| words.iter().any(|word| code.starts_with(word));
    if code.is_empty() || begins(lost) {
        Outcome::Unknown
    } else if begins(busy) {
        Outcome::NotSent
    } else {
        Outcome::Refused { code: code.to_owned() }
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn sha256_hex(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// A moment in UTC, by a pattern of strftime.
fn utc(now: Timestamp, pattern: &str) -> String {
    let moment = DateTime::from_timestamp_millis(now.0).unwrap_or_default();
    moment.format(pattern).to_string()
}
