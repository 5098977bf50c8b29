//! What a row is: one table a file, typed ids, and values that know their unit. No I/O, no HTTP,
//! and no `Serialize` on rows: what goes over the wire is a view, made where it is answered.
pub mod ids;
pub mod values;

pub mod audit;
pub mod card;
pub mod coupon;
pub mod coupon_template;
pub mod idempotency;
pub mod identity;
pub mod job;
pub mod keyword_rule;
pub mod level;
pub mod member;
pub mod merchant;
pub mod operator;
pub mod push;
pub mod session;
pub mod sms_code;
pub mod sms_gate;
pub mod store;
pub mod tally;
pub mod terminal;
pub mod wechat_account;
pub mod wechat_menu;
pub mod wechat_token;
