//! A sale at a till, from its quote to its receipt.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CardId, CouponId, MemberId, MerchantId, OperatorId, SaleId, StoreId, TerminalId},
    values::{Fen, Points, Timestamp},
};

/// Where it is in its life.
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
pub enum State {
    /// Priced; nothing has moved.
    Quoted,
    /// 挂单
    Held,
    /// Paid.
    Settled,
    /// Given up before it was paid, or its quote ran out.
    Cancelled,
    /// Undone whole on the day it was paid.
    Voided,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sale")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SaleId,
    pub merchant_id: MerchantId,
    pub store_id: StoreId,
    pub terminal_id: TerminalId,
    pub operator_id: OperatorId,
    /// The till's own number, unique in the merchant for ever.
    pub order_no: String,
    pub state: State,
    /// None for a guest.
    pub card_id: Option<CardId>,
    pub member_id: Option<MemberId>,
    /// The half-minute of the member code that named the card; none if a number did.
    pub code_window: Option<i64>,
    pub coupon_id: Option<CouponId>,
    /// SHA-256 of what was shown: the settle must name it (D13).
    pub hash: Vec<u8>,
    /// JSON, as the till sent it.
    pub cart: String,
    /// JSON, every line explained.
    pub priced: String,
    /// Before anything was taken off.
    pub list_total: Fen,
    /// After everything was.
    pub payable: Fen,
    /// As cash.
    pub points_spent: Points,
    /// JSON: the lots they came from, in the order they were spent, so that they go back there.
    pub points_from: Option<String>,
    pub points_earned: Points,
    pub growth_earned: Points,
    pub paid: Fen,
    /// Never above `paid`.
    pub refunded: Fen,
    /// Of the quote.
    pub expires_at: Timestamp,
    pub created_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
