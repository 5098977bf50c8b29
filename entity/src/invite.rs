//! A link by which somebody of the staff chooses their first password, or a new one.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, OperatorId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invite")]
pub struct Model {
    /// One invitation each: a new one takes the place of the old.
    #[sea_orm(primary_key, auto_increment = false)]
    pub operator_id: OperatorId,
    pub merchant_id: MerchantId,
    /// SHA-256 of the token in the link.
    pub token_hash: Vec<u8>,
    pub expires_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
