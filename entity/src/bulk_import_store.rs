//! A shop that whoever sent a file worked in: who works in all of them may see what came of it.
use sea_orm::entity::prelude::*;

use crate::ids::{ImportId, MerchantId, StoreId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_import_store")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: ImportId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub store_id: StoreId,
    pub merchant_id: MerchantId,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
