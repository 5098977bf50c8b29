//! The gateway. Read `routes.rs` for what it answers and `schedule.rs` for what it does unasked,
//! then any room for how. A room uses those listed below it.
pub mod inbox;

pub mod card;
pub mod code;
pub mod coupon;
pub mod level;
pub mod member;
pub mod merchant;
pub mod operator;
pub mod passport;
pub mod session;
pub mod sms;
pub mod store;

pub mod app;
pub mod audit;
pub mod cache;
pub mod config;
pub mod engine;
pub mod error;
pub mod http;
pub mod jobs;
pub mod near;
pub mod once;
pub mod seal;
pub mod world;
