//! A new phone that a member asked for without proof of the old one: it waits.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MemberId, MerchantId, PhoneChangeId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "phone_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PhoneChangeId,
    pub merchant_id: MerchantId,
    pub member_id: MemberId,
    pub phone_sealed: Vec<u8>,
    pub phone_index: Vec<u8>,
    pub asked_at: Timestamp,
    pub effective_at: Timestamp,
    /// Done, called off, or impossible by then.
    pub closed_at: Option<Timestamp>,
    /// The member, while it is open; unique, so that one waits at most.
    pub open_of: Option<MemberId>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
