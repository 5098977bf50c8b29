//! Who did what to whom. Appended, never changed.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{AuditId, MerchantId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditId,
    pub merchant_id: MerchantId,
    /// Id of an operator or a member, or `system`.
    pub actor: String,
    pub action: String,
    /// Id of what it was done to.
    pub subject: String,
    /// JSON: what changed. Never a secret or a whole phone number.
    pub detail: String,
    pub at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
