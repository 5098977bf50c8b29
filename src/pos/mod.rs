//! 收银台: a clerk scans or types something, and sees whom it names; or makes a new member.
//!
//! **Invariant:** what was scanned is in no log, no audit line and no answer: it may be somebody's
//! payment code (D6). **Invariant:** a till that reads thirty bad scans in a minute reads none for
//! the next (D5). **Invariant:** to identify is not to pay: nothing read here authorises a debit.
mod flow;
mod http;
mod rules;
mod view;

pub use http::till_routes;
pub use rules::PosRefusal;
