//! Rows of shops and tills.
use entity::{
    ids::{MerchantId, StoreId, TerminalId},
    store::{Column, Entity, Model},
    terminal,
    values::Timestamp,
};
use sea_orm::{ExprTrait, IntoActiveModel, QueryOrder, entity::prelude::*};
use terminal::Column as Till;

use super::StoreRefusal;
use crate::{app::Tx, error::Result};

/// All shops of a merchant, the oldest first.
pub async fn list(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    let stores = Entity::find().filter(Column::MerchantId.eq(merchant));
    Ok(stores.order_by_asc(Column::Id).all(db).await?)
}

pub async fn find(db: &impl ConnectionTrait, merchant: MerchantId, id: StoreId) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant)).one(db).await?;
    Ok(found.ok_or(StoreRefusal::NoSuchStore)?)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn terminal(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: TerminalId,
) -> Result<Option<terminal::Model>> {
    let found = terminal::Entity::find_by_id(id).filter(Till::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// All tills of a merchant.
pub async fn terminals(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
) -> Result<Vec<terminal::Model>> {
    let tills = terminal::Entity::find().filter(Till::MerchantId.eq(merchant));
    Ok(tills.order_by_asc(Till::Id).all(db).await?)
}

pub async fn terminal_by_code(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    code: &str,
) -> Result<Option<terminal::Model>> {
    let found = terminal::Entity::find().filter(Till::MerchantId.eq(merchant));
    Ok(found.filter(Till::Code.eq(code)).one(db).await?)
}

pub async fn insert_terminal(tx: &Tx, row: terminal::Model) -> Result<()> {
    terminal::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
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
