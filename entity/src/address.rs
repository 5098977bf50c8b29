//! Where a member has things sent.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{AddressId, MemberId, MerchantId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "address")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AddressId,
    pub merchant_id: MerchantId,
    pub member_id: MemberId,
    pub name_sealed: Vec<u8>,
    pub phone_sealed: Vec<u8>,
    /// Province, city and district, with a space between them.
    pub region: String,
    /// Street, house, door.
    pub detail_sealed: Vec<u8>,
    pub postal_code: Option<String>,
    /// The member whose default address this is; unique, so there is one at most.
    pub default_of: Option<MemberId>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
