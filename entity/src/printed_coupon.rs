//! A coupon on paper: nobody's until its number is typed or scanned.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CouponId, CouponTemplateId, MerchantId, PrintedCouponId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "printed_coupon")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PrintedCouponId,
    pub merchant_id: MerchantId,
    pub template_id: CouponTemplateId,
    /// Keyed hash of the number, which is printed and kept nowhere.
    pub number_hash: Vec<u8>,
    /// What it became.
    pub coupon_id: Option<CouponId>,
    pub activated_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
