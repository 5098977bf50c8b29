//! Staff: who they are, how they sign in at a till or in the back office, and what they may do.
//!
//! **Invariant:** an unknown login, a wrong password and a till of another shop are answered alike
//! and after as long (B13). **Invariant:** two passwords are worked on at a time, and sixteen wait
//! (B16). **Invariant:** somebody who was disabled is refused by this node at once, and by every
//! other within [`crate::near::MOMENT`] (B7).
mod flow;
mod hire;
mod http;
mod password;
mod rights;
mod rows;
mod rules;
mod scope;

use entity::operator::Model;

pub use flow::{disable, role::restore as restore_role};
pub use hire::{Hire, hire, make_roles};
pub use http::{
    ApproverBody, Clerk, ClerkRef, Headquarters, May, Office, approved_by, office_routes,
    spend_allowance, till_routes,
};
pub use password::hash as hash_password;
pub use rights::{Granted, Right, Rights, right};
pub use rows::{
    at_work, deleted_roles, list, name_of, name_of_working, names, roles, system_role, within,
};
pub use rules::{OperatorRefusal, may};
pub use scope::Scope;

/// Somebody who works here, what they may do and where.
#[derive(Clone, Debug)]
pub struct Staff {
    pub operator: Model,
    /// 店长
    pub role: String,
    /// 老板
    pub owner: bool,
    /// Whether they sign in to the back office with a second factor.
    pub two_factor: bool,
    pub rights: Rights,
    pub scope: Scope,
}
