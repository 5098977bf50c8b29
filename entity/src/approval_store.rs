//! A shop whose members a request is about: whoever decides on it decides there, too.
use sea_orm::entity::prelude::*;

use crate::ids::{ApprovalId, StoreId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approval_store")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub approval_id: ApprovalId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub store_id: StoreId,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
