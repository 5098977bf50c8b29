//! A member code that paid: once for each card and half-minute.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CardId, MerchantId, TerminalId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "code_use")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub card_id: CardId,
    /// The half-minute since 1970.
    #[sea_orm(primary_key, auto_increment = false)]
    pub window: i64,
    pub merchant_id: MerchantId,
    pub terminal_id: TerminalId,
    /// The sale, or the hold, that it paid for.
    pub subject: Uuid,
    pub used_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
