//! A till's key to the signed API.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, OperatorId, TerminalId, TerminalKeyId},
    values::{Fen, Timestamp},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "terminal_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TerminalKeyId,
    pub merchant_id: MerchantId,
    pub terminal_id: TerminalId,
    /// Whom it acts as.
    pub operator_id: OperatorId,
    pub secret_sealed: Vec<u8>,
    /// Comma-separated: what it may do.
    pub scopes: String,
    /// Comma-separated; anywhere, if empty.
    pub addresses: String,
    /// Most that one request may move.
    pub cap: Fen,
    /// Most that one day may move.
    pub daily_cap: Fen,
    pub revoked_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
