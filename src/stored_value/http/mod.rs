//! Stored value on the wire.
mod hold;
mod member;
mod office;
mod rules;
mod till;
mod top_up;

pub use member::member_routes;
pub use office::office_routes;
pub use till::till_routes;
