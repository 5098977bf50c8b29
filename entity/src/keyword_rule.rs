//! What the account answers to what a fan sends.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{KeywordRuleId, MerchantId},
    values::Timestamp,
};

/// How the pattern is held against the text.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    EnumIter,
    DeriveActiveEnum,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 完全匹配
    Exact,
    /// 开头匹配
    Prefix,
    /// 包含
    Contains,
    /// 正则
    Regex,
    /// 关注时
    Followed,
    /// 其他消息
    Otherwise,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "keyword_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: KeywordRuleId,
    pub merchant_id: MerchantId,
    pub appid: String,
    pub kind: Kind,
    /// Empty for rules that match no text.
    pub pattern: String,
    /// Higher is asked first.
    pub priority: i32,
    pub enabled: bool,
    /// JSON: a text or a cover.
    pub reply: String,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
