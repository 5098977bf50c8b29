//! Rows of sendings, and of who waits in one.
use coupon_sending::Column as Sending;
use coupon_sent::Column as Sent;
use entity::{
    coupon_sending, coupon_sent,
    ids::{CouponSendingId, MemberId, MerchantId},
    values::Timestamp,
};
use sea_orm::{
    ActiveValue::Set, FromQueryResult, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*,
};

use crate::{app::Tx, error::Result};

/// The sending, and everybody in it.
pub async fn insert(
    tx: &Tx,
    sending: coupon_sending::Model,
    waiting: Vec<coupon_sent::Model>,
) -> Result<()> {
    coupon_sending::Entity::insert(sending.into_active_model()).exec_without_returning(tx).await?;
    let rows = waiting.into_iter().map(IntoActiveModel::into_active_model);
    coupon_sent::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: CouponSendingId,
) -> Result<Option<coupon_sending::Model>> {
    let found = coupon_sending::Entity::find_by_id(id).filter(Sending::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// So many who wait.
pub async fn waiting(
    db: &impl ConnectionTrait,
    id: CouponSendingId,
    limit: u64,
) -> Result<Vec<MemberId>> {
    let waiting = coupon_sent::Entity::find()
        .select_only()
        .column(Sent::MemberId)
        .filter(Sent::SendingId.eq(id))
        .filter(Sent::DoneAt.is_null())
        .order_by_asc(Sent::MemberId);
    Ok(waiting.limit(limit).into_tuple().all(db).await?)
}

/// What became of one who waits; false if somebody saw to it before.
pub async fn done(tx: &Tx, row: coupon_sent::Model) -> Result<bool> {
    let change = coupon_sent::ActiveModel {
        coupon_id: Set(row.coupon_id),
        refused: Set(row.refused),
        done_at: Set(row.done_at),
        ..Default::default()
    };
    let done = coupon_sent::Entity::update_many()
        .set(change)
        .filter(Sent::SendingId.eq(row.sending_id))
        .filter(Sent::MemberId.eq(row.member_id))
        .filter(Sent::DoneAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// What somebody got, in the transaction that saw to them.
pub async fn got(tx: &Tx, row: coupon_sent::Model) -> Result<()> {
    let change = coupon_sent::ActiveModel { coupon_id: Set(row.coupon_id), ..Default::default() };
    coupon_sent::Entity::update_many()
        .set(change)
        .filter(Sent::SendingId.eq(row.sending_id))
        .filter(Sent::MemberId.eq(row.member_id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn end(tx: &Tx, id: CouponSendingId, now: Timestamp) -> Result<()> {
    coupon_sending::Entity::update_many()
        .col_expr(Sending::EndedAt, Expr::value(now))
        .filter(Sending::Id.eq(id))
        .filter(Sending::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// How far a sending has come.
#[derive(Clone, Copy, FromQueryResult)]
pub struct Progress {
    pub done: i64,
    pub sent: i64,
}

pub async fn progress(db: &impl ConnectionTrait, id: CouponSendingId) -> Result<Progress> {
    let counted = coupon_sent::Entity::find()
        .select_only()
        .column_as(Sent::DoneAt.count(), "done")
        .column_as(Sent::CouponId.count(), "sent")
        .filter(Sent::SendingId.eq(id));
    let counted = counted.into_model::<Progress>().one(db).await?;
    Ok(counted.unwrap_or(Progress { done: 0, sent: 0 }))
}

/// Those who got none, so many, and why.
pub async fn refused(
    db: &impl ConnectionTrait,
    id: CouponSendingId,
    limit: u64,
) -> Result<Vec<coupon_sent::Model>> {
    let refused = coupon_sent::Entity::find()
        .filter(Sent::SendingId.eq(id))
        .filter(Sent::Refused.is_not_null())
        .order_by_asc(Sent::MemberId);
    Ok(refused.limit(limit).all(db).await?)
}
