//! Rows of the list, of who is in it, and of views of it that are kept.
pub mod fans;
pub mod find;
pub mod page;
pub mod saved;

pub use page::Filter;
