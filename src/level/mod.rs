//! 等级: what a card has become, and what that is worth.
//!
//! **Invariant:** a level's code names one level of its merchant.
mod card;
mod rows;
mod rules;
mod view;

pub use card::CardView;
pub use rows::{by_code, find, insert, list};
pub use rules::LevelRefusal;
pub use view::{LevelChoice, LevelName, LevelView};
