//! What a journal took from a lot, or put back.
use sea_orm::entity::prelude::*;

use crate::ids::{JournalId, LotId, MerchantId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lot_use")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub journal_id: JournalId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub lot_id: LotId,
    pub merchant_id: MerchantId,
    /// Below nothing: taken.
    pub amount: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
