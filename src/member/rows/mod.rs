//! Rows of members and of their identities in WeChat.
pub mod change;
pub mod consent;
pub mod gone;
pub mod imported;
pub mod many;
pub mod note;
pub mod picture;
pub mod selves;
pub mod tag;
pub mod tail;

use entity::{
    avatar, identity,
    ids::{IdentityId, MemberId, MerchantId},
    member::{ActiveModel, Column, Entity, Model},
    values::{Phone, Timestamp},
};
use identity::Column as Identity;
use sea_orm::{
    ActiveValue::Set, IntoActiveModel, QuerySelect, entity::prelude::*, sea_query::Query,
};

use super::{MemberRefusal, rules};
use crate::{
    app::Tx,
    engine::{insert_if_absent, violates},
    error::{Error, Result, exactly_one},
    jobs::Given,
    seal::Keys,
};

/// What a phone is found by.
pub fn phone_index(keys: &Keys, phone: &Phone) -> Vec<u8> {
    keys.index("phone", phone.reveal())
}

/// What a phone's last four digits are found by.
pub fn phone_tail(keys: &Keys, phone: &Phone) -> Vec<u8> {
    tail_index(keys, &phone.reveal()[7..])
}

/// The same, of four digits that somebody typed.
pub fn tail_index(keys: &Keys, digits: &str) -> Vec<u8> {
    keys.index("phone.tail", digits)
}

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: MemberId,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// When they chose the picture they have, if they chose one.
pub async fn pictured_at(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: MemberId,
) -> Result<Option<Timestamp>> {
    let found = avatar::Entity::find_by_id(id)
        .select_only()
        .column(avatar::Column::UpdatedAt)
        .filter(avatar::Column::MerchantId.eq(merchant));
    Ok(found.into_tuple().one(db).await?)
}

pub async fn lock(tx: &Tx, merchant: MerchantId, id: MemberId) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.lock_exclusive().one(tx).await?)
}

/// As [`lock`], for whoever writes onto a member: who left, or is another by now, is nobody.
pub async fn lock_living(tx: &Tx, merchant: MerchantId, id: MemberId) -> Result<Model> {
    let living = lock(tx, merchant, id).await?.filter(rules::living);
    Ok(living.ok_or(MemberRefusal::NoSuchMember)?)
}

/// As [`find`], and they stay who they are until the transaction ends.
pub async fn hold(tx: &Tx, merchant: MerchantId, id: MemberId) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.lock_shared().one(tx).await?)
}

/// One at the most while phones may not repeat.
pub async fn by_phone(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    phone_index: &[u8],
) -> Result<Vec<Model>> {
    let found = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::PhoneIndex.eq(phone_index))
        .filter(Column::MergedInto.is_null());
    Ok(found.all(db).await?)
}

/// Whose 会员编号 it is, or who that member is now.
pub async fn by_number(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    number: &str,
) -> Result<Option<Model>> {
    let found =
        Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::Number.eq(number));
    let mut found = found.one(db).await?;
    while let Some(next) = found.as_ref().and_then(|member| member.merged_into) {
        found = find(db, merchant, next).await?;
    }
    Ok(found)
}

pub async fn by_unionid(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    unionid: &str,
) -> Result<Option<Model>> {
    let found =
        Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::Unionid.eq(unionid));
    Ok(found.one(db).await?)
}

/// The database has the last word on what may not repeat.
pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    let inserted = Entity::insert(row.into_active_model()).exec_without_returning(tx).await;
    inserted.map(drop).map_err(|fault| {
        if violates(&fault, "phone_unique") || violates(&fault, "member_phone_once") {
            MemberRefusal::PhoneTaken.into()
        } else if violates(&fault, "unionid") {
            MemberRefusal::AlreadyMember.into()
        } else {
            Error::from(fault)
        }
    })
}

/// This WeChat person is this member, unless the member is somebody already.
pub async fn set_unionid(
    tx: &Tx,
    merchant: MerchantId,
    id: MemberId,
    unionid: &str,
) -> Result<bool> {
    let set = Entity::update_many()
        .col_expr(Column::Unionid, Expr::value(unionid))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .filter(Column::Unionid.is_null())
        .filter(Column::MergedInto.is_null())
        .exec(tx)
        .await;
    match set {
        Ok(done) => Ok(done.rows_affected == 1),
        Err(fault) if violates(&fault, "unionid") => Err(MemberRefusal::AlreadyMember.into()),
        Err(fault) => Err(fault.into()),
    }
}

/// Turn 会员手机号不能重复 on or off for all members at once.
pub async fn set_phone_unique(tx: &Tx, merchant: MerchantId, on: bool) -> Result<()> {
    let value = if on { Expr::col(Column::PhoneIndex) } else { Expr::value(None::<Vec<u8>>) };
    let set = Entity::update_many()
        .col_expr(Column::PhoneUnique, value)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MergedInto.is_null())
        .exec(tx)
        .await;
    match set {
        Ok(_) => Ok(()),
        Err(fault) if violates(&fault, "phone_unique") || violates(&fault, "member_phone_once") => {
            Err(MemberRefusal::PhonesRepeat.into())
        }
        Err(fault) => Err(fault.into()),
    }
}

pub async fn identity(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: IdentityId,
) -> Result<Option<identity::Model>> {
    let found = identity::Entity::find_by_id(id).filter(Identity::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// Insert an identity unless it is there.
pub async fn keep_identity(tx: &Tx, row: identity::Model) -> Result<()> {
    insert_if_absent(tx, row.into_active_model().reset_all()).await?;
    Ok(())
}

pub async fn set_identity(
    tx: &Tx,
    merchant: MerchantId,
    id: IdentityId,
    change: identity::ActiveModel,
) -> Result<()> {
    identity::Entity::update_many()
        .set(change)
        .filter(Identity::MerchantId.eq(merchant))
        .filter(Identity::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub fn unionid(unionid: &str) -> identity::ActiveModel {
    identity::ActiveModel { unionid: Set(Some(unionid.to_owned())), ..Default::default() }
}

pub fn profile(nickname: String, avatar: String) -> identity::ActiveModel {
    identity::ActiveModel {
        nickname: Set(Some(nickname)),
        avatar: Set(Some(avatar)),
        ..Default::default()
    }
}

/// Whether anybody is known by this account.
pub async fn came_by(db: &impl ConnectionTrait, merchant: MerchantId, appid: &str) -> Result<bool> {
    let known = identity::Entity::find()
        .filter(Identity::MerchantId.eq(merchant))
        .filter(Identity::Appid.eq(appid));
    Ok(known.limit(1).one(db).await?.is_some())
}

/// Openids by which a member follows an account.
pub async fn followers(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    member: MemberId,
    appid: &str,
) -> Result<Vec<String>> {
    let following = identity::Entity::find()
        .filter(Identity::MerchantId.eq(merchant))
        .filter(Identity::MemberId.eq(member))
        .filter(Identity::Appid.eq(appid))
        .filter(Identity::FollowedAt.is_not_null());
    Ok(following.all(db).await?.into_iter().map(|person| person.openid).collect())
}

/// Whether a member follows an account at all, as a condition of a [job](crate::jobs::enqueue_if).
pub fn follows(merchant: MerchantId, member: MemberId) -> Given {
    Query::select()
        .from(identity::Entity)
        .and_where(Identity::MerchantId.eq(merchant))
        .and_where(Identity::MemberId.eq(member))
        .and_where(Identity::FollowedAt.is_not_null())
        .take()
}

/// Give an identity to a member; true unless it already has one. Whoever comes second waits here.
pub async fn claim_identity(
    tx: &Tx,
    merchant: MerchantId,
    id: IdentityId,
    member: MemberId,
) -> Result<bool> {
    let claimed = identity::Entity::update_many()
        .col_expr(Identity::MemberId, Expr::value(member.0))
        .filter(Identity::MerchantId.eq(merchant))
        .filter(Identity::Id.eq(id))
        .filter(Identity::MemberId.is_null())
        .filter(Identity::ClosedAt.is_null())
        .exec(tx)
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// All that WeChat knows of one person is one member's.
pub async fn claim_by_unionid(
    tx: &Tx,
    merchant: MerchantId,
    unionid: &str,
    member: MemberId,
) -> Result<()> {
    identity::Entity::update_many()
        .col_expr(Identity::MemberId, Expr::value(member.0))
        .filter(Identity::MerchantId.eq(merchant))
        .filter(Identity::Unionid.eq(unionid))
        .filter(Identity::MemberId.is_null())
        .filter(Identity::ClosedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether somebody else's openid of this account already is this member.
pub async fn bound_in(
    tx: &Tx,
    merchant: MerchantId,
    member: MemberId,
    appid: &str,
    except: IdentityId,
) -> Result<bool> {
    let other = identity::Entity::find()
        .filter(Identity::MerchantId.eq(merchant))
        .filter(Identity::MemberId.eq(member))
        .filter(Identity::Appid.eq(appid))
        .filter(Identity::Id.ne(except));
    Ok(other.one(tx).await?.is_some())
}

/// By which WeChat accounts a member is known.
pub async fn identities(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    member: MemberId,
) -> Result<Vec<identity::Model>> {
    let known = identity::Entity::find()
        .filter(Identity::MerchantId.eq(merchant))
        .filter(Identity::MemberId.eq(member));
    Ok(known.all(db).await?)
}

pub async fn hand_identities(tx: &Tx, from: &Model, into: MemberId) -> Result<()> {
    identity::Entity::update_many()
        .col_expr(Identity::MemberId, Expr::value(into.0))
        .filter(Identity::MerchantId.eq(from.merchant_id))
        .filter(Identity::MemberId.eq(from.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// They are another now: what is unique is free for that one, or for anybody.
pub async fn end(tx: &Tx, member: &Model, into: MemberId) -> Result<()> {
    let done = Entity::update_many()
        .set(ActiveModel {
            phone_unique: Set(None),
            unionid: Set(None),
            merged_into: Set(Some(into)),
            ..Default::default()
        })
        .filter(Column::MerchantId.eq(member.merchant_id))
        .filter(Column::Id.eq(member.id))
        .filter(Column::MergedInto.is_null())
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// Write what a member has of the one who became them.
pub async fn inherit(tx: &Tx, member: &Model) -> Result<()> {
    let done = Entity::update_many()
        .set(ActiveModel {
            unionid: Set(member.unionid.clone()),
            store_id: Set(member.store_id),
            money_held_until: Set(member.money_held_until),
            ..Default::default()
        })
        .filter(Column::MerchantId.eq(member.merchant_id))
        .filter(Column::Id.eq(member.id))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}
