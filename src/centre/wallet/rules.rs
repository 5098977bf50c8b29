//! Decisions about adding cards.
use entity::{member::Model, values::Timestamp};

use crate::error::refusals;

/// Carriers give a number to somebody else after ninety days (B10).
const PROVEN_FOR_MS: i64 = 90 * 24 * 3600 * 1000;

refusals! {
    /// Why a card is not added.
    pub enum WalletRefusal {
        Mine = Conflict "card_mine" "这张卡已经在您的卡包里" "this card is yours already";
        ProofTooOld = Conflict "proof_too_old"
            "持卡人的手机号已超过 90 天未验证，请携带证件到门店办理"
            "the holder's phone was not proven for 90 days: come to a store with your papers";
    }
}

/// A card's number as people type it, without spaces and dashes.
pub fn digits(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(32).collect()
}

/// Whether a code sent to this member's phone still says that it is theirs.
pub fn still_theirs(holder: &Model, now: Timestamp) -> Result<(), WalletRefusal> {
    let proven = holder.phone_proven_at.unwrap_or(holder.created_at);
    if now > proven.plus_ms(PROVEN_FOR_MS) { Err(WalletRefusal::ProofTooOld) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use entity::member::Source;
    use ulid::Ulid;

    use super::*;

    #[test]
    fn numbers_are_typed_in_groups() {
        for (typed, read) in
            [("8012 3456-7890 1234 56", "801234567890123456"), (" 80\u{3000}12 ", "8012"), ("", "")]
        {
            assert_eq!(digits(typed), read);
        }
        assert_eq!(digits(&"9".repeat(10_000)).len(), 32);
    }

    #[test]
    fn a_proof_is_too_old_after_ninety_days_b10() {
        const DAY_MS: i64 = 24 * 3600 * 1000;
        let holder = |joined: i64, proven: Option<i64>| Model {
            id: Ulid::from(1).into(),
            merchant_id: Ulid::from(9).into(),
            number: "1".to_owned(),
            nickname: "小美".to_owned(),
            name: None,
            phone_sealed: vec![],
            phone_index: vec![],
            phone_unique: None,
            unionid: None,
            id_number_sealed: None,
            source: Source::Till,
            consent: None,
            birthday: None,
            email_sealed: None,
            phone_proven_at: proven.map(|day| Timestamp(day * DAY_MS)),
            money_held_until: None,
            left_at: None,
            merged_into: None,
            created_at: Timestamp(joined * DAY_MS),
        };
        for (joined, proven, now_ms, good) in [
            (0, None, 90 * DAY_MS, true),
            (0, None, 90 * DAY_MS + 1, false),
            (0, Some(10), 100 * DAY_MS, true),
            (0, Some(10), 100 * DAY_MS + 1, false),
        ] {
            let told = still_theirs(&holder(joined, proven), Timestamp(now_ms));
            assert_eq!(told.is_ok(), good, "{joined} {proven:?} {now_ms}");
        }
    }
}
