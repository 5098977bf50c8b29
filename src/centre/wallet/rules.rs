//! Decisions about adding cards.
use entity::{member::Model, values::Timestamp};

use crate::{error::refusals, member};

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
    if member::proof_is_fresh(holder, now) { Ok(()) } else { Err(WalletRefusal::ProofTooOld) }
}

#[cfg(test)]
mod tests {
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
}
