//! Things promised for later.
use sea_orm::entity::prelude::*;

use crate::{ids::JobId, values::Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    pub name: String,
    /// JSON.
    pub payload: String,
    /// Not before this; while it runs, the end of its lease.
    pub due_at: Timestamp,
    pub attempts: i32,
    /// Given up: it stays to be looked at and is not run.
    pub dead: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
