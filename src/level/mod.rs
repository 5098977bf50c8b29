<<<<<<< HEAD
//! 等级: what a card has become, and what that is worth.
//!
//! **Invariant:** a level's code names one level of its merchant.
mod rows;
mod rules;
mod view;

pub use rows::{by_code, find, insert, list};
pub use rules::LevelRefusal;
pub use view::{LevelChoice, LevelName, LevelView};
=======
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
>>>>>>> main
