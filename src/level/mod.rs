//! 等级: what a card has become, and what that is worth.
//!
//! **Invariant:** a level's code names one level of its merchant.
mod card;
mod ladder;
mod program;
mod rows;
mod rules;
mod terms;
mod view;

pub use card::CardView;
pub use ladder::{Ladder, Rung, held, ladder};
pub use program::{BalanceStep, Expiry, Program, Upgrade};
pub use rows::{by_code, find, insert, list};
pub use rules::LevelRefusal;
pub use terms::{CategoryRate, Discount, FULL, Reward, Terms, Thresholds, discount};
pub use view::{LevelChoice, LevelName, LevelView};
