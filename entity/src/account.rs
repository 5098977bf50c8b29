//! What one card has of one asset. Its row moves only together with an [`entry`](crate::entry)
//! that says why.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{AccountId, CardId, MerchantId},
    values::Timestamp,
};

/// What can be had. Each knows its unit.
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
pub enum Asset {
    /// 储值本金, in fen: money that was paid in.
    Principal,
    /// 储值赠送, in fen: money that was given on top.
    Gift,
    /// 积分, in 1/10,000.
    Points,
    /// 积分欠账, in 1/10,000: taken back, but spent before that. The next points pay it first.
    PointsDebt,
    /// 成长值, in 1/10,000.
    Growth,
    /// 成长值欠账, in 1/10,000.
    GrowthDebt,
    /// 积点, pieces.
    Stamps,
    /// 通票, pieces.
    Tickets,
    /// 计次, times; its item is the service.
    Counts,
}

/// Whose side an entry is on.
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
pub enum Book {
    /// A card, at its disposal.
    Card,
    /// A card, set aside by a hold.
    Held,
    /// Money that came in, or went back, over the counter.
    Paid,
    /// What members gave for goods.
    Spent,
    /// What the merchant gave: gifts, points, growth.
    Granted,
    /// Expired or cleared.
    Lapsed,
    /// By hand.
    Adjusted,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    pub merchant_id: MerchantId,
    pub card_id: CardId,
    /// `card` or `held`: the other books belong to nobody and keep no balance.
    pub book: Book,
    pub asset: Asset,
    /// Which service, of counts; nil for the rest.
    pub item: Uuid,
    /// In the asset's unit, never below nothing.
    pub balance: i64,
    /// Of its last entry.
    pub seq: i64,
    /// Since a proof found the card's books wrong: nothing moves on it.
    pub frozen_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
