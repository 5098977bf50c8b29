//! A till on the wire, and what members see of what they bought at one.
mod body;
mod desk;
mod member;
mod sale;

pub use body::{LineBody, lines};
pub use member::routes as member_routes;

use crate::http::ServiceConfig;

pub fn till_routes(cfg: &mut ServiceConfig) {
    desk::routes(cfg);
    sale::routes(cfg);
}
