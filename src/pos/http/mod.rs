//! A till on the wire, and what members and the back office see of what was bought at one.
mod body;
mod desk;
mod member;
mod office;
mod sale;

pub use body::{LineBody, lines};
pub use member::routes as member_routes;
pub use office::routes as office_routes;

use crate::http::ServiceConfig;

pub fn till_routes(cfg: &mut ServiceConfig) {
    desk::routes(cfg);
    sale::routes(cfg);
}
