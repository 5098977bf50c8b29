//! The gateway. Read `routes.rs` for what it answers and `schedule.rs` for what it does unasked,
//! then any room for how. A room uses those listed below it.

// The top floor: what we are told to do, what we answer, what we do unasked.
pub mod command;
pub mod routes;
pub mod schedule;
pub mod seed;

// Entrances: they have no balance of their own and compose the rooms below.
pub mod recycle;
pub mod connect;
pub mod inbox;
pub mod bulk;
pub mod office;
pub mod report;
pub mod crm;
pub mod export;
pub mod centre;
pub mod tryout;
pub mod pos;
pub mod proof;
// Whose cards, coupons and openids they are: the entrances above see to it, and one flow does it.
pub mod merge;

// Assets.
pub mod stored_value;
pub mod level;
pub mod coupon;
pub mod points;
pub mod ledger;

// People and places.
pub mod privacy;
pub mod address;
pub mod session;
pub mod code;
pub mod sms;
pub mod card;
pub mod word;
pub mod member;
pub mod catalog;
pub mod approval;
pub mod operator;
pub mod till_key;
pub mod store;
pub mod passport;
pub mod merchant;

// The ground.
pub mod tally;
pub mod gone;
pub mod audit;
pub mod jobs;
pub mod http;
pub mod once;
pub mod app;
pub mod near;
pub mod cache;
pub mod seal;
pub mod engine;
pub mod config;
pub mod world;
pub mod typed;
pub mod lang;
pub mod error;
