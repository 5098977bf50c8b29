//! A pretend WeChat, and a pretend SMS vendor, on loopback: for tests and for people.
//!
//! It speaks WeChat's own protocol over HTTP with WeChat's rules and error codes, signs the pushes
//! it sends, opens the replies it gets, and keeps everything in memory. People are driven through
//! `/sandbox/…`, by a test or by the phone page at `/`.
//!
//! **Invariant: rules are pure.** `tokens`, `codes`, `allowance`, `menu`, `deed` decide from what
//! they are given; `http` carries it over the wire; `deliver` is the only place that calls out.
//!
//! **Invariant: time comes in.** Nothing here asks the system clock what day it is: the caller lends
//! a clock, and a test turns it with `POST /sandbox/clock`.
//!
//! **Invariant: it answers anyone as anyone,** so it refuses to listen beyond loopback.
mod allowance;
mod chats;
mod codes;
mod config;
mod console;
mod deed;
mod deliver;
mod deliveries;
mod errcode;
mod faults;
mod http;
mod menu;
mod people;
mod push;
mod reply;
mod sandbox;
mod state;
mod tokens;
mod web_login;

pub use config::{Account, Config, EncodingAesKey, Format, Kind, Mode, Now, Page};
pub use sandbox::Sandbox;
