//! Every rule of the sandbox, over real HTTP, with a little real server as the gateway's callback.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the verdict")]
mod bridge;
mod client;
mod console;
mod custom;
mod faults;
mod mini;
mod phone;
mod pushes;
mod shop;
mod tokens;
mod town;
mod web_login;
