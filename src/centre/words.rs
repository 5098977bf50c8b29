//! Why a balance moved, in a member's words. Pure.
use entity::journal::Kind;

use super::balance::Kept;

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

/// `消费获得`
pub fn title(kept: Kept, kind: Kind, about: About) -> &'static str {
    let About { gain, voided, of_card } = about;
    match (kind, kept, gain) {
        (Kind::Settle, Kept::StoredValue, false) => "消费",
        (Kind::Settle, Kept::Points, false) => "积分抵现",
        (Kind::Settle, _, false) => "消费使用",
        (Kind::Settle, _, true) => "消费获得",
        (Kind::Refund, _, true) if voided => "消费作废，退回",
        (Kind::Refund, _, false) if voided => "消费作废，收回",
        (Kind::Refund, _, true) => "退货，退回",
        (Kind::Refund, _, false) => "退货，收回",
        (Kind::TopUp, Kept::StoredValue, _) => "充值",
        (Kind::TopUp, _, _) => "充值赠送",
        (Kind::TopUpRefund, Kept::StoredValue, _) => "储值退款",
        (Kind::TopUpRefund, _, _) => "储值退款，收回赠送",
        (Kind::Hold, _, _) => "预授权",
        (Kind::Capture, _, _) => "预授权完成，退回余下部分",
        (Kind::Release, _, _) => "预授权取消，退回",
        (Kind::Expire, _, _) => "到期失效",
        (Kind::Clear, _, _) => "年度清零",
        (Kind::Grant, _, _) if of_card => "升级奖励",
        (Kind::Grant, _, _) => "消费所得到账",
        (Kind::Adjust, _, true) => "门店奖励",
        (Kind::Adjust, _, false) => "门店扣减",
        (Kind::Reverse, _, true) => "更正，退回",
        (Kind::Reverse, _, false) => "更正，收回",
        (Kind::LevelReset, _, _) => "升级后重新累计",
        (Kind::Move, _, true) => "换卡转入",
        (Kind::Move, _, false) => "换卡转出",
        (Kind::Convert, Kept::StoredValue, _) => "积分兑换储值",
        (Kind::Convert, _, _) => "兑换成储值",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        }
    }
}
