//! Part of a balance that came together and goes together: a top-up's principal, its gift, points
//! that expire on one day.
use sea_orm::entity::prelude::*;

use crate::{
    account::Asset,
    ids::{CardId, LotId, MerchantId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LotId,
    pub merchant_id: MerchantId,
    pub card_id: CardId,
    pub asset: Asset,
    /// What opened it: a top-up, so that principal and gift of one are found together; nil where lots are
    /// kept by expiry alone.
    pub source: Uuid,
    /// All that was ever put in, in the asset's unit.
    pub opened: i64,
    /// From 0 to `opened`.
    pub remaining: i64,
    /// Not to be spent from this moment on; principal never expires.
    pub expires_at: Option<Timestamp>,
    pub opened_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
