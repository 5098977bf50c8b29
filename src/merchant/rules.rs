//! Decisions about merchants.
use serde::{Deserialize, Serialize};

use crate::error::refusals;

refusals! {
    /// Why a merchant's WeChat account does not do what was asked.
    pub enum MerchantRefusal {
        NoSuchAccount = NotFound "no_such_account" "没有这个公众号或小程序" "no such WeChat account";
        Wechat { errcode: i64, errmsg: String } = Upstream "wechat_refused"
            "微信拒绝了请求（{errcode}）：{errmsg}" "WeChat refused ({errcode}): {errmsg}";
        WechatUnreachable = Unavailable "wechat_unreachable"
            "暂时连不上微信，请稍后再试" "WeChat does not answer; try again later";
    }
}

/// The colours of a member card, `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Theme {
    pub primary: String,
    pub on_primary: String,
    pub card_from: String,
    pub card_to: String,
}

impl Default for Theme {
    fn default() -> Self {
        let [primary, on_primary, card_from, card_to] =
            ["#c2456b", "#ffffff", "#d9577e", "#8f2c4f"].map(str::to_owned);
        Self { primary, on_primary, card_from, card_to }
    }
}

/// The theme as it is stored; what cannot be read is the default.
pub fn theme(stored: &str) -> Theme {
    serde_json::from_str(stored).unwrap_or_default()
}
