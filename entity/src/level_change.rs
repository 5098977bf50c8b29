//! How a card came to its level, and until when.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CardId, LevelChangeId, LevelId, MerchantId},
    values::Timestamp,
};

/// Why.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The card was made.
    Issued,
    Growth,
    Points,
    Spend,
    Recharge,
    /// 付费升级
    Paid,
    /// 充值会员自动升级
    RechargeRule,
    Manual,
    /// Earned again.
    Renewed,
    /// Not earned again, but they did buy.
    Extended,
    /// One down.
    SteppedDown,
    /// 按自动升级方式重新计算
    Recomputed,
    /// 按指定等级
    Fixed,
    /// 按余额计算
    Balance,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "level_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LevelChangeId,
    pub merchant_id: MerchantId,
    pub card_id: CardId,
    pub from_level: Option<LevelId>,
    pub to_level: LevelId,
    /// May lie ahead: 次日生效.
    pub effective_at: Timestamp,
    /// First moment after its validity.
    pub until_at: Option<Timestamp>,
    pub cause: Cause,
    /// JSON: what was compared with what.
    pub why: String,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
