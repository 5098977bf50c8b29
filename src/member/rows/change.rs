//! Rows of members who change, and of phones that wait.
use entity::{
    ids::{MemberId, MerchantId, PhoneChangeId},
    member,
    phone_change::{Column, Entity, Model},
    values::Timestamp,
};
use member::Column as Member;
use sea_orm::{ActiveValue::Set, ExprTrait, IntoActiveModel, entity::prelude::*};

use super::super::MemberRefusal;
use crate::{
    app::Tx,
    engine::violates,
    error::{Result, exactly_one},
};

/// Write what is set of a member who is held: another version of them.
pub async fn set(
    tx: &Tx,
    merchant: MerchantId,
    id: MemberId,
    change: member::ActiveModel,
) -> Result<()> {
    let done = member::Entity::update_many()
        .set(change)
        .col_expr(Member::Version, Expr::col(Member::Version).add(1))
        .filter(Member::MerchantId.eq(merchant))
        .filter(Member::Id.eq(id))
        .exec(tx)
        .await;
    match done {
        Ok(done) => Ok(exactly_one(done.rows_affected)?),
        Err(fault) if violates(&fault, "phone_unique") || violates(&fault, "member_phone_once") => {
            Err(MemberRefusal::PhoneOfAnother.into())
        }
        Err(fault) => Err(fault.into()),
    }
}

/// What members say of themselves.
pub struct Said {
    pub nickname: String,
    pub email_sealed: Option<Vec<u8>>,
    pub birthday: Option<String>,
}

pub fn said(said: Said) -> member::ActiveModel {
    member::ActiveModel {
        nickname: Set(said.nickname),
        email_sealed: Set(said.email_sealed),
        birthday: Set(said.birthday),
        ..Default::default()
    }
}

/// What the staff wrote of a member who is held.
pub async fn edit(tx: &Tx, after: &member::Model) -> Result<()> {
    let after = after.clone();
    let row = member::ActiveModel {
        nickname: Set(after.nickname),
        name: Set(after.name),
        birthday: Set(after.birthday),
        email_sealed: Set(after.email_sealed),
        id_number_sealed: Set(after.id_number_sealed),
        job: Set(after.job),
        fax: Set(after.fax),
        website: Set(after.website),
        title: Set(after.title),
        language: Set(after.language),
        remark: Set(after.remark),
        store_id: Set(after.store_id),
        ..Default::default()
    };
    set(tx, after.merchant_id, after.id, row).await
}

/// A phone as a member's row has it.
pub struct Phone {
    pub sealed: Vec<u8>,
    pub index: Vec<u8>,
    /// If it is known by now.
    pub tail: Option<Vec<u8>>,
    pub unique: bool,
    /// None, if nobody has.
    pub proven_at: Option<Timestamp>,
}

/// `held_until` is written if it is given, and else left as it is.
pub fn phone(phone: Phone, held_until: Option<Timestamp>) -> member::ActiveModel {
    let mut change = member::ActiveModel {
        phone_sealed: Set(phone.sealed),
        phone_unique: Set(phone.unique.then(|| phone.index.clone())),
        phone_index: Set(phone.index),
        phone_tail: Set(phone.tail),
        phone_proven_at: Set(phone.proven_at),
        ..Default::default()
    };
    if held_until.is_some() {
        change.money_held_until = Set(held_until);
    }
    change
}

/// They showed that this phone is theirs; another than they are known by says nothing.
pub async fn prove(
    tx: &Tx,
    merchant: MerchantId,
    id: MemberId,
    (phone_index, at): (&[u8], Timestamp),
) -> Result<()> {
    member::Entity::update_many()
        .col_expr(Member::PhoneProvenAt, Expr::value(at.0))
        .filter(Member::MerchantId.eq(merchant))
        .filter(Member::Id.eq(id))
        .filter(Member::PhoneIndex.eq(phone_index))
        .exec(tx)
        .await?;
    Ok(())
}

/// A phone that waits. Of two who ask at once, one waits.
pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    match Entity::insert(row.into_active_model()).exec_without_returning(tx).await {
        Ok(_) => Ok(()),
        Err(fault) if violates(&fault, "open_of") => Err(MemberRefusal::PhoneChangePending.into()),
        Err(fault) => Err(fault.into()),
    }
}

/// A job knows the id only.
pub async fn find(db: &impl ConnectionTrait, id: PhoneChangeId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// The phone that waits for this member.
pub async fn open(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    member: MemberId,
) -> Result<Option<Model>> {
    let found =
        Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::OpenOf.eq(member));
    Ok(found.one(db).await?)
}

/// It waits no longer; true for whoever says so first.
pub async fn close(tx: &Tx, change: &Model, now: Timestamp) -> Result<bool> {
    let closed = Entity::update_many()
        .col_expr(Column::ClosedAt, Expr::value(now.0))
        .col_expr(Column::OpenOf, Expr::value(None::<Uuid>))
        .filter(Column::MerchantId.eq(change.merchant_id))
        .filter(Column::Id.eq(change.id))
        .filter(Column::ClosedAt.is_null())
        .exec(tx)
        .await?;
    Ok(closed.rows_affected == 1)
}

/// No phone of theirs is left here.
pub async fn delete_of(tx: &Tx, merchant: MerchantId, member: MemberId) -> Result<()> {
    let theirs = Entity::delete_many()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.eq(member));
    theirs.exec(tx).await?;
    Ok(())
}
