//! What the journals up to a midnight came to, under a key that the database does not have (I11).
//! Rows are appended, never changed.
use sea_orm::entity::prelude::*;

use crate::{ids::MerchantId, values::Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sealed_night")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub merchant_id: MerchantId,
    /// First moment that is not sealed: all journals before it and after the night before are.
    #[sea_orm(primary_key, auto_increment = false)]
    pub until: Timestamp,
    /// Since the night before.
    pub journals: i64,
    /// 32 bytes over these journals, their entries, and the root before.
    pub root: Vec<u8>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
