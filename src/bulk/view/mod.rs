//! What came in and what goes out, as people read it.
mod export;
mod import;

pub use export::ExportView;
pub use import::{ImportView, Who};
