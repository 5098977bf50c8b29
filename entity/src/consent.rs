//! A privacy notice that a member agreed to, and when. Rows are added and never changed.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{ConsentId, MemberId, MerchantId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConsentId,
    pub merchant_id: MerchantId,
    pub member_id: MemberId,
    pub version: String,
    /// Where they agreed: `wechat`, `mini` or `till`.
    pub channel: String,
    pub given_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
