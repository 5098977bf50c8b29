//! A signed request that was taken.
use sea_orm::entity::prelude::*;

use crate::{ids::TerminalKeyId, values::Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "terminal_nonce")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_id: TerminalKeyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub nonce: String,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
