//! Rows of those who leave, and of WeChat accounts that were closed.
use entity::{
    identity::{self, Column as Identity},
    ids::{IdentityId, MemberId, MerchantId},
    member,
    values::Timestamp,
};
use sea_orm::{ActiveValue::Set, ExprTrait, entity::prelude::*};

use crate::{app::Tx, error::Result};

/// What is left of a member who leaves.
pub struct Left {
    /// Another number than they were known by.
    pub number: String,
    /// Nobody's.
    pub phone_index: Vec<u8>,
    pub at: Timestamp,
}

pub fn left(left: Left) -> member::ActiveModel {
    member::ActiveModel {
        number: Set(left.number),
        nickname: Set("已退出的会员".to_owned()),
        name: Set(None),
        phone_sealed: Set(vec![]),
        phone_tail: Set(Some(left.phone_index.clone())),
        phone_index: Set(left.phone_index),
        phone_unique: Set(None),
        unionid: Set(None),
        id_number_sealed: Set(None),
        consent: Set(None),
        birthday: Set(None),
        job: Set(None),
        fax: Set(None),
        website: Set(None),
        title: Set(None),
        language: Set(None),
        remark: Set(None),
        email_sealed: Set(None),
        phone_proven_at: Set(None),
        money_held_until: Set(None),
        left_at: Set(Some(left.at)),
        ..Default::default()
    }
}

pub async fn delete_identities(tx: &Tx, merchant: MerchantId, member: MemberId) -> Result<()> {
    let theirs = identity::Entity::delete_many()
        .filter(Identity::MerchantId.eq(merchant))
        .filter(Identity::MemberId.eq(member));
    theirs.exec(tx).await?;
    Ok(())
}

pub fn closed(at: Timestamp) -> identity::ActiveModel {
    identity::ActiveModel {
        closed_at: Set(Some(at)),
        member_id: Set(None),
        unionid: Set(None),
        nickname: Set(None),
        avatar: Set(None),
        followed_at: Set(None),
        ..Default::default()
    }
}

/// Follow or unfollow, unless WeChat told of something later already.
pub async fn follow(
    tx: &Tx,
    merchant: MerchantId,
    id: IdentityId,
    (since, told_at): (Option<Timestamp>, Timestamp),
) -> Result<()> {
    let not_later = Identity::FollowToldAt.is_null().or(Identity::FollowToldAt.lte(told_at));
    identity::Entity::update_many()
        .col_expr(Identity::FollowedAt, Expr::value(since.map(|since| since.0)))
        .col_expr(Identity::FollowToldAt, Expr::value(told_at.0))
        .filter(Identity::MerchantId.eq(merchant))
        .filter(Identity::Id.eq(id))
        .filter(Identity::ClosedAt.is_null())
        .filter(not_later)
        .exec(tx)
        .await?;
    Ok(())
}

/// This WeChat person's account is gone: another may take its place.
pub async fn forget_unionid(tx: &Tx, merchant: MerchantId, id: MemberId) -> Result<()> {
    let nobody = member::ActiveModel { unionid: Set(None), ..Default::default() };
    super::change::set(tx, merchant, id, nobody).await
}
