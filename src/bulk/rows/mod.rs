//! What came in, what goes out, and the tables that go out.
mod cells;
pub mod export;
pub mod import;
pub mod table;
