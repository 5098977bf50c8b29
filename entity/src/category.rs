//! 商品分类
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CategoryId, MerchantId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "category")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CategoryId,
    pub merchant_id: MerchantId,
    pub code: String,
    pub name: String,
    /// What its code was, before it was deleted.
    pub code_was: Option<String>,
    pub deleted_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
