//! What cards have, and how they came to have it: the only code that moves a balance.
//!
//! Double entry. Every journal is one thing that happened; its entries add up to nothing for each
//! asset. A card's accounts keep a balance; the merchant's side (`paid`, `spent`, `granted` …)
//! keeps none, because everybody would wait for those rows: it is the sum of its entries.
//!
//! **Invariant:** an account is what its entries say: they run from 1 without a gap, each follows
//! from the one before, and the last one's `balance_after` is the balance, which is never negative.
//! **Invariant:** principal, gift and points are in lots, and what is left in a card's lots is its
//! balance. **Invariant:** journals, entries and lot uses are appended, never changed; a mistake is
//! undone by another journal. **Invariant:** whoever moves something of a card holds the card's row
//! first, and no journal moves something of two cards, so that no two wait for each other.
//! **Invariant:** nothing moves on a card whose books a proof found wrong; the statement that moves
//! asks (E22).
mod flow;
mod freeze;
mod holdings;
mod plan;
mod rows;
mod rules;
mod sum;

pub use flow::{Cause, Place, lapse, lock, post, reverse};
pub use freeze::{Proven, Release, frozen, proven, release};
pub use holdings::{Holdings, account_id, lot_id};
pub use plan::{Into, Leg, OutOf};
pub use rows::{
    Expired, Hand, Past, Used, Whose, expired, had, hands, history, peek, peek_all, uses,
};
pub use rules::LedgerRefusal;
pub use sum::Sum;
