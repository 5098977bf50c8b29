//! Rows of shops and tills.
use entity::{
    ids::{MerchantId, StoreId, TerminalId},
    store::{Column, Entity, Model},
    terminal,
    values::Timestamp,
};
use sea_orm::{ExprTrait, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};
use terminal::Column as Till;

use super::StoreRefusal;
use crate::{
    app::Tx,
    engine::violates,
    error::{Result, exactly_one},
};

/// All shops of a merchant, the oldest first.
pub async fn list(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    let stores = Entity::find().filter(Column::MerchantId.eq(merchant));
    Ok(stores.order_by_asc(Column::Id).all(db).await?)
}

/// Those that are not closed.
pub async fn trading(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    let mut stores = list(db, merchant).await?;
    stores.retain(|store| store.closed_at.is_none());
    Ok(stores)
}

/// The shop, held until the transaction ends.
pub async fn lock(tx: &Tx, merchant: MerchantId, id: StoreId) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant)).lock_exclusive();
    Ok(found.one(tx).await?.ok_or(StoreRefusal::NoSuchStore)?)
}

/// Write a shop that is locked.
pub async fn write(tx: &Tx, row: Model) -> Result<()> {
    let (merchant, id) = (row.merchant_id, row.id);
    let done = Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

pub async fn find(db: &impl ConnectionTrait, merchant: MerchantId, id: StoreId) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant)).one(db).await?;
    Ok(found.ok_or(StoreRefusal::NoSuchStore)?)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// A till that is not closed.
pub async fn terminal(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: TerminalId,
) -> Result<Option<terminal::Model>> {
    let found = terminal::Entity::find_by_id(id).filter(Till::MerchantId.eq(merchant));
    Ok(found.filter(Till::ClosedAt.is_null()).one(db).await?)
}

/// All tills of a merchant, also those that are closed.
pub async fn terminals(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
) -> Result<Vec<terminal::Model>> {
    let tills = terminal::Entity::find().filter(Till::MerchantId.eq(merchant));
    Ok(tills.order_by_asc(Till::Id).all(db).await?)
}

/// A till that is not closed.
pub async fn terminal_by_code(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    code: &str,
) -> Result<Option<terminal::Model>> {
    let found = terminal::Entity::find().filter(Till::MerchantId.eq(merchant));
    let found = found.filter(Till::Code.eq(code)).filter(Till::ClosedAt.is_null());
    Ok(found.one(db).await?)
}

/// A till whose code no other has, or had.
pub async fn insert_terminal(tx: &Tx, row: terminal::Model) -> Result<()> {
    match terminal::Entity::insert(row.into_active_model()).exec_without_returning(tx).await {
        // The index's own name, or its column's, which is how SQLite tells.
        Err(no) if violates(&no, "code") => Err(StoreRefusal::CodeTaken.into()),
        done => Ok(done.map(drop)?),
    }
}

/// The till, also one that is closed, held until the transaction ends.
pub async fn hold_terminal(
    tx: &Tx,
    merchant: MerchantId,
    id: TerminalId,
) -> Result<terminal::Model> {
    let found = terminal::Entity::find_by_id(id).filter(Till::MerchantId.eq(merchant));
    Ok(found.lock_exclusive().one(tx).await?.ok_or(StoreRefusal::NoSuchTerminal)?)
}

/// Rename a till that is held.
pub async fn rename_terminal(
    tx: &Tx,
    merchant: MerchantId,
    id: TerminalId,
    name: &str,
) -> Result<()> {
    let named = terminal::Entity::update_many()
        .col_expr(Till::Name, Expr::value(name))
        .filter(Till::MerchantId.eq(merchant))
        .filter(Till::Id.eq(id));
    Ok(exactly_one(named.exec(tx).await?.rows_affected)?)
}

/// False if it was closed before, or is none of theirs.
pub async fn close_terminal(
    tx: &Tx,
    merchant: MerchantId,
    id: TerminalId,
    now: Timestamp,
) -> Result<bool> {
    let closed = terminal::Entity::update_many()
        .col_expr(Till::ClosedAt, Expr::value(now.0))
        .filter(Till::MerchantId.eq(merchant))
        .filter(Till::Id.eq(id))
        .filter(Till::ClosedAt.is_null());
    Ok(closed.exec(tx).await?.rows_affected == 1)
}

pub async fn close_terminals_of(
    tx: &Tx,
    merchant: MerchantId,
    store: StoreId,
    now: Timestamp,
) -> Result<()> {
    let closed = terminal::Entity::update_many()
        .col_expr(Till::ClosedAt, Expr::value(now.0))
        .filter(Till::MerchantId.eq(merchant))
        .filter(Till::StoreId.eq(store))
        .filter(Till::ClosedAt.is_null());
    closed.exec(tx).await?;
    Ok(())
}

/// Lock a till that is open; false if somebody else just did.
pub async fn lock_terminal(
    tx: &Tx,
    merchant: MerchantId,
    id: TerminalId,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool> {
    let locked = terminal::Entity::update_many()
        .col_expr(Till::LockedUntil, Expr::value(until.0))
        .filter(Till::MerchantId.eq(merchant))
        .filter(Till::Id.eq(id))
        .filter(Till::LockedUntil.is_null().or(Till::LockedUntil.lte(now)))
        .exec(tx)
        .await?;
    Ok(locked.rows_affected == 1)
}
