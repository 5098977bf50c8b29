//! Decisions about what comes in and what goes out.
mod column;
mod export;
mod form;
mod mask;
mod newcomer;
mod refusal;
mod table;

pub use column::Column;
pub use export::{
    ExportRefusal, FULL_A_DAY, Filter, Stage, Wanted, file_name, may_ask, may_have, moments,
    watermark, what_text,
};
pub use form::{Against, Home, Row, brought, rows};
pub use mask::{masked, masked_cells};
pub use newcomer::Newcomer;
pub use refusal::{BulkRefusal, RowRefusal};
pub use table::{Eyes, state_of_coupon};
