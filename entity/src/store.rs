//! A shop of a merchant.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, StoreId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "store")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StoreId,
    pub merchant_id: MerchantId,
    pub name: String,
    pub address: String,
    /// In millionths of a degree, GCJ-02, as WeChat's maps have it.
    pub latitude: Option<i32>,
    pub longitude: Option<i32>,
    pub phone: Option<String>,
    /// For good.
    pub closed_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
