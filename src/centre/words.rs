//! Why a balance moved, in a member's words. Pure.
use entity::journal::Kind;

use super::balance::Kept;
use crate::lang::say;

/// What is known of a movement besides its kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// More than before.
    pub gain: bool,
    /// It belongs to a sale that was undone whole on its own day.
    pub voided: bool,
    /// The card itself caused it, and no sale.
    pub of_card: bool,
}

/// `消费获得`; `From a purchase`
pub fn title(kept: Kept, kind: Kind, about: About) -> &'static str {
    let About { gain, voided, of_card } = about;
    match (kind, kept, gain) {
        (Kind::Settle, Kept::StoredValue, false) => say("消费", "Purchase"),
        (Kind::Settle, Kept::Points, false) => say("积分抵现", "Points spent"),
        (Kind::Settle, _, false) => say("消费使用", "Used in a purchase"),
        (Kind::Settle, _, true) => say("消费获得", "From a purchase"),
        (Kind::Refund, _, true) if voided => say("消费作废，退回", "Purchase voided, back"),
        (Kind::Refund, _, false) if voided => say("消费作废，收回", "Purchase voided, taken back"),
        (Kind::Refund, _, true) => say("退货，退回", "Return, back"),
        (Kind::Refund, _, false) => say("退货，收回", "Return, taken back"),
        (Kind::TopUp, Kept::StoredValue, _) => say("充值", "Top-up"),
        (Kind::TopUp, _, _) => say("充值赠送", "Gift with a top-up"),
        (Kind::TopUpRefund, Kept::StoredValue, _) => say("储值退款", "Refund of stored value"),
        (Kind::TopUpRefund, _, _) => say("储值退款，收回赠送", "Refund, gift taken back"),
        (Kind::Hold, _, _) => say("预授权", "Set aside"),
        (Kind::Capture, _, _) => say("预授权完成，退回余下部分", "Set-aside used, rest back"),
        (Kind::Release, _, _) => say("预授权取消，退回", "Set-aside cancelled, back"),
        (Kind::Expire, _, _) => say("到期失效", "Expired"),
        (Kind::Clear, _, _) => say("年度清零", "Cleared for the year"),
        (Kind::Grant, _, _) if of_card => say("升级奖励", "Gift for a new level"),
        (Kind::Grant, _, _) => say("消费所得到账", "From a purchase, arrived"),
        (Kind::Adjust, _, true) => say("门店奖励", "Gift of the shop"),
        (Kind::Adjust, _, false) => say("门店扣减", "Taken by the shop"),
        (Kind::Reverse, _, true) => say("更正，退回", "Corrected, back"),
        (Kind::Reverse, _, false) => say("更正，收回", "Corrected, taken back"),
        (Kind::LevelReset, _, _) => say("升级后重新累计", "Starts anew at the new level"),
        (Kind::Move, _, true) => say("换卡转入", "From another card"),
        (Kind::Move, _, false) => say("换卡转出", "To another card"),
        (Kind::Convert, Kept::StoredValue, _) => say("积分兑换储值", "From points"),
        (Kind::Convert, _, _) => say("兑换成储值", "Turned into stored value"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::tests::in_english;

    #[test]
    fn each_movement_says_why_in_words_a_member_knows() {
        let plain = |gain| About { gain, ..About::default() };
        let voided = |gain| About { gain, voided: true, ..About::default() };
        let of_card = About { gain: true, of_card: true, ..About::default() };
        use Kept::{Counts, Growth, Points, StoredValue};
        for (kept, kind, about, words) in [
            (Points, Kind::Settle, plain(true), "消费获得"),
            (Points, Kind::Settle, plain(false), "积分抵现"),
            (Growth, Kind::Settle, plain(true), "消费获得"),
            (StoredValue, Kind::Settle, plain(false), "消费"),
            (Counts, Kind::Settle, plain(false), "消费使用"),
            (Points, Kind::Refund, plain(true), "退货，退回"),
            (Points, Kind::Refund, plain(false), "退货，收回"),
            (StoredValue, Kind::Refund, voided(true), "消费作废，退回"),
            (Growth, Kind::Refund, voided(false), "消费作废，收回"),
            (StoredValue, Kind::TopUp, plain(true), "充值"),
            (Points, Kind::TopUp, plain(true), "充值赠送"),
            (Counts, Kind::TopUp, plain(true), "充值赠送"),
            (StoredValue, Kind::TopUpRefund, plain(false), "储值退款"),
            (Points, Kind::TopUpRefund, plain(false), "储值退款，收回赠送"),
            (StoredValue, Kind::Hold, plain(false), "预授权"),
            (StoredValue, Kind::Capture, plain(true), "预授权完成，退回余下部分"),
            (StoredValue, Kind::Release, plain(true), "预授权取消，退回"),
            (StoredValue, Kind::Expire, plain(false), "到期失效"),
            (Points, Kind::Clear, plain(false), "年度清零"),
            (Points, Kind::Grant, plain(true), "消费所得到账"),
            (Points, Kind::Grant, of_card, "升级奖励"),
            (Points, Kind::Adjust, plain(true), "门店奖励"),
            (Points, Kind::Adjust, plain(false), "门店扣减"),
            (Points, Kind::Reverse, plain(true), "更正，退回"),
            (Points, Kind::Reverse, plain(false), "更正，收回"),
            (Growth, Kind::LevelReset, plain(false), "升级后重新累计"),
            (Points, Kind::Move, plain(true), "换卡转入"),
            (Points, Kind::Move, plain(false), "换卡转出"),
            (Points, Kind::Convert, plain(false), "兑换成储值"),
            (StoredValue, Kind::Convert, plain(true), "积分兑换储值"),
        ] {
            assert_eq!(title(kept, kind, about), words, "{kept:?} {kind:?}");
            let english = in_english(|| title(kept, kind, about));
            assert!(english.is_ascii(), "{kept:?} {kind:?}: {english}");
        }
    }
}
