//! 隐私说明: what is kept and why, and who agreed to which version of it.
//!
//! **Invariant:** what the notice says is one file, with its version beside it; who agrees names the
//! version they read.
mod http;
mod rules;
mod text;

pub use http::member_routes;
pub use rules::{PrivacyRefusal, channel, in_force};
