//! Staff: who they are, how they sign in at a till or in the back office, and what they may do.
//!
//! **Invariant:** an unknown login, a wrong password and a till of another shop are answered alike
//! and after as long (B13). **Invariant:** two passwords are worked on at a time, and sixteen wait
//! (B16). **Invariant:** somebody who was disabled is refused by this node at once, and by every
//! other within [`crate::near::MOMENT`] (B7).
mod flow;
mod http;
mod password;
mod rows;
mod rules;

pub use flow::{Approver, approve, disable};
pub use http::{
    Clerk, ClerkRef, Headquarters, Office, office_routes, spend_allowance, till_routes,
};
pub use password::hash as hash_password;
pub use rows::{insert, list};
pub use rules::{OperatorRefusal, may_approve, role_text};
