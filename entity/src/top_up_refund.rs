//! Money paid in that was given back: the arithmetic, with what it was made from.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, OperatorId, StoreId, TerminalId, TopUpId, TopUpRefundId},
    values::{Fen, Timestamp},
};

/// On what ground it is given back.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 七日内无理由
    CoolingOff,
    /// 商家原因
    MerchantCause,
    /// 消费者原因
    ConsumerCause,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "top_up_refund")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TopUpRefundId,
    pub merchant_id: MerchantId,
    pub top_up_id: TopUpId,
    /// The till's own number, unique in the merchant for ever.
    pub refund_no: String,
    pub store_id: StoreId,
    pub terminal_id: TerminalId,
    pub operator_id: OperatorId,
    pub mode: Mode,
    pub amount: Fen,
    /// JSON: every input and step, to be shown to the customer.
    pub sheet: String,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
