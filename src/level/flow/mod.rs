//! What can happen to the level of a card, and to levels themselves.
mod change;
pub mod levels;
mod office;
mod pay;
mod rise;
mod settle;

pub use change::LevelMove;
pub use office::{ChangeLevel, ChangeProgram, Give, change_level, change_program, give};
pub use pay::{Pay, pay};
pub use rise::{Event, after, rise};
pub use settle::{Night, accrue, count_days, settle_due};
