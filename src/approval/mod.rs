//! What one of the staff wants done and another has to allow (E19): maker and checker.
//!
//! **Invariant:** whoever asked does not allow, from whatever session; and both, as they are in the
//! transaction that allows it, could do it themselves, in all the shops it is about (ADM-02).
//! **Invariant:** what one does alone is counted by the day, so that many small deeds are not one
//! large one that nobody saw. **Invariant:** what is asked is done once, in the transaction that
//! allows it, or not at all; after three days nobody allows it any more. **Invariant:** that a request
//! is expired is asked of the clock and never written.
//!
//! This room keeps requests and decides who may decide. What is then done is the business of the
//! entrance that knows the deed: see `office`.
mod flow;
mod limits;
mod rows;
mod rules;
mod view;

pub use flow::{Allow, Ask, Asked, Decided, Outcome, Refuse, allow, ask, refuse};
pub use limits::{Limits, Share, alone, change_limits, limits};
pub use rows::{Sought, of, page};
pub use rules::{ApprovalRefusal, Deed, Stand};
pub use view::{Answer, ApprovalView, Names, Waits};
