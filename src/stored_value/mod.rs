//! 储值: money that members pay in, and what is given on top.
mod program;
mod rounding;
mod rules;
mod sheet;
mod spend;

pub use program::{Order, Program};
pub use rules::StoredValueRefusal;
pub use sheet::{COOLING_OFF_DAYS, Facts, Sheet, SheetLine, mode_text, refund_sheet};
pub use spend::{Shares, restore, spend};
