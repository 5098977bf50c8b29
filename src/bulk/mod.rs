//! 批量导入与导出: members who come in as a file, and tables that go out as one.
//!
//! **Invariant:** nothing that a file claims of itself is believed (G7), and a file of more rows
//! than can be taken is refused before any row is written (REG-13). **Invariant:** a row that is
//! wrong, or somebody's already, is skipped and reported, and changes nobody (REG-14).
//! **Invariant:** a row comes in once, however often its request is sent, and wherever it was
//! stopped. **Invariant:** every cell that goes out is text, and none begins like a formula (G6).
//! **Invariant:** what goes out is masked, unless another has allowed it, and then says so above its
//! head; it is sealed until it is taken away by who asked for it, and gone after a day (G8, E19).
//! **Invariant:** whether it is theirs to have is asked when they ask, when the file is made, and
//! when it is taken away.
mod flow;
mod http;
mod jobs;
mod rows;
mod rules;
mod sheet;
mod view;

pub use flow::{Run, allowed as export_allowed};
pub use http::office_routes;
pub use jobs::forget;
pub use rules::{BulkRefusal, ExportRefusal, RowRefusal};
