//! Rows of keys and of the nonces that were taken.
use entity::{
    ids::{MerchantId, TerminalKeyId},
    terminal_key::{Column, Entity, Model},
    terminal_nonce,
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use super::KeyRefusal;
use crate::{app::Tx, engine::insert_if_absent, error::Result};

/// Whose merchant a key is of, it says itself: the signature is not verified before.
pub async fn find(db: &impl ConnectionTrait, id: TerminalKeyId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// A key of this merchant's, or a refusal.
pub async fn of(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: TerminalKeyId,
) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant)).one(db).await?;
    Ok(found.ok_or(KeyRefusal::NoSuchKey)?)
}

/// The newest keys before `before`, those that were revoked too.
pub async fn list(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    before: Option<TerminalKeyId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut keys = Entity::find().filter(Column::MerchantId.eq(merchant));
    if let Some(before) = before {
        keys = keys.filter(Column::Id.lt(before));
    }
    Ok(keys.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// True if it was good until now.
pub async fn revoke(
    tx: &Tx,
    merchant: MerchantId,
    id: TerminalKeyId,
    now: Timestamp,
) -> Result<bool> {
    of(tx, merchant, id).await?;
    let done = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now.0))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// True if nobody has used it with this key.
pub async fn take_nonce(tx: &Tx, row: terminal_nonce::Model) -> Result<bool> {
    Ok(insert_if_absent(tx, row.into_active_model().reset_all()).await?)
}

pub async fn forget_nonces(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64> {
    let old = terminal_nonce::Column::CreatedAt.lt(before);
    let gone = terminal_nonce::Entity::delete_many().filter(old).exec(db).await?;
    Ok(gone.rows_affected)
}
