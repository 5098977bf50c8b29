//! A merchant's settings of one kind, in all their versions: what was quoted can be explained by what
//! held then.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, OperatorId, StoreId},
    values::Timestamp,
};

/// What it sets.
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
    Points,
    Redeem,
    Level,
    StoredValue,
    /// What wants two of the staff.
    Approval,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "program")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub merchant_id: MerchantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Kind,
    /// 1, 2, 3 …, headquarters' and stores' together; of each the last one holds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// JSON.
    pub terms: String,
    pub made_by: Option<OperatorId>,
    pub created_at: Timestamp,
    /// The store whose own copy it is; none for what headquarters holds.
    pub store_id: Option<StoreId>,
    /// Since when the store has no own copy any more.
    pub ended_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
