//! Points that a sale earned and that come into their own later (待生效积分). Until then they are on
//! the card's `held` book.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CardId, MerchantId, SaleId},
    values::{Points, Timestamp},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pending_points")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sale_id: SaleId,
    pub merchant_id: MerchantId,
    pub card_id: CardId,
    /// What is still to come: a return takes from it first.
    pub amount: Points,
    pub due_at: Timestamp,
    pub granted_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
