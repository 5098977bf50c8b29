//! The member centre on the wire.
mod balance;
mod coupons;
mod history;
mod join;
mod leave;
mod phone;
mod profile;
mod show;
mod stores;
mod view;
mod wallet;

use crate::http::ServiceConfig;

/// Under `/v1/member`.
pub fn member_routes(cfg: &mut ServiceConfig) {
    cfg.configure(join::routes)
        .configure(show::routes)
        .configure(balance::routes)
        .configure(history::routes)
        .configure(coupons::routes)
        .configure(stores::routes)
        .configure(wallet::routes)
        .configure(profile::routes)
        .configure(phone::routes)
        .configure(leave::routes);
}
