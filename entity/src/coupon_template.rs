//! What coupons are made from.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CouponTemplateId, MerchantId, StoreId},
    values::{Fen, Timestamp},
};

/// What it gives.
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
    /// 折扣券
    Discount,
    /// 现金券
    Cash,
    /// 实物券
    Goods,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coupon_template")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CouponTemplateId,
    pub merchant_id: MerchantId,
    /// Only there; none for every store.
    pub store_id: Option<StoreId>,
    pub kind: Kind,
    pub title: String,
    /// Cash: fen. Discount: what is paid, in 1/10,000. Goods: pieces.
    pub worth: i64,
    /// Smallest bill it is good for.
    pub threshold: Fen,
    pub total: i32,
    /// Never above `total`: the claim counts and checks in one statement.
    pub claimed: i32,
    pub per_member: i32,
    pub opens_at: Timestamp,
    /// No claim from this moment on.
    pub closes_at: Timestamp,
    /// Withdrawn: when it would have closed.
    pub closes_was: Option<Timestamp>,
    /// Of each coupon.
    pub valid_until: Timestamp,
    /// Whether members find it in the coupon centre; the others are sent, given or printed.
    pub listed: bool,
    /// JSON: what it is good for, and whether a return gives it back. The house's defaults, if empty.
    pub terms: Option<String>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
