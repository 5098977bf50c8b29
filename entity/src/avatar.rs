//! The picture a member chose for themselves.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MemberId, MerchantId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "avatar")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: MemberId,
    pub merchant_id: MerchantId,
    /// `image/jpeg`, `image/png` or `image/webp`, told from the bytes.
    pub media_type: String,
    pub bytes: Vec<u8>,
    pub updated_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
