//! A till on the wire.
mod body;
mod desk;
mod sale;

use crate::http::ServiceConfig;

pub fn till_routes(cfg: &mut ServiceConfig) {
    desk::routes(cfg);
    sale::routes(cfg);
}
