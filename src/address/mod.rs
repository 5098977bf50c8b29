//! Where members have things sent.
//!
//! **Invariant:** of a member's addresses one is the default at the most, also under two requests at
//! once: a unique column says so (PRF-07). **Invariant:** names, phones and house numbers are sealed.
mod flow;
mod http;
mod rows;
mod rules;

pub use flow::forget;
pub use http::{AddressView, all, member_routes};
pub use rules::AddressRefusal;
