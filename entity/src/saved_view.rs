//! A filter of a list that somebody of the staff keeps.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, OperatorId, SavedViewId},
    values::Timestamp,
};

/// How the list is laid out.
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
pub enum Shape {
    Grid,
    Table,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_view")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SavedViewId,
    pub merchant_id: MerchantId,
    /// Whose it is.
    pub operator_id: OperatorId,
    /// Which list: `members`.
    pub of: String,
    pub name: String,
    /// JSON object: the list's own parameters.
    pub query: String,
    pub shape: Shape,
    /// Whether all of the staff see it.
    pub shared: bool,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
