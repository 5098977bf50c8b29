//! Levels on the wire.
mod office;
mod till;
mod view;

pub use office::office_routes;
pub use till::till_routes;
pub use view::ExplainedLevel;
