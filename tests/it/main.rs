//! One binary for all, because linking is dear. `KABAO_TEST_ENGINE` chooses the database it runs on.
// Futures within futures: a town's goes deeper than the compiler looks by itself.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod address;
mod approval;
mod cache;
mod canary;
mod catalog;
mod centre;
mod counter;
mod coupon;
mod coupon_office;
mod coupon_paper;
mod coupon_sale;
mod crash;
mod crowd;
mod desk;
mod engine;
mod hiring;
mod house;
mod http;
mod inbox;
mod isolation;
mod jobs;
mod ledger;
mod level;
mod join;
mod merge;
mod model;
mod once;
mod people;
mod phone_change;
mod points;
mod privacy;
mod profile;
mod proof;
mod sale;
mod sale_money;
mod sale_once;
mod sale_race;
mod sale_state;
mod session;
mod sms;
mod staff;
mod stock;
mod storm;
mod tidy;
mod till;
mod till_key;
mod town;
mod transact;
mod two_factor;
mod value;
mod value_hold;
mod value_refund;
mod wallet;
