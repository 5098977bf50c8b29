//! A coupon that a member has claimed.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CouponId, CouponTemplateId, MemberId, MerchantId, SaleId, StoreId},
    values::Timestamp,
};

/// Where it is in its life. Expiry is not a state: it is asked of the clock.
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
pub enum State {
    Usable,
    /// A quote counts on it; free again when the quote runs out.
    Reserved,
    Used,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coupon")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CouponId,
    pub merchant_id: MerchantId,
    pub template_id: CouponTemplateId,
    pub member_id: MemberId,
    /// 1, 2 … among the member's of this template; unique, so that two claims cannot both be the first.
    pub nth: i32,
    pub state: State,
    pub claimed_at: Timestamp,
    pub valid_until: Timestamp,
    /// The sale that counts on it, or used it.
    pub sale_id: Option<SaleId>,
    /// Where that sale is, or was.
    pub sale_store_id: Option<StoreId>,
    pub reserved_until: Option<Timestamp>,
    pub used_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
