//! The tenant: a shop or a chain, its settings, and the sealed key to its secrets.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{LevelId, MerchantId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "merchant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MerchantId,
    /// Its name in addresses and on the command line.
    pub slug: String,
    pub name: String,
    /// JSON: the colours of its member card.
    pub theme: String,
    /// The key to everything secret of this merchant, sealed under the master key.
    pub sealed_key: Vec<u8>,
    /// Two digits that every member code begins with.
    pub code_prefix: String,
    /// 会员手机号不能重复.
    pub phone_unique: bool,
    /// What a member who registers in WeChat is given.
    pub default_level_wechat: LevelId,
    /// What a member who is registered at a till is given.
    pub default_level_till: LevelId,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
