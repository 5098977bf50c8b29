//! 商品
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CategoryId, GoodsId, MerchantId},
    values::{Fen, Timestamp},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goods")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GoodsId,
    pub merchant_id: MerchantId,
    pub category_id: CategoryId,
    /// Barcode or the shop's own code, unique in the merchant.
    pub code: String,
    pub name: String,
    /// 件, 罐, 千克
    pub unit: String,
    /// 零售价, of one unit.
    pub price: Fen,
    /// 会员价
    pub member_price: Option<Fen>,
    /// 促销价
    pub promotion_price: Option<Fen>,
    pub off_sale_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
