//! Members that came in as a file.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{ImportId, MerchantId, OperatorId},
    values::Timestamp,
};

/// Where it is in its life.
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
    /// A part of the rows is in; the same file, sent again, goes on.
    Running,
    /// 试运行: nothing was written.
    Checked,
    Done,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportId,
    pub merchant_id: MerchantId,
    pub operator_id: OperatorId,
    pub state: State,
    pub dry_run: bool,
    pub file_name: String,
    /// Keyed hash of the file and of what its rows bring: which one goes on.
    pub fingerprint: Vec<u8>,
    /// Whoever sent it worked in all shops; else in those of `bulk_import_store`.
    pub everywhere: bool,
    /// JSON: the head of the sheet as it was.
    pub columns: String,
    pub rows_total: i32,
    pub rows_done: i32,
    pub wrong: i32,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
