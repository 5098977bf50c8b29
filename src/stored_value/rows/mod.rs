//! Rows of rules, top-ups, their refunds, and holds; and whether others are there.
pub mod hold;
pub mod ours;
pub mod rule;
pub mod top_up;
