//! 会员中心: what a member, or somebody about to be one, does on their phone. An entrance: it has no
//! table of its own and composes the rooms below.
//!
//! **Invariant:** a balance is what a till would let be spent now, over all of the member's cards
//! that are not void. **Invariant:** every line of a history says why in a member's words, and names
//! nobody: neither who worked the till nor what they noted down.
mod balance;
mod coupons;
mod flow;
mod history;
mod http;
mod leave;
mod past;
mod phone;
mod profile;
mod wallet;
mod words;

pub use balance::{Balance, Had, Kept, services};
pub use history::Line;
pub use http::member_routes;
pub use leave::LeaveRefusal;
pub use past::page as history;
pub use phone::{Mend, PhoneDue, mend as mend_phone};
pub use wallet::WalletRefusal;
