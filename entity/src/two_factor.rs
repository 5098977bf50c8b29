//! A second factor: a secret that somebody's phone makes six digits of, every half-minute.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, OperatorId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "two_factor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub operator_id: OperatorId,
    pub merchant_id: MerchantId,
    pub secret_sealed: Vec<u8>,
    /// The half-minute since 1970 whose digits were honoured last; none after it was, none before
    /// it will be.
    pub last_step: i64,
    /// None until the first digits have shown that the phone has it.
    pub enrolled_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
