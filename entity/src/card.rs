//! The membership card: what has a number, a level, and later points and balances.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CardId, LevelId, MemberId, MerchantId},
    values::Timestamp,
};

/// Whether it may be used.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    EnumIter,
    DeriveActiveEnum,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    /// 挂失
    Lost,
    /// 作废
    Void,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "card")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CardId,
    pub merchant_id: MerchantId,
    pub member_id: MemberId,
    /// 18 digits, printed; it looks a card up and never pays.
    pub number: String,
    /// Random handle below 10⁹ inside member codes, unique in the merchant.
    pub sequence: i64,
    pub level_id: LevelId,
    pub name: String,
    pub status: Status,
    /// The member whose primary card this is; unique, so there is one at most.
    pub primary_of: Option<MemberId>,
    /// When its level began, and the first moment after the level's validity, if it has one.
    pub level_since: Timestamp,
    pub level_until: Option<Timestamp>,
    /// 次日生效: another level that is certain already, and from when.
    pub next_level_id: Option<LevelId>,
    pub next_level_at: Option<Timestamp>,
    /// 关联卡号: another system's number of the same card.
    pub linked_number: Option<String>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
