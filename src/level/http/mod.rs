//! Levels on the wire.
mod benefits;
mod levels;
mod member;
mod office;
mod till;
mod view;

pub use member::member_routes;
pub use office::office_routes;
pub use till::till_routes;
pub use view::ExplainedLevel;
