//! What a day came to, in one store: written once, when the day is over.
use sea_orm::entity::prelude::*;

use crate::{ids::MerchantId, values::Timestamp};

/// What is counted, or added up.
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
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// 新增会员
    MembersNew,
    /// 销售笔数
    SalesCount,
    /// 销售额, in fen.
    SalesAmount,
    /// 退货金额, in fen.
    RefundAmount,
    /// 充值本金, in fen.
    TopUpPrincipal,
    /// 充值赠送, in fen.
    TopUpGift,
    /// 发放积分, in 1/10,000.
    PointsIssued,
    /// 消耗积分, in 1/10,000.
    PointsSpent,
    /// 领取优惠券
    CouponsClaimed,
    /// 核销优惠券
    CouponsUsed,
    /// By how much all cards' principal rose, in fen; below nothing: fell.
    PrincipalNet,
    /// The same of gifts, in fen.
    GiftNet,
    /// The same of points, in 1/10,000.
    PointsNet,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "day_figure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub merchant_id: MerchantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub metric: Metric,
    /// Its first moment, in China.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Timestamp,
    /// Nil for what happened in no store.
    #[sea_orm(primary_key, auto_increment = false)]
    pub store_id: Uuid,
    /// In the metric's unit, and not nothing.
    pub value: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
