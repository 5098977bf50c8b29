//! Decisions about what comes in and what goes out.
mod column;
mod form;
mod newcomer;
mod refusal;
mod table;

pub use column::Column;
pub use form::{Against, Row, brought, rows};
pub use newcomer::Newcomer;
pub use refusal::{BulkRefusal, RowRefusal};
pub use table::{
    ExportRefusal, Eyes, Filter, file_name, may_ask, moments, over, state_of_coupon, state_of_sale,
    state_text, tender, what_text,
};
