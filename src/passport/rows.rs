//! Rows of sessions. A session is found by the id inside its signed token.
use entity::{
    ids::{MerchantId, SessionId},
    session::{Column, Entity, Model},
    values::Timestamp,
};
use sea_orm::{Condition, IntoActiveModel, QuerySelect, entity::prelude::*};

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
