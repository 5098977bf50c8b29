//! 导出: everything the shop has of a member, for themselves. An entrance without a table: it asks the
//! rooms below.
mod flow;
mod http;

pub use http::{ExportRefusal, member_routes};
