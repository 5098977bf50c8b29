//! Two members who were one person: what the first had is the second's. One row for each that ended.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MemberId, MerchantId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_merge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_member: MemberId,
    pub merchant_id: MerchantId,
    pub into_member: MemberId,
    /// Operator or member who saw to it.
    pub actor: String,
    pub reason: String,
    /// How many of them changed hands.
    pub cards: i32,
    pub coupons: i32,
    pub merged_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
