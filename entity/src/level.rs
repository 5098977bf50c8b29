//! 等级, which the back office also calls 会员类型.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{LevelId, MerchantId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "level")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LevelId,
    pub merchant_id: MerchantId,
    pub code: String,
    pub name: String,
    /// 1-系统设置: cannot be deleted.
    pub system: bool,
    /// Its step on the ladder; none for levels no rule moves.
    pub rank: Option<i32>,
    pub description: String,
    /// 权益说明, shown to members.
    pub benefits: String,
    /// JSON: discount, thresholds, validity, reward. The house's defaults, if empty.
    pub terms: Option<String>,
    /// What its code was, before it was deleted.
    pub code_was: Option<String>,
    pub deleted_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
