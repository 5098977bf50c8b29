//! The six digits, computed and never kept.
use std::fmt;

use entity::{ids::SmsCodeId, sms_code::Purpose, values::Phone};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::seal::Keys;

/// Six digits and nothing else, whoever chose the rest of the message (C14). Without `Debug`.
pub struct Code(u32);

/// The code of a row. Whatever it is bound to is in it: for another phone, purpose or asker the
/// same row has another code (C8).
pub fn of(keys: &Keys, id: SmsCodeId, phone: &Phone, purpose: Purpose, asked_by: &str) -> Code {
    let key = keys.subkey("sms.code");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes a key of any length");
    mac.update(format!("{id}\n{}\n{purpose:?}\n{asked_by}", phone.reveal()).as_bytes());
    let digest = mac.finalize().into_bytes();
    let number = digest.iter().take(8).fold(0u64, |n, byte| n << 8 | u64::from(*byte));
    // Of 2^64 numbers a million makes no code likelier than another that anybody could tell.
    Code((number % 1_000_000) as u32)
}

impl Code {
    /// Takes as long for a nearly right guess as for a wholly wrong one.
    pub fn is(&self, guess: &str) -> bool {
        self.to_string().as_bytes().ct_eq(guess.as_bytes()).into()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use entity::values::Timestamp;

    use super::*;
    use crate::{seal::MasterKey, world::World};

    #[test]
    fn a_code_is_good_for_what_it_was_asked_for_only_c8() {
        let world = World::standing(Timestamp(0), 1);
        let keys = || MasterKey::new("a").make(&world).expect("sealing works").0;
        let (ours, theirs) = (keys(), keys());
        let phone = |text| Phone::parse(text).expect("a mobile number");
        let (one, two) = (phone("13800000001"), phone("13800000002"));
        let (id, other) = (world.id(), world.id());
        let code = of(&ours, id, &one, Purpose::Register, "ses_a").to_string();
        assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()));
        assert!(of(&ours, id, &one, Purpose::Register, "ses_a").is(&code));
        for (elsewhere, what) in [
            (of(&theirs, id, &one, Purpose::Register, "ses_a"), "merchant"),
            (of(&ours, other, &one, Purpose::Register, "ses_a"), "row"),
            (of(&ours, id, &two, Purpose::Register, "ses_a"), "phone"),
            (of(&ours, id, &one, Purpose::Bind, "ses_a"), "purpose"),
            (of(&ours, id, &one, Purpose::Register, "ses_b"), "asker"),
        ] {
            assert!(!elsewhere.is(&code), "another {what}");
        }
    }

    #[test]
    fn what_is_not_the_six_digits_is_wrong() {
        let code = Code(1234);
        assert!(code.is("001234"));
        for wrong in ["1234", "001235", "0012340", "", "００１２３４", "001234\0", "' OR 1=1"]
        {
            assert!(!code.is(wrong), "{wrong}");
        }
    }
}
