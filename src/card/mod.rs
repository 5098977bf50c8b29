//! The membership card: what has a number and a level, and later points and balances.
//!
//! **Invariant:** a member has one primary card. **Invariant:** a card's number looks it up and
//! never pays: what pays is the rotating code.
mod flow;
mod rows;
mod rules;
mod scope;
mod wallet;

pub use flow::{Enrolled, Handle, enrol, find_again, issue, lose, reissue, void};
pub use rows::{by_number, by_sequence, link, lock, of_member, of_members, primary, was_retired};
pub use rules::{CardRefusal, masked_number, name, status_text, usable};
pub use scope::within;
pub use wallet::{Mine, Name, end, hand_over, make_primary, rename};
