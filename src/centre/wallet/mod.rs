//! 会员卡包: a member's cards, and how one that somebody else held becomes theirs.
//!
//! **Invariant:** whoever adds a card reads the messages of its holder's phone, and whether there is
//! such a card is told to nobody else. **Invariant:** a phone that was not proven for ninety days
//! proves nothing: it may be another's by now (B10).
mod flow;
mod rules;

pub use flow::{Add, Shown, add, holder, primary, rename};
pub use rules::{WalletRefusal, digits};
