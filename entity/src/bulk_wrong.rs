//! A row of a file that was not taken, and why.
use sea_orm::entity::prelude::*;

use crate::ids::{ImportId, MerchantId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_wrong")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: ImportId,
    /// As the sheet numbers its rows: the first below the head is 2.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_no: i32,
    pub merchant_id: MerchantId,
    /// 会员编号 as it was typed.
    pub number: String,
    pub code: String,
    /// For people, in Chinese.
    pub problem: String,
    /// JSON, sealed: the row's cells.
    pub cells_sealed: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
