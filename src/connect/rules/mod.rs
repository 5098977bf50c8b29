//! Decisions about connecting, and why not.
mod errcode;
mod items;
mod terms;

pub use items::{Answer, Item, Kept, Place, Seen, State, items};
pub use terms::{Change, Domain, Secrets, Terms};

use crate::error::refusals;

refusals! {
    /// Why an account is not connected, changed or checked.
    pub enum ConnectRefusal {
        Exists = Conflict "account_exists"
            "这个 AppID 已经连接过了" "this AppID is connected already";
        Malformed { field: &'static str, why: &'static str } = Invalid "account_malformed"
            "填写有误：{why}" "{field} is malformed";
        InUse = Conflict "account_in_use"
            "微信已经连上这个账号，不能移除" "WeChat has reached this account: it stays";
        TooFast { retry_after_s: i64 } = TooMany "check_too_fast"
            "检查得太频繁，请稍后再试" "too many checks: wait {retry_after_s} s";
    }
}
