//! 数据回收站: what was deleted, whatever it is, and how it comes back (ADM-08).
//!
//! **Invariant:** a room that deletes what people made keeps its row; its door says what is gone
//! (`deleted`) and takes it back (`restore`), and this room only gathers them.
mod flow;
mod http;
mod rules;

pub use http::office_routes;
pub use rules::RecycleRefusal;
