//! Somebody signed in somewhere.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, SessionId, TerminalId},
    values::Timestamp,
};

/// Which door it opens.
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
pub enum Kind {
    Member,
    Till,
    Office,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    pub merchant_id: MerchantId,
    pub kind: Kind,
    /// An identity for members, an operator for staff.
    pub subject: Uuid,
    pub terminal_id: Option<TerminalId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// When it was last used, to the minute; of staff.
    pub seen_at: Option<Timestamp>,
    /// From where it was last used; of staff.
    pub address: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
