//! Signing in on the wire, by audience.
mod ask;
mod browser;
mod mini;
mod view;

pub use view::{SessionView, ShopView};

use crate::http::ServiceConfig;

/// Under `/v1/member`.
pub fn member_routes(cfg: &mut ServiceConfig) {
    cfg.configure(browser::routes).configure(mini::routes);
}
