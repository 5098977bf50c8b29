//! 储值: money that members pay in, and what is given on top.
//!
//! **Invariant:** principal and gift of one top-up are lots of that top-up, so that their ratio is
//! what it was for ever; what is spent and what comes back goes by it. **Invariant:** a top-up, and
//! its refund, happen once for each of the till's numbers, and a top-up is refunded once (P12).
//! **Invariant:** all that a rule gives comes, or nothing does (RCH-02); a rule for one use is used
//! once, also under two tills (RCH-05). **Invariant:** what goes back over the counter leaves the
//! card in the same transaction, and is never more than is left of the principal (P5).
//! **Invariant:** what is set aside is in the journal, and is free again by the clock (P45).
mod desk;
mod flow;
mod given;
mod http;
mod offers;
mod program;
mod recharge;
mod rows;
mod rules;
mod sheet;
mod spend;
mod tried;
mod view;

pub use flow::{expire as expire_holds, release_over, rule::restore as restore_rule};
pub use http::{member_routes, office_routes, till_routes};
pub use program::{Order, Program};
pub use recharge::{Channel, Draft as RuleDraft, Visit};
pub use rows::{
    hold::as_if_released,
    rule::{gone as withdrawn_rules, hand_over, insert as insert_rule, list as rules},
    top_up::order_numbers,
};
pub use rules::StoredValueRefusal;
pub use sheet::{Facts, Sheet, SheetLine, refund_sheet};
pub use spend::{Shares, restore, spend};
pub use tried::{Rule, split, top_up as try_top_up};
