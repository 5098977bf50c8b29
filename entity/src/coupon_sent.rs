//! One member of a sending: its key is why they are sent one at the most.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CouponId, CouponSendingId, MemberId, MerchantId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coupon_sent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sending_id: CouponSendingId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: MemberId,
    pub merchant_id: MerchantId,
    /// What they got.
    pub coupon_id: Option<CouponId>,
    /// Why they got none, in Chinese.
    pub refused: Option<String>,
    /// None while it waits.
    pub done_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
