//! Rows of points that are still to come, and of cards whose points end.
use entity::{
    account::Asset,
    ids::{CardId, MerchantId, SaleId, StoreId},
    lot,
    pending_points::{Column, Entity, Model},
    program, sale,
    values::{Points, Timestamp},
};
use lot::Column as Lot;
use program::Column as Version;
use sea_orm::{
    FromQueryResult, IntoActiveModel, JoinType, QueryOrder, QuerySelect, entity::prelude::*,
};
use uuid::Uuid;

use crate::{
    app::Tx,
    error::{Result, exactly_one},
};

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// What of a sale's points is still to come.
pub async fn pending(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    sale: SaleId,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id(sale)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::GrantedAt.is_null());
    Ok(found.one(db).await?)
}

/// Take back from what is still to come.
pub async fn take(tx: &Tx, pending: &Model, amount: Points) -> Result<()> {
    let left = Points(pending.amount.0 - amount.0);
    let same = Entity::update_many()
        .col_expr(Column::Amount, Expr::value(left.0))
        .filter(Column::SaleId.eq(pending.sale_id))
        .filter(Column::Amount.eq(pending.amount))
        .filter(Column::GrantedAt.is_null());
    Ok(exactly_one(same.exec(tx).await?.rows_affected)?)
}

pub async fn granted(tx: &Tx, pending: &Model, now: Timestamp) -> Result<()> {
    let same = Entity::update_many()
        .col_expr(Column::GrantedAt, Expr::value(now.0))
        .filter(Column::SaleId.eq(pending.sale_id))
        .filter(Column::Amount.eq(pending.amount))
        .filter(Column::GrantedAt.is_null());
    Ok(exactly_one(same.exec(tx).await?.rows_affected)?)
}

/// Points that have come due, and where they were earned.
#[derive(FromQueryResult)]
pub struct Earned {
    #[sea_orm(nested)]
    pub pending: Model,
    pub store: Option<StoreId>,
}

/// What has come due, so many at a time, those after `after` only.
pub async fn due(
    db: &impl ConnectionTrait,
    now: Timestamp,
    after: Option<SaleId>,
    limit: u64,
) -> Result<Vec<Earned>> {
    let its_sale = Entity::belongs_to(sale::Entity).from(Column::SaleId).to(sale::Column::Id);
    let mut due = Entity::find()
        .column_as(sale::Column::StoreId, "store")
        .join(JoinType::LeftJoin, its_sale.into())
        .filter(Column::GrantedAt.is_null())
        .filter(Column::DueAt.lte(now));
    if let Some(after) = after {
        due = due.filter(Column::SaleId.gt(after));
    }
    Ok(due.order_by_asc(Column::SaleId).limit(limit).into_model().all(db).await?)
}

/// Merchants who ever wrote a points program of their own.
pub async fn merchants(db: &impl ConnectionTrait) -> Result<Vec<MerchantId>> {
    let wrote = program::Entity::find()
        .select_only()
        .column(Version::MerchantId)
        .distinct()
        .filter(Version::Kind.eq(program::Kind::Points));
    Ok(wrote.into_tuple().all(db).await?)
}

/// The points program that held at a moment.
pub async fn program_at(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    at: Timestamp,
) -> Result<Option<program::Model>> {
    let held = program::Entity::find()
        .filter(Version::MerchantId.eq(merchant))
        .filter(Version::Kind.eq(program::Kind::Points))
        .filter(Version::StoreId.is_null())
        .filter(Version::CreatedAt.lt(at))
        .order_by_desc(Version::Version);
    Ok(held.one(db).await?)
}

/// Cards of a merchant with points of another year, from before `before`; so many at a time, those
/// after `after` only.
pub async fn cards_to_clear(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    (year, before): (Uuid, Timestamp),
    after: Option<CardId>,
    limit: u64,
) -> Result<Vec<CardId>> {
    let mut old = lot::Entity::find()
        .select_only()
        .column(Lot::CardId)
        .distinct()
        .filter(Lot::MerchantId.eq(merchant))
        .filter(Lot::Asset.eq(Asset::Points))
        .filter(Lot::Remaining.gt(0))
        .filter(Lot::Source.ne(year))
        .filter(Lot::OpenedAt.lt(before));
    if let Some(after) = after {
        old = old.filter(Lot::CardId.gt(after));
    }
    Ok(old.order_by_asc(Lot::CardId).limit(limit).into_tuple().all(db).await?)
}
