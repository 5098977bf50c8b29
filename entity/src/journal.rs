//! One thing that happened to balances, whole: its [entries](crate::entry) add up to nothing.
//! Rows are appended, never changed.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CardId, JournalId, MerchantId, OperatorId, StoreId, TerminalId},
    values::Timestamp,
};

/// What happened.
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
pub enum Kind {
    Settle,
    Refund,
    TopUp,
    TopUpRefund,
    Hold,
    Capture,
    Release,
    /// Lots whose time was over.
    Expire,
    /// 年度清零
    Clear,
    /// Given: pending points that have come due, rewards, shares.
    Grant,
    /// By hand, with a reason.
    Adjust,
    /// Another journal, undone.
    Reverse,
    /// Growth that an upgrade used up.
    LevelReset,
    /// From one card to another: reissue, merge.
    Move,
    /// 积分转储值
    Convert,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JournalId,
    pub merchant_id: MerchantId,
    pub kind: Kind,
    /// `settle/sal_…`, `clear/2027/crd_…`: unique in the merchant for ever, whatever was forgotten of
    /// the request that caused it (E5).
    pub business_key: String,
    /// Whose history shows it.
    pub card_id: CardId,
    /// What caused it: a sale, a refund, a top-up, a hold; the card itself, if nothing else.
    pub subject: Uuid,
    pub store_id: Option<StoreId>,
    pub terminal_id: Option<TerminalId>,
    pub operator_id: Option<OperatorId>,
    /// Unique: nothing is undone twice.
    pub reverses: Option<JournalId>,
    /// For people, in Chinese.
    pub reason: String,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
