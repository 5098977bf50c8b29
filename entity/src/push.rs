//! A push from WeChat that changed something, and what was answered.
use sea_orm::entity::prelude::*;

use crate::values::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "push")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub appid: String,
    /// MsgId, or a digest of the event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub identity: String,
    /// Sent again when WeChat asks again.
    pub reply: String,
    pub received_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
