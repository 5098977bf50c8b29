//! 公众号与小程序的连接: accounts are connected, changed and checked from the back office.
//!
//! **Invariant:** an AppSecret goes in and never comes out; a Token and an EncodingAESKey come out
//! once, in the answer to whoever had them made (G13). **Invariant:** an appid is one merchant's, and
//! nobody else learns whose. **Invariant:** a check asks WeChat with nothing held, and its answer is
//! waited for no longer than the client waits. **Invariant:** what is served for WeChat at our root
//! says no more than its own name.
mod check;
mod flow;
mod http;
mod rules;
mod starter;

pub use http::{domain_file, office_routes};
pub use rules::ConnectRefusal;
