//! Rows of sessions. A session is found by the id inside its signed token.
use entity::{
    ids::{MerchantId, SessionId},
    session::{Column, Entity, Kind, Model},
    values::Timestamp,
};
use sea_orm::{Condition, ExprTrait, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{app::Tx, error::Result};

pub async fn insert(tx: &Tx, session: Model) -> Result<()> {
    Entity::insert(session.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find(db: &impl ConnectionTrait, id: SessionId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

pub async fn end(tx: &Tx, id: SessionId, now: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now.0))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Those of one subject that open something, the newest first.
pub async fn alive(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    subject: Uuid,
    now: Timestamp,
) -> Result<Vec<Model>> {
    let theirs = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Subject.eq(subject))
        .filter(Column::EndedAt.is_null())
        .filter(Column::ExpiresAt.gt(now));
    Ok(theirs.order_by_desc(Column::Id).all(db).await?)
}

/// When each of these was last seen, if ever.
pub async fn last_seen(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    subjects: Vec<Uuid>,
) -> Result<Vec<(Uuid, Timestamp)>> {
    let seen = Entity::find()
        .select_only()
        .column(Column::Subject)
        .column_as(Column::SeenAt.max(), "seen_at")
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Subject.is_in(subjects))
        .filter(Column::SeenAt.is_not_null())
        .group_by(Column::Subject);
    Ok(seen.into_tuple().all(db).await?)
}

/// One of the staff's.
pub async fn find_of_staff(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: SessionId,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Kind.is_in([Kind::Till, Kind::Office]));
    Ok(found.one(db).await?)
}

pub async fn end_these(tx: &Tx, ids: Vec<SessionId>, now: Timestamp) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now.0))
        .filter(Column::Id.is_in(ids))
        .filter(Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Unless somebody wrote it down after `before`.
pub async fn seen(
    db: &impl ConnectionTrait,
    id: SessionId,
    now: Timestamp,
    before: Timestamp,
    address: String,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(now.0))
        .col_expr(Column::Address, Expr::value(address))
        .filter(Column::Id.eq(id))
        .filter(Column::SeenAt.is_null().or(Column::SeenAt.lte(before)))
        .exec(db)
        .await?;
    Ok(())
}

/// Which they were.
pub async fn delete_of(tx: &Tx, merchant: MerchantId, subjects: &[Uuid]) -> Result<Vec<SessionId>> {
    let theirs = Condition::all()
        .add(Column::MerchantId.eq(merchant))
        .add(Column::Subject.is_in(subjects.iter().copied()));
    let ids = Entity::find().select_only().column(Column::Id).filter(theirs.clone());
    let ids = ids.into_tuple().all(tx).await?;
    Entity::delete_many().filter(theirs).exec(tx).await?;
    Ok(ids)
}

/// Sessions that ran out before this open nothing.
pub async fn forget(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64> {
    let gone = Entity::delete_many().filter(Column::ExpiresAt.lt(before)).exec(db).await?;
    Ok(gone.rows_affected)
}
