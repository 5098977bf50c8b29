//! The back office's own pages: settings that concern all shops, the log.
//!
//! **Invariant:** a setting changes for those who register later, never for those who did (REG-04).
mod approve;
mod flow;
mod http;
mod rules;
mod told;
mod view;

pub use http::office_routes;
pub use rules::{DeskRefusal, action_text, actor_text};
