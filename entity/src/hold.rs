//! Something set aside, to be captured, released, or given back when its time is over.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CardId, HoldId, JournalId, MerchantId, TerminalId},
    values::Timestamp,
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
    Open,
    Captured,
    Released,
    Expired,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hold")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HoldId,
    pub merchant_id: MerchantId,
    pub card_id: CardId,
    /// What set it aside.
    pub journal_id: JournalId,
    pub terminal_id: Option<TerminalId>,
    /// Stored value, in fen.
    pub amount: i64,
    pub state: State,
    pub expires_at: Timestamp,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
