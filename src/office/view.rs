//! What the back office sends and sees.
use entity::{ids::LevelId, level, merchant};
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
