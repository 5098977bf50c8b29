//! One person as one WeChat account knows them. A fan is one without a member.
//!
//! The id is computed from appid and openid, so that one openid has one row whoever is first.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{IdentityId, MemberId, MerchantId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IdentityId,
    pub merchant_id: MerchantId,
    pub appid: String,
    pub openid: String,
    /// The same in every account of one open-platform account.
    pub unionid: Option<String>,
    /// Set once, by registering or binding.
    pub member_id: Option<MemberId>,
    pub nickname: Option<String>,
    pub avatar: Option<String>,
    /// While they follow the account.
    pub followed_at: Option<Timestamp>,
    /// When WeChat made the last follow or unfollow that was heeded; an older one comes too late.
    pub follow_told_at: Option<Timestamp>,
    /// Their WeChat account was closed.
    pub closed_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
