//! 会员中心: what a member, or somebody about to be one, does on their phone. An entrance: it has no
//! table of its own and composes the rooms below.
mod balance;
mod flow;
mod http;
mod leave;
mod phone;
mod profile;
mod wallet;

pub use balance::Balance;
pub use http::member_routes;
pub use leave::LeaveRefusal;
pub use phone::PhoneDue;
pub use wallet::WalletRefusal;
