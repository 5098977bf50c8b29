//! 充值规则: what a top-up gives on top.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, RechargeRuleId},
    values::{Fen, Timestamp},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recharge_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RechargeRuleId,
    pub merchant_id: MerchantId,
    /// 卡名称
    pub name: String,
    /// What is paid in.
    pub principal: Fen,
    /// JSON: stores, levels, channels, gifts, upgrade, days.
    pub terms: String,
    /// 每个会员仅限使用一次
    pub once_per_member: bool,
    /// At once, if empty.
    pub starts_at: Option<Timestamp>,
    /// Never, if empty.
    pub ends_at: Option<Timestamp>,
    pub withdrawn_at: Option<Timestamp>,
    /// 1, 2, 3 …: how often it was written. What each said is in the log; what it gave, in each top-up.
    pub version: i32,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
