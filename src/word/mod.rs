//! A word to a member who follows the service account.
//!
//! **Invariant:** WeChat takes one only within 48 hours of their last word to the account, so it is a
//! courtesy and no promise: what WeChat refuses is not sent again, and what may have arrived neither.
mod jobs;

pub use jobs::{Word, tell};
