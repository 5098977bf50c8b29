//! A piece of a file that somebody will take away.
use sea_orm::entity::prelude::*;

use crate::ids::{ExportId, MerchantId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_chunk")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub export_id: ExportId,
    /// 0, 1, 2 …
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: i32,
    pub merchant_id: MerchantId,
    /// At most 256 KiB before it was sealed.
    pub sealed: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
