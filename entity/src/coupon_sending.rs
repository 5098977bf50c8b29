//! Coupons of one template that are sent to many members.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CouponSendingId, CouponTemplateId, MerchantId, OperatorId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coupon_sending")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CouponSendingId,
    pub merchant_id: MerchantId,
    pub template_id: CouponTemplateId,
    pub operator_id: OperatorId,
    /// To how many.
    pub total: i32,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
