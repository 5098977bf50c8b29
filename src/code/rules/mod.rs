//! What a code says, and whether it still says it.
mod scan;

use std::fmt;

use aes::Aes256;
use anyhow::{Context, anyhow};
use entity::values::Timestamp;
use fpe::ff1::{FF1, FlexibleNumeralString};

pub use scan::{BAD_SCANS, LOCK_MS, is_bad_scan, normalise};

use crate::error::refusals;

refusals! {
    /// Why a code is not a card.
    pub enum CodeRefusal {
        Malformed = Invalid "code_malformed"
            "这不是会员码，请重新扫描" "this is not a member code";
        Expired = Gone "code_expired"
            "会员码已过期，请会员刷新后再出示" "this code has expired: ask for the present one";
        Unknown = NotFound "code_unknown"
            "无法识别的会员码，可能输错或是伪造" "unknown code: mistyped or forged";
        Windows = Invalid "code_windows"
            "一次最多取 4 个会员码" "1 to 4 codes at once";
        Used = Conflict "code_used"
            "这个会员码已经付过款，请会员刷新后再出示"
            "this code has paid already: ask for the present one";
    }
}

/// How long a code is shown.
pub const WINDOW_MS: i64 = 30_000;
/// Codes that a phone may keep for when it has no network: two minutes of them.
pub const MOST_WINDOWS: i64 = 4;
/// Windows a code can name before their numbers come round: nine years.
const WINDOWS: i64 = 10_000_000;
/// How far another node's clock may be ahead of ours.
const SKEW_MS: i64 = 5_000;
/// A code older than its lifetime but younger than this is told so, instead of called unknown.
const REMEMBERED_WINDOWS: i64 = 24 * 3600 * 1000 / WINDOW_MS;
const LENGTH: usize = 18;

/// What payment scanners claim: WeChat 10–15, Alipay 25–30, UnionPay 62, e-CNY 01, goods 69, and
/// anything that a spreadsheet would shorten.
pub const PREFIXES_TAKEN: &str = "10–15, 25–30, 62, 69 和 0 开头";

/// Whether a merchant's codes may begin like this.
pub fn prefix_is_free(prefix: &str) -> bool {
    let digits = prefix.len() == 2 && prefix.bytes().all(|b| b.is_ascii_digit());
    let taken = matches!(prefix, "62" | "69")
        || ("10"..="15").contains(&prefix)
        || ("25"..="30").contains(&prefix)
        || prefix.starts_with('0');
    digits && !taken
}

/// Eighteen digits that begin as this merchant's codes do.
pub fn looks_like_code(prefix: &str, digits: &str) -> bool {
    let whole = digits.len() == LENGTH && digits.bytes().all(|b| b.is_ascii_digit());
    whole && digits.starts_with(prefix)
}

/// A merchant's codes.
pub struct Codes<'a> {
    cipher: FF1<Aes256>,
    prefix: &'a str,
}

/// What a good code says.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    /// The card's handle.
    pub sequence: i64,
    /// The half-minute since 1970 that it was made for.
    pub window: i64,
    pub age: Age,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Age {
    Current,
    Expired,
}

impl<'a> Codes<'a> {
    pub fn new(key: &[u8; 32], prefix: &'a str) -> anyhow::Result<Self> {
        Ok(Self { cipher: FF1::new(key, 10).map_err(wrong)?, prefix })
    }

    /// The code of a card now.
    pub fn show(&self, sequence: i64, now: Timestamp) -> anyhow::Result<String> {
        let plain = digits(&format!("{sequence:09}{:07}", window(now)))?;
        let sealed = self.cipher.encrypt(self.prefix.as_bytes(), &plain).map_err(wrong)?;
        let text: String = Vec::from(sealed).into_iter().map(digit).collect();
        Ok(format!("{}{text}", self.prefix))
    }

    /// What 18 digits say now. Whether such a card exists is for the database to tell.
    pub fn read(&self, code: &str, now: Timestamp) -> Result<Reading, CodeRefusal> {
        if !looks_like_code(self.prefix, code) {
            return Err(CodeRefusal::Malformed);
        }
        let (sequence, made_in) = self.open(&code[2..]).ok_or(CodeRefusal::Unknown)?;
        let windows_ago = |now| (window(now) - made_in).rem_euclid(WINDOWS);
        let ago = windows_ago(now);
        let (window, age) = match ago {
            0 | 1 => (half_minute(now) - ago, Age::Current),
            2..=REMEMBERED_WINDOWS => (half_minute(now) - ago, Age::Expired),
            // A node ahead of us made it, a moment before we would have.
            _ if windows_ago(now.plus_ms(SKEW_MS)) == 0 => {
                (half_minute(now.plus_ms(SKEW_MS)), Age::Current)
            }
            _ => return Err(CodeRefusal::Unknown),
        };
        Ok(Reading { sequence, window, age })
    }

    fn open(&self, sealed: &str) -> Option<(i64, i64)> {
        let sealed = digits(sealed).ok()?;
        let plain = self.cipher.decrypt(self.prefix.as_bytes(), &sealed).ok()?;
        let text: String = Vec::from(plain).into_iter().map(digit).collect();
        let (sequence, window) = text.split_at_checked(9)?;
        Some((sequence.parse().ok()?, window.parse().ok()?))
    }
}

fn window(at: Timestamp) -> i64 {
    half_minute(at).rem_euclid(WINDOWS)
}

/// Since 1970.
pub fn half_minute(at: Timestamp) -> i64 {
    at.0.div_euclid(WINDOW_MS)
}

/// When the window that `at` lies in ends.
pub fn window_end(at: Timestamp) -> Timestamp {
    Timestamp((half_minute(at) + 1) * WINDOW_MS)
}

fn digits(text: &str) -> anyhow::Result<FlexibleNumeralString> {
    let values: Option<Vec<u16>> = text.chars().map(|c| c.to_digit(10).map(|d| d as u16)).collect();
    Ok(values.context("digits only")?.into())
}

fn digit(value: u16) -> char {
    char::from_digit(u32::from(value), 10).unwrap_or('0')
}

fn wrong(fault: impl fmt::Display) -> anyhow::Error {
    anyhow!("FF1: {fault}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_798_675_200_000);

    fn read(code: &str, at: Timestamp) -> Result<Reading, CodeRefusal> {
        Codes::new(&[7; 32], "88").expect("a key").read(code, at)
    }

    fn shown(sequence: i64, at: Timestamp) -> String {
        Codes::new(&[7; 32], "88").expect("a key").show(sequence, at).expect("a handle")
    }

    #[test]
    fn a_code_is_eighteen_digits_that_change_every_half_minute_cod_01_cod_02() {
        let code = shown(123_456_789, NOW);
        assert!(looks_like_code("88", &code), "{code}");
        assert_eq!(code, shown(123_456_789, NOW.plus_ms(WINDOW_MS - 1)));
        assert_ne!(code, shown(123_456_789, NOW.plus_ms(WINDOW_MS)));
        assert_ne!(code, shown(123_456_788, NOW));
        assert!(!code.contains("123456789"));
    }

    #[test]
    fn a_code_lives_for_its_window_and_the_next_d3() {
        let code = shown(42, NOW);
        for (after_ms, age) in [
            (0, Ok(Age::Current)),
            (29_999, Ok(Age::Current)),
            (30_000, Ok(Age::Current)),
            (59_999, Ok(Age::Current)),
            (60_000, Ok(Age::Expired)),
            (3_600_000, Ok(Age::Expired)),
            (-1, Ok(Age::Current)),
            (-5_000, Ok(Age::Current)),
            (-5_001, Err(CodeRefusal::Unknown)),
            (2 * 24 * 3_600_000, Err(CodeRefusal::Unknown)),
        ] {
            let read = read(&code, NOW.plus_ms(after_ms));
            let window = half_minute(NOW);
            assert_eq!(read, age.map(|age| Reading { sequence: 42, window, age }), "{after_ms} ms");
        }
    }

    #[test]
    fn a_changed_digit_is_another_card_or_none_d5() {
        let code = shown(42, NOW);
        for at in 2..18 {
            let mut forged: Vec<u8> = code.bytes().collect();
            forged[at] = if forged[at] == b'9' { b'0' } else { forged[at] + 1 };
            let forged = String::from_utf8(forged).expect("digits");
            if let Ok(reading) = read(&forged, NOW) {
                assert_ne!(reading.sequence, 42, "digit {at}");
            }
        }
    }

    #[test]
    fn another_merchants_code_says_nothing_here_d4() {
        let code = Codes::new(&[8; 32], "88").expect("a key").show(42, NOW).expect("a handle");
        let reading = read(&code, NOW);
        assert!(!matches!(reading, Ok(Reading { sequence: 42, .. })), "{reading:?}");
    }

    #[test]
    fn guesses_hit_a_living_window_once_in_five_million_d5() {
        // 20,000 guesses, each right about the window with 2 in 10⁷: more than three hits are
        // more than chance.
        let codes = Codes::new(&[7; 32], "88").expect("a key");
        let guess =
            |n: u64| format!("88{:016}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % 10u64.pow(16));
        let current = (0..20_000).filter(|n| {
            matches!(codes.read(&guess(*n), NOW), Ok(Reading { age: Age::Current, .. }))
        });
        assert!(current.count() <= 3);
    }

    #[test]
    fn prefixes_of_payment_codes_are_not_ours_d6() {
        for free in ["88", "95", "77", "80", "16", "24", "31", "99"] {
            assert!(prefix_is_free(free), "{free}");
        }
        for taken in
            ["10", "15", "25", "28", "30", "62", "69", "01", "00", "8", "888", "8a", "八八"]
        {
            assert!(!prefix_is_free(taken), "{taken}");
        }
    }
}
