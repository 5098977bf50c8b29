//! What was sold, a line each.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CategoryId, GoodsId, MerchantId, SaleId},
    values::Fen,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sale_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sale_id: SaleId,
    /// 1, 2, 3 …
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i32,
    pub merchant_id: MerchantId,
    /// None for what has no code (无码商品).
    pub goods_id: Option<GoodsId>,
    pub category_id: Option<CategoryId>,
    pub name: String,
    /// In 1/1000 pieces.
    pub quantity: i64,
    /// In 1/1000 pieces, never above `quantity`.
    pub returned: i64,
    /// Of the whole line, before anything was taken off.
    pub list: Fen,
    /// Of the whole line, after everything was.
    pub paid: Fen,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
