//! What comes in, and what goes out.
mod export;
mod import;
mod make;
mod take;

pub use export::{Ask, allowed, ask, ask_full, begin_taking, piece};
pub use import::{CELLS, Form, import, read, tell_of_report};
pub use make::Run;
