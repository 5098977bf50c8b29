//! A return, whole or in part.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, OperatorId, RefundId, SaleId, StoreId, TerminalId},
    values::{Fen, Timestamp},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refund")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RefundId,
    pub merchant_id: MerchantId,
    pub sale_id: SaleId,
    /// The till's own number, unique in the merchant for ever.
    pub refund_no: String,
    pub store_id: StoreId,
    pub terminal_id: TerminalId,
    pub operator_id: OperatorId,
    pub amount: Fen,
    /// JSON: lines, tenders, what was clawed back and why.
    pub detail: String,
    pub reason: String,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
