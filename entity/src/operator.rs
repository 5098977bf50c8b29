//! Staff: who signs in at a till or in the back office.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, OperatorId, StoreId},
    values::Timestamp,
};

/// What they may do.
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
pub enum Role {
    /// 老板: everything
    Owner,
    /// 店长: a store
    Manager,
    /// 收银员: a till
    Clerk,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OperatorId,
    pub merchant_id: MerchantId,
    /// Where they work; none for headquarters.
    pub store_id: Option<StoreId>,
    /// Unique in the whole installation.
    pub login: String,
    pub name: String,
    /// PHC string, argon2id.
    pub password_hash: String,
    pub role: Role,
    pub disabled_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
