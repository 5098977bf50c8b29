//! A shop that somebody of the staff works in.
use sea_orm::entity::prelude::*;

use crate::ids::{OperatorId, StoreId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operator_store")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub operator_id: OperatorId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub store_id: StoreId,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
