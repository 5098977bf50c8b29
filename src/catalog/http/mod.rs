//! The catalog on the wire.
mod office;
mod till;

pub use office::office_routes;
pub use till::till_routes;
