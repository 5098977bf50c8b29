//! Money that a member paid in.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CardId, MemberId, MerchantId, OperatorId, RechargeRuleId, StoreId, TerminalId, TopUpId},
    sale_tender::Kind,
    values::{Fen, Timestamp},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "top_up")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TopUpId,
    pub merchant_id: MerchantId,
    pub store_id: StoreId,
    pub terminal_id: TerminalId,
    pub operator_id: OperatorId,
    /// The till's own number, unique in the merchant for ever.
    pub order_no: String,
    pub card_id: CardId,
    pub member_id: MemberId,
    pub rule_id: Option<RechargeRuleId>,
    pub principal: Fen,
    pub gift: Fen,
    /// How it was paid; not by stored value.
    pub tender: Kind,
    /// JSON: what else was given.
    pub gifts: String,
    /// Who allowed a gift that no rule gives (RCH-08).
    pub approved_by: Option<OperatorId>,
    /// Never above `principal`.
    pub refunded: Fen,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
