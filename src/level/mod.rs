//! 等级: the ladder of a merchant's cards, and what each step is worth to a member.
//!
//! **Invariant:** a level's code names one level of its merchant, and a level in use is never
//! deleted.
mod http;
mod rows;
mod rules;

pub use http::{LevelName, LevelOnCard, LevelView};
pub use rows::{by_code, find, insert, list};
pub use rules::LevelRefusal;
