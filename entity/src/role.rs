//! What somebody of the staff may do, by a name.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, RoleId},
    values::Timestamp,
};

/// Roles that every merchant has from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
pub enum System {
    /// 老板: everything, in all shops, whatever the row says
    Owner,
    /// 店长
    Manager,
    /// 收银员
    Clerk,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoleId,
    pub merchant_id: MerchantId,
    /// One of each a merchant; none of a role that somebody made.
    pub system: Option<System>,
    pub name: String,
    /// JSON: a list of rights' keys.
    pub rights: String,
    pub created_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
