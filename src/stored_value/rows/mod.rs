//! Rows of rules, top-ups, their refunds, and holds.
pub mod hold;
pub mod rule;
pub mod top_up;
