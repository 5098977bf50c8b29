//! One line of a journal. Appended, never changed.
use sea_orm::entity::prelude::*;

use crate::{
    account::{Asset, Book},
    ids::{AccountId, CardId, JournalId, MerchantId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub journal_id: JournalId,
    /// 1, 2, 3 … in its journal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i32,
    pub merchant_id: MerchantId,
    pub book: Book,
    pub asset: Asset,
    pub item: Uuid,
    /// A card's account; none on the merchant's side.
    pub account_id: Option<AccountId>,
    pub card_id: Option<CardId>,
    /// In the asset's unit; a journal's add up to nothing for each asset and item.
    pub amount: i64,
    /// 1, 2, 3 … in its account, unique there: two that both believed the same balance collide.
    pub seq: Option<i64>,
    pub balance_after: Option<i64>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
