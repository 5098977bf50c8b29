//! Staff: who signs in at a till or in the back office.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, OperatorId, RoleId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OperatorId,
    pub merchant_id: MerchantId,
    /// Unique in the whole installation.
    pub login: String,
    pub name: String,
    /// 工号: 4 to 8 digits, unique in the merchant.
    pub number: String,
    /// PHC string, argon2id; empty until they have taken up their invitation.
    pub password_hash: String,
    pub role_id: RoleId,
    /// In the whole chain; else where [`crate::operator_store`] says, which may be nowhere.
    pub everywhere: bool,
    pub disabled_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
