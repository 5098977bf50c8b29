//! The back office's own pages: settings that concern all shops, the log.
//!
//! **Invariant:** a setting changes for those who register later, never for those who did (REG-04).
mod approve;
mod desk;
mod flow;
mod http;
mod told;
mod units;
mod view;

pub use desk::DeskRefusal;
pub use http::office_routes;
