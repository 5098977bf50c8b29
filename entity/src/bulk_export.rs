//! Something that goes out as a file, from the asking to the day it is gone.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{ApprovalId, ExportId, MerchantId, OperatorId},
    values::Timestamp,
};

/// What is in it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum What {
    Members,
    Sales,
    Entries,
    TopUps,
    Coupons,
    Audit,
}

/// Where it is in its life. That its time is over is asked of the clock.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// For another's consent.
    Asked,
    /// For a worker.
    Waiting,
    Running,
    Ready,
    Failed,
}

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
pub enum Failure {
    /// More rows than go into one.
    TooLong,
    /// Whoever asked may not have it any more.
    NotTheirs,
    /// It was not made in time.
    Lost,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_export")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ExportId,
    pub merchant_id: MerchantId,
    /// Who asked, and who alone may take it away.
    pub operator_id: OperatorId,
    pub what: What,
    /// JSON: which rows.
    pub filter: String,
    /// Unmasked.
    pub full_data: bool,
    pub reason: String,
    pub state: State,
    pub rows_done: i64,
    /// Known once they are counted.
    pub rows_total: Option<i64>,
    /// Of the file, in bytes.
    pub size: i64,
    pub failure: Option<Failure>,
    /// What another was asked, of one that is unmasked.
    pub approval_id: Option<ApprovalId>,
    pub allowed_by: Option<OperatorId>,
    pub allowed_at: Option<Timestamp>,
    pub created_at: Timestamp,
    /// The file goes then.
    pub expires_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
