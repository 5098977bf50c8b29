//! Decisions about balances.
use entity::{account::Asset, card, journal::Kind};

use crate::error::refusals;

refusals! {
    /// Why nothing was moved.
    pub enum LedgerRefusal {
        Insufficient { asset: Asset, have: i64, need: i64 } = Conflict "balance_insufficient"
            "余额不足" "the balance is too small";
        AlreadyPosted = Conflict "already_posted"
            "这笔业务已经做过了" "this was done before, under the same number";
        Frozen = Conflict "account_frozen"
            "账目核对异常，请联系总部" "the books of this card are wrong: ask headquarters";
        Amount = Invalid "ledger_amount" "数额太大或不正确" "no such amount can be moved";
        NothingToUndo = NotFound "nothing_to_undo" "没有这笔记录" "no such journal";
    }
}

/// Largest amount of one leg, in the asset's unit.
pub fn cap(asset: Asset) -> i64 {
    use entity::values::{Fen, Points};
    match asset {
        Asset::Principal | Asset::Gift => Fen::CAP.0,
        Asset::Points | Asset::PointsDebt | Asset::Growth | Asset::GrowthDebt => Points::CAP.0,
        Asset::Stamps | Asset::Tickets | Asset::Counts => 1_000_000_000,
    }
}

/// Where a card must stand for this to happen to it (CRD-03). What only ends, or carries what a
/// lost card had to its successor, happens to a frozen card, too.
pub fn allowed(kind: Kind) -> &'static [card::Status] {
    use card::Status::{Active, Lost, Void};
    match kind {
        Kind::Expire | Kind::Clear | Kind::LevelReset => &[Active, Lost, Void],
        Kind::Move | Kind::Release | Kind::Reverse => &[Active, Lost],
        Kind::Settle
        | Kind::Refund
        | Kind::TopUp
        | Kind::TopUpRefund
        | Kind::Hold
        | Kind::Capture
        | Kind::Grant
        | Kind::Adjust
        | Kind::Convert => &[Active],
    }
}
