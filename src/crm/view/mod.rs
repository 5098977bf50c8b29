//! Members as the back office reads them.
mod row;
mod whole;

pub use row::{Named, Row, TagName};
pub use whole::Whole;
