//! One binary for all, because linking is dear. `KABAO_TEST_ENGINE` chooses the database it runs on.
// Futures within futures: a town's goes deeper than the compiler looks by itself.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod cache;
mod coupon;
mod engine;
mod http;
mod jobs;
mod once;
mod sms;
mod stock;
mod tidy;
mod town;
mod transact;
