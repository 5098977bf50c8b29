//! What a proof of the books found.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, ProofId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proof")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProofId,
    pub merchant_id: MerchantId,
    pub green: bool,
    /// JSON: every invariant with its sums, and the first bad entry.
    pub report: String,
    pub took_ms: i64,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
