//! 试算: what a receipt would come to by rules that nobody has published, beside what it comes to by
//! those that hold.
//!
//! **Invariant:** it writes nothing, and reckons by the very functions that a quote does.
mod flow;
mod http;
mod rules;
mod words;

pub use http::office_routes;
