//! The gateway beside a model of what it should do: both are told the same, and after every step
//! both must have come to the same.
//!
//! A history that ends otherwise is shrunk, printed, and its seed kept in `tests/seeds`, from where
//! it is replayed first ever after.
pub mod books;
pub mod desk;
mod history;
mod house;
pub mod ledger;
mod ledger_real;
pub mod replay;
pub mod runner;
pub mod shop;
pub mod shop_real;
