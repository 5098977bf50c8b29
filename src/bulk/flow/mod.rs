//! What comes in, and what goes out.
mod export;
mod import;

pub use export::{Ask, Run, ask, begin_taking, piece};
pub use import::{CELLS, Form, import, read};
