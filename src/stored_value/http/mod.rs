//! Stored value on the wire.
mod hold;
mod office;
mod till;
mod top_up;

pub use office::office_routes;
pub use till::till_routes;
