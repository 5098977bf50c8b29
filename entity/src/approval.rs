//! Something that one of the staff wants done and another has to allow.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{ApprovalId, MerchantId, OperatorId},
    values::Timestamp,
};

/// What became of it. That one is expired is asked of the clock and never written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
pub enum State {
    Waiting,
    Approved,
    Refused,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approval")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApprovalId,
    pub merchant_id: MerchantId,
    /// What sort of deed.
    pub kind: String,
    /// JSON: all that the deed needs.
    pub deed: String,
    /// The deed as the one who allows it reads it.
    pub what: String,
    pub reason: String,
    pub maker: OperatorId,
    pub made_at: Timestamp,
    pub expires_at: Timestamp,
    pub state: State,
    pub checker: Option<OperatorId>,
    pub decided_at: Option<Timestamp>,
    pub refused_because: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
