//! A till.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, StoreId, TerminalId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "terminal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TerminalId,
    pub merchant_id: MerchantId,
    pub store_id: StoreId,
    /// What a clerk types to say which till this is: `T01`.
    pub code: String,
    pub name: String,
    /// After too many bad scans, no scan is read before this.
    pub locked_until: Option<Timestamp>,
    /// For good: nobody is let in at it.
    pub closed_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
