//! What the office and the till see of goods.
use entity::{
    category, goods,
    ids::{CategoryId, GoodsId},
    values::Fen,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Serialize, Deserialize, ToSchema)]
pub struct CategoryView {
    pub id: CategoryId,
    pub code: String,
    pub name: String,
}

impl From<category::Model> for CategoryView {
    fn from(category: category::Model) -> Self {
        Self { id: category.id, code: category.code, name: category.name }
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct GoodsView {
    pub id: GoodsId,
    pub category: CategoryId,
    /// Barcode or the shop's own code.
    pub code: String,
    pub name: String,
    /// 件, 罐, 千克
    pub unit: String,
    /// 零售价, of one unit.
    pub price: Fen,
    /// `¥298.00`
    pub price_text: String,
    /// 会员价
    pub member_price: Option<Fen>,
    /// 促销价
    pub promotion_price: Option<Fen>,
    pub on_sale: bool,
}

impl From<goods::Model> for GoodsView {
    fn from(goods: goods::Model) -> Self {
        Self {
            id: goods.id,
            category: goods.category_id,
            code: goods.code,
            name: goods.name,
            unit: goods.unit,
            price: goods.price,
            price_text: goods.price.exact(),
            member_price: goods.member_price,
            promotion_price: goods.promotion_price,
            on_sale: goods.off_sale_at.is_none(),
        }
    }
}
