//! What a signature is, what a key may do, and how much.
use std::net::IpAddr;

use entity::{
    ids::TerminalKeyId,
    terminal_key::Model,
    values::{Fen, Timestamp},
};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::error::refusals;

refusals! {
    /// Why a till's program is not heard.
    pub enum KeyRefusal {
        SignatureMalformed = Unauthenticated "signature_malformed"
            "签名格式不正确" "Authorization: KABAO key=…, time=…, nonce=…, sign=… is needed";
        SignatureStale { now: i64 } = Unauthenticated "signature_stale"
            "收银设备的时间不准，服务器时间是 {now}" "the clocks differ: it is {now} here";
        SignatureWrong = Unauthenticated "signature_wrong" "签名不正确" "wrong key or signature";
        KeyRevoked = Unauthenticated "key_revoked" "密钥已被吊销" "the key was revoked";
        NonceUsed = Conflict "nonce_used"
            "这个请求已经收到过，请重新签名后再发" "taken before: sign it anew to send it again";
        KeyAddress = Forbidden "key_address"
            "密钥不能在这个网络地址使用" "the key is not for this address";
        KeyScope = Forbidden "key_scope" "密钥没有这项权限" "the key may not do this";
        KeyTooFast { retry_after_s: i64 } = TooMany "key_too_fast"
            "请求太频繁，请稍后再试" "too many requests: wait {retry_after_s} s";
        KeyCap { cap: Fen } = Forbidden "key_cap"
            "单笔金额超过密钥上限 {cap}" "more than this key may move at once";
        KeyDailyCap { daily_cap: Fen } = Forbidden "key_daily_cap"
            "今日金额将超过密钥上限 {daily_cap}" "more than this key may move in a day";
        NoSuchKey = NotFound "no_such_key" "没有这个密钥" "no such key";
        NoSuchTill = NotFound "no_such_till" "没有这个收银台" "no such till";
        NoSuchStaff = NotFound "no_such_staff"
            "没有这个员工，或不在这家门店" "nobody of this login works at this till";
        TermsMalformed = Invalid "key_terms_malformed"
            "请检查密钥的权限、地址与金额上限"
            "a key has a scope at least, six addresses at most, and a cap within its daily cap";
    }
}

/// What a key may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// 识别会员
    Identify,
    /// 登记新会员
    Register,
    /// 收银
    Sale,
    /// 退货与退款
    Refund,
    /// 储值
    TopUp,
    /// 预授权
    Hold,
    /// 积分转储值
    Convert,
    /// 激活券
    Coupon,
    /// 付费升级
    Level,
}

impl Scope {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Identify, "identify"),
        (Self::Register, "register"),
        (Self::Sale, "sale"),
        (Self::Refund, "refund"),
        (Self::TopUp, "top_up"),
        (Self::Hold, "hold"),
        (Self::Convert, "convert"),
        (Self::Coupon, "coupon"),
        (Self::Level, "level"),
    ];
}

/// What a route asks of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Need {
    /// What every till may look at.
    Nothing,
    Scope(Scope),
    /// Not for programs: signing in and out, and whatever is not listed here.
    Person,
}

/// What the route of this pattern asks of a key.
pub fn need(pattern: &str) -> Need {
    let parts: Vec<&str> = pattern.trim_start_matches("/v1/till/").split('/').collect();
    Need::Scope(match parts[..] {
        ["session" | "goods" | "categories" | "levels" | "recharge-rules" | "reminders"] => {
            return Need::Nothing;
        }
        ["identify", ..] => Scope::Identify,
        ["sms" | "members", ..] => Scope::Register,
        ["sales", .., "refunds" | "void"] | ["refunds", ..] | ["top-ups", .., "refund"] => {
            Scope::Refund
        }
        ["quotes" | "sales", ..] => Scope::Sale,
        ["top-ups", ..] => Scope::TopUp,
        ["holds", ..] => Scope::Hold,
        ["convert"] => Scope::Convert,
        ["coupons" | "printed-coupons", ..] => Scope::Coupon,
        ["levels", ..] => Scope::Level,
        _ => return Need::Person,
    })
}

/// What headquarters lets a key do.
#[derive(Clone, Debug)]
pub struct Terms {
    pub scopes: Vec<Scope>,
    /// Where it may be used from; anywhere, if empty.
    pub addresses: Vec<IpAddr>,
    /// Most that one request may move, and that one day may.
    pub cap: Fen,
    pub daily_cap: Fen,
}

const MOST_ADDRESSES: usize = 6;

impl Terms {
    pub fn checked(mut self) -> Result<Self, KeyRefusal> {
        let capped = Fen::ZERO <= self.cap && self.cap <= self.daily_cap;
        let fine = capped && self.daily_cap <= Fen::CAP && !self.scopes.is_empty();
        if !fine || self.addresses.len() > MOST_ADDRESSES {
            return Err(KeyRefusal::TermsMalformed);
        }
        self.scopes = Scope::ALL
            .map(|(scope, _)| scope)
            .into_iter()
            .filter(|scope| self.scopes.contains(scope))
            .collect();
        Ok(self)
    }

    pub fn of(key: &Model) -> Self {
        let named = key.scopes.split(',');
        let scope = |name| Scope::ALL.into_iter().find(|(_, known)| *known == name);
        Self {
            scopes: named.filter_map(scope).map(|(scope, _)| scope).collect(),
            addresses: key.addresses.split(',').filter_map(|text| text.parse().ok()).collect(),
            cap: key.cap,
            daily_cap: key.daily_cap,
        }
    }

    /// As they are kept: comma-separated.
    pub fn scopes_text(&self) -> String {
        let names = Scope::ALL.iter().filter(|(scope, _)| self.scopes.contains(scope));
        names.map(|(_, name)| *name).collect::<Vec<_>>().join(",")
    }

    pub fn addresses_text(&self) -> String {
        self.addresses.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(",")
    }

    pub fn allow(&self, source: IpAddr, need: &Need) -> Result<(), KeyRefusal> {
        if !self.addresses.is_empty() && !self.addresses.contains(&source) {
            return Err(KeyRefusal::KeyAddress);
        }
        match need {
            Need::Nothing => Ok(()),
            Need::Scope(scope) if self.scopes.contains(scope) => Ok(()),
            Need::Scope(_) | Need::Person => Err(KeyRefusal::KeyScope),
        }
    }
}

/// What a request shows after `Authorization: KABAO`.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    pub key: TerminalKeyId,
    /// Seconds since 1970 UTC.
    pub time: i64,
    pub nonce: String,
    pub sign: Vec<u8>,
}

impl Shown {
    /// Reads `key=…, time=…, nonce=…, sign=…`, each once.
    pub fn read(text: &str) -> Option<Self> {
        let parts: Option<Vec<_>> =
            text.split(',').map(|part| part.trim().split_once('=')).collect();
        let parts = parts.filter(|parts| parts.len() == 4)?;
        let part = |name| parts.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let nonce = part("nonce")?;
        let plain = (8..=64).contains(&nonce.len()) && nonce.bytes().all(|b| b.is_ascii_graphic());
        Some(Self {
            key: part("key")?.parse().ok()?,
            time: part("time")?.parse().ok()?,
            nonce: plain.then(|| nonce.to_owned())?,
            sign: hex::decode(part("sign")?).ok()?,
        })
    }
}

/// How far a till's clock may be from ours.
pub const SKEW_S: i64 = 300;
/// A nonce is kept for longer than its request could be sent again: our future to our past.
pub const NONCES_KEPT_MS: i64 = 3 * SKEW_S * 1000;
/// Requests that one key may send in a minute.
pub const MOST_A_MINUTE: u64 = 600;

pub fn timely(time: i64, now: Timestamp) -> Result<(), KeyRefusal> {
    let now = now.seconds();
    match now.abs_diff(time) <= SKEW_S.unsigned_abs() {
        true => Ok(()),
        false => Err(KeyRefusal::SignatureStale { now }),
    }
}

/// What is signed. `target` is the path with its query, as it was sent.
pub fn signed_text(method: &str, target: &str, body: &[u8], time: i64, nonce: &str) -> String {
    format!("{method}\n{target}\n{}\n{time}\n{nonce}", hex::encode(Sha256::digest(body)))
}

/// In the same time, whatever is wrong.
pub fn is_signed(secret: &str, text: &str, sign: &[u8]) -> bool {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
    let mut mac = mac.expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.verify_slice(sign).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "key_00000000000000000000000007";

    #[test]
    fn a_signature_covers_method_address_body_time_and_nonce_d11() {
        let text = |method, target, body: &str, time, nonce| {
            signed_text(method, target, body.as_bytes(), time, nonce)
        };
        let signed = text("POST", "/v1/till/identify?a=1", "{}", 1_796_090_400, "nonce-01");
        // What `openssl dgst -sha256 -hmac secret` says of it.
        let good = "e72f71d55bc6fa57c4f1aee00d06ef6da5e7d6002a725a258673c667f465fe0c";
        let good = hex::decode(good).expect("hexadecimal digits");
        assert!(is_signed("secret", &signed, &good));
        assert!(!is_signed("Secret", &signed, &good));
        assert!(!is_signed("secret", &signed, &good[..31]));
        assert!(!is_signed("secret", &signed, &[]));
        for other in [
            text("PUT", "/v1/till/identify?a=1", "{}", 1_796_090_400, "nonce-01"),
            text("POST", "/v1/till/identify?a=2", "{}", 1_796_090_400, "nonce-01"),
            text("POST", "/v1/till/identify?a=1", "{ }", 1_796_090_400, "nonce-01"),
            text("POST", "/v1/till/identify?a=1", "{}", 1_796_090_401, "nonce-01"),
            text("POST", "/v1/till/identify?a=1", "{}", 1_796_090_400, "nonce-02"),
        ] {
            assert!(!is_signed("secret", &other, &good), "{other}");
        }
    }

    #[test]
    fn a_signature_is_read_whole_or_not_at_all() {
        let fine = format!("key={KEY}, time=7, nonce=12345678, sign=00ff");
        let shown = Shown::read(&fine).expect("all four");
        assert_eq!(
            (shown.time, shown.nonce.as_str(), &shown.sign[..]),
            (7, "12345678", &[0, 255][..])
        );
        let long = "x".repeat(65);
        for wrong in [
            String::new(),
            format!("key={KEY}, time=7, nonce=12345678"),
            format!("key={KEY}, time=7, nonce=12345678, sign=00ff, more=1"),
            format!("key={KEY}, key={KEY}, nonce=12345678, sign=00ff"),
            format!("key={KEY}, time=7, nonce=1234567, sign=00ff"),
            format!("key={KEY}, time=7, nonce={long}, sign=00ff"),
            format!("key={KEY}, time=7, nonce=1234 5678, sign=00ff"),
            format!("key={KEY}, time=7.5, nonce=12345678, sign=00ff"),
            format!("key={KEY}, time=7, nonce=12345678, sign=00f"),
            "key=opr_00000000000000000000000007, time=7, nonce=12345678, sign=00ff".to_owned(),
        ] {
            assert_eq!(Shown::read(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn clocks_may_differ_by_five_minutes_d11() {
        let now = Timestamp(1_796_090_400_999);
        for (time, fine) in [(0, true), (300, true), (-300, true), (301, false), (-301, false)] {
            assert_eq!(timely(now.seconds() + time, now).is_ok(), fine, "{time}");
        }
        assert!(timely(i64::MIN, now).is_err() && timely(i64::MAX, now).is_err());
    }

    #[test]
    fn a_key_does_what_it_was_made_for_and_nothing_else_d10() {
        let here: IpAddr = [10, 0, 0, 7].into();
        let terms = Terms {
            scopes: vec![Scope::Sale, Scope::Identify],
            addresses: vec![here],
            cap: Fen(1),
            daily_cap: Fen(1),
        };
        let terms = terms.checked().expect("fine terms");
        assert_eq!(terms.scopes_text(), "identify,sale");
        for (pattern, allowed) in [
            ("/v1/till/goods", true),
            ("/v1/till/identify", true),
            ("/v1/till/quotes", true),
            ("/v1/till/sales/{id}/settle", true),
            ("/v1/till/sales/{id}/refunds", false),
            ("/v1/till/sales/{id}/void", false),
            ("/v1/till/top-ups", false),
            ("/v1/till/top-ups/{id}/refund", false),
            ("/v1/till/levels/upgrade", false),
            ("/v1/till/members", false),
            ("/v1/till/sign-out", false),
            ("/v1/till/something-new", false),
            ("", false),
        ] {
            assert_eq!(terms.allow(here, &need(pattern)).is_ok(), allowed, "{pattern}");
        }
        let elsewhere = terms.allow([10, 0, 0, 8].into(), &Need::Nothing);
        assert_eq!(elsewhere, Err(KeyRefusal::KeyAddress));
    }

    #[test]
    fn a_keys_terms_are_checked() {
        let terms = |scopes: &[Scope], addresses: usize, cap, daily_cap| Terms {
            scopes: scopes.to_vec(),
            addresses: vec![[127, 0, 0, 1].into(); addresses],
            cap: Fen(cap),
            daily_cap: Fen(daily_cap),
        };
        assert!(terms(&[Scope::Sale], 6, 0, 0).checked().is_ok());
        for wrong in [
            terms(&[], 0, 1, 1),
            terms(&[Scope::Sale], 7, 1, 1),
            terms(&[Scope::Sale], 0, -1, 1),
            terms(&[Scope::Sale], 0, 2, 1),
            terms(&[Scope::Sale], 0, 1, Fen::CAP.0 + 1),
        ] {
            assert_eq!(wrong.checked().err(), Some(KeyRefusal::TermsMalformed));
        }
    }
}
