//! What the back office sends and sees.
use entity::{
    ids::LevelId,
    level, merchant,
    wechat_account::{self, Kind, Mode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::level::LevelChoice;

/// What headquarters decides for all shops.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// ERP→微信 默认会员类型
    pub default_level_wechat: LevelId,
    /// 收银端注册默认等级
    pub default_level_till: LevelId,
    /// 会员手机号不能重复
    pub phone_unique: bool,
}

#[derive(Serialize, ToSchema)]
pub struct SettingsView {
    pub default_level_wechat: LevelId,
    pub default_level_till: LevelId,
    pub phone_unique: bool,
    pub levels: Vec<LevelChoice>,
    /// From 16 to 31 December, if points end with the year: what must be told before they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clear_warning: Option<String>,
}

impl SettingsView {
    pub fn new(
        shop: merchant::Model,
        levels: Vec<level::Model>,
        clear_warning: Option<String>,
    ) -> Self {
        Self {
            default_level_wechat: shop.default_level_wechat,
            default_level_till: shop.default_level_till,
            phone_unique: shop.phone_unique,
            levels: levels.into_iter().map(LevelChoice::from).collect(),
            clear_warning,
        }
    }
}

/// A connected service account or mini-program, without its secrets.
#[derive(Serialize, ToSchema)]
pub struct AccountView {
    pub appid: String,
    #[schema(inline)]
    pub kind: Kind,
    pub name: String,
    pub original_id: String,
    #[schema(inline)]
    pub mode: Mode,
    /// 安全模式
    pub mode_text: String,
    /// To be typed into WeChat's 服务器地址(URL).
    pub callback_url: String,
}

impl AccountView {
    pub fn new(account: wechat_account::Model, public_url: &str) -> Self {
        Self {
            callback_url: format!("{}/wechat/{}", public_url, account.appid),
            appid: account.appid,
            kind: account.kind,
            name: account.name,
            original_id: account.original_id,
            mode: account.mode,
            mode_text: mode_text(account.mode).to_owned(),
        }
    }
}

/// 消息加解密方式, in WeChat's own words.
pub fn mode_text(mode: Mode) -> &'static str {
    match mode {
        Mode::Plain => "明文模式",
        Mode::Compatible => "兼容模式",
        Mode::Safe => "安全模式",
    }
}
