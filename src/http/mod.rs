//! The front door: who is calling, what they sent, and how we answer. It knows no room.
mod ask;
mod lang;
mod pages;
mod problem;
mod public;
mod serve;
mod watch;

pub use ask::{
    Anyone, Body, Keyed, Listing, Mark, Page, RequestRefusal, Source, header, take_body,
};
pub use lang::spoken;
pub use pages::{Pages, page};
pub use problem::Problem;
pub use public::{keep_metrics, routes as public_routes};
pub use serve::{Routes, ServiceConfig, openapi, serve};
