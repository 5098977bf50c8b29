//! Six digits of a shared secret and the time (RFC 6238 over RFC 4226: HMAC-SHA-1, 30 s), as every
//! authenticator makes them; and codes for whoever lost theirs.
use entity::values::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use qrcode::{EcLevel, QrCode, render::svg};
use sha1::Sha1;
use subtle::ConstantTimeEq;

use crate::world::World;

const STEP_MS: i64 = 30_000;
/// A phone's clock may be this many steps away from ours.
const APART: i64 = 1;
/// RFC 4648, which authenticators read.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Without those that look alike.
const RECOVERY: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
const RECOVERY_CODES: usize = 10;

/// The half-minute since 1970.
pub fn step_of(now: Timestamp) -> i64 {
    now.0.div_euclid(STEP_MS)
}

/// What a phone and we both have: 160 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 20]);

impl Secret {
    pub fn new(world: &World) -> Self {
        Self(world.bytes())
    }

    /// As it is typed into an authenticator: 32 characters.
    pub fn text(&self) -> String {
        let bits = self.0.chunks_exact(5).flat_map(|five| {
            let all = five.iter().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
            (0..8).rev().map(move |at| BASE32[(all >> (at * 5) & 31) as usize] as char)
        });
        bits.collect()
    }

    pub fn of_text(text: &str) -> Option<Self> {
        let value = |c: u8| BASE32.iter().position(|known| *known == c);
        let values: Option<Vec<usize>> = text.bytes().map(value).collect();
        let bytes = values?;
        let bytes = bytes.chunks_exact(8).flat_map(|eight| {
            let all = eight.iter().fold(0_u64, |all, five| all << 5 | *five as u64);
            (0..5).rev().map(move |at| (all >> (at * 8)) as u8)
        });
        bytes.collect::<Vec<u8>>().try_into().ok().map(Self)
    }

    /// What an authenticator reads off a screen.
    pub fn address(&self, merchant: &str, login: &str) -> String {
        let issuer = percent(merchant);
        format!(
            "otpauth://totp/{issuer}:{}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
            percent(login),
            self.text()
        )
    }

    /// The half-minute that these digits are of, if it is about now and after all that were
    /// honoured: digits are good once.
    pub fn step(&self, digits: &str, now: Timestamp, last: i64) -> Option<i64> {
        let here = step_of(now);
        let mut around = (here - APART..=here + APART).filter(|step| *step > last);
        around.find(|step| bool::from(self.digits(*step).as_bytes().ct_eq(digits.as_bytes())))
    }

    fn digits(&self, step: i64) -> String {
        let mut mac =
            Hmac::<Sha1>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        // RFC 4226, dynamic truncation: the last four bits say where to read.
        let at = usize::from(hash[hash.len() - 1] & 15);
        let read = hash[at..at + 4].iter().fold(0_u32, |all, byte| all << 8 | u32::from(*byte));
        format!("{:06}", (read & 0x7fff_ffff) % 1_000_000)
    }
}

/// SVG, as it is.
pub fn picture(address: &str) -> anyhow::Result<String> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M)?;
    Ok(code.render::<svg::Color<'_>>().module_dimensions(4, 4).build())
}

fn percent(text: &str) -> String {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-._~".contains(b);
    let each = text.bytes().map(|b| match plain(&b) {
        true => char::from(b).to_string(),
        false => format!("%{b:02X}"),
    });
    each.collect()
}

/// `xxxx-xxxx`, ten of them, each good once: 39 bits.
pub fn new_recovery_codes(world: &World) -> Vec<String> {
    let letter = || {
        let at = world.below(RECOVERY.len() as i64);
        char::from(RECOVERY[at as usize])
    };
    let four = || -> String { (0..4).map(|_| letter()).collect() };
    (0..RECOVERY_CODES).map(|_| format!("{}-{}", four(), four())).collect()
}

/// As it was shown, however it was typed; none of what cannot be one.
pub fn normal_recovery_code(typed: &str) -> Option<String> {
    let letters = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let letters: String = letters.collect::<String>().to_lowercase();
    let fine = letters.len() == 8 && letters.bytes().all(|b| RECOVERY.contains(&b));
    fine.then(|| format!("{}-{}", &letters[..4], &letters[4..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc() -> Secret {
        Secret(*b"12345678901234567890")
    }

    #[test]
    fn digits_are_those_of_rfc_6238() {
        // Appendix B, SHA-1, the last six of its eight digits.
        for (seconds, digits) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = Timestamp(seconds * 1000);
            assert_eq!(rfc().digits(step_of(now)), digits, "{seconds}");
        }
    }

    #[test]
    fn digits_are_good_about_now_and_once() {
        let now = Timestamp(59_000);
        let of = |step| rfc().digits(step);
        for (digits, last, step) in [
            (of(1), -1, Some(1)),
            (of(0), -1, Some(0)),
            (of(2), -1, Some(2)),
            (of(3), -1, None),
            (of(1), 1, None),
            (of(0), 1, None),
            (of(2), 1, Some(2)),
            ("287 082".to_owned(), -1, None),
            (String::new(), -1, None),
        ] {
            assert_eq!(rfc().step(&digits, now, last), step, "{digits} after {last}");
        }
    }

    #[test]
    fn a_secret_is_typed_and_read_again() {
        assert_eq!(rfc().text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(Secret::of_text(&rfc().text()) == Some(rfc()));
        for wrong in
            ["", "GEZDGNBV", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq", "1EZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
        {
            assert!(Secret::of_text(wrong).is_none(), "{wrong}");
        }
        let address = rfc().address("好孕", "owner");
        assert!(address.starts_with("otpauth://totp/%E5%A5%BD%E5%AD%95:owner?secret=GEZDG"));
    }

    #[test]
    fn a_recovery_code_is_read_however_it_is_typed() {
        let world = World::standing(Timestamp(0), 1);
        let codes = new_recovery_codes(&world);
        assert_eq!(codes.len(), RECOVERY_CODES);
        for code in &codes {
            assert_eq!(normal_recovery_code(code).as_deref(), Some(code.as_str()));
            let typed = format!(" {} ", code.replace('-', " ").to_uppercase());
            assert_eq!(normal_recovery_code(&typed).as_deref(), Some(code.as_str()));
        }
        for wrong in ["", "123456", "abcd-efg", "abcd-efgo", "abcd-efgh-j"] {
            assert_eq!(normal_recovery_code(wrong), None, "{wrong}");
        }
    }
}
