//! Exports, and the pieces of their files.
use entity::{
    bulk_chunk,
    bulk_export::{Column, Entity, Failure, Model, State},
    ids::{ExportId, MerchantId, OperatorId},
    values::Timestamp,
};
use sea_orm::{
    Condition, ExprTrait, IntoActiveModel, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*,
    sea_query::Func,
};

use crate::{
    app::Tx,
    bulk::rules::ExportRefusal,
    error::{Result, exactly_one},
};

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find(db: &impl ConnectionTrait, merchant: MerchantId, id: ExportId) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant)).one(db).await?;
    Ok(found.ok_or(ExportRefusal::NoSuchExport)?)
}

/// The newest of this person's before `before`.
pub async fn page(
    db: &impl ConnectionTrait,
    (merchant, operator): (MerchantId, OperatorId),
    before: Option<ExportId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut found = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::OperatorId.eq(operator));
    if let Some(before) = before {
        found = found.filter(Column::Id.lt(before));
    }
    Ok(found.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// How many of this person's are waiting or being made.
pub async fn under_way(
    db: &impl ConnectionTrait,
    (merchant, operator): (MerchantId, OperatorId),
) -> Result<u64> {
    let found = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::OperatorId.eq(operator))
        .filter(Column::State.is_in([State::Waiting, State::Running]));
    Ok(found.count(db).await?)
}

/// Write how far it is.
pub async fn set(tx: &Tx, export: &Model) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(export.state))
        .col_expr(Column::RowsDone, Expr::value(export.rows_done))
        .col_expr(Column::RowsTotal, Expr::value(export.rows_total))
        .col_expr(Column::Size, Expr::value(export.size))
        .col_expr(Column::ExpiresAt, Expr::value(export.expires_at))
        .col_expr(Column::Failure, Expr::value(export.failure))
        .filter(Column::MerchantId.eq(export.merchant_id))
        .filter(Column::Id.eq(export.id))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// Another has allowed it: it waits for a worker.
pub async fn allow(
    tx: &Tx,
    (merchant, export): (MerchantId, ExportId),
    (by, now): (OperatorId, Timestamp),
) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Waiting))
        .col_expr(Column::AllowedBy, Expr::value(by.0))
        .col_expr(Column::AllowedAt, Expr::value(now))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(export))
        .filter(Column::State.eq(State::Asked))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

pub async fn insert_chunk(tx: &Tx, row: bulk_chunk::Model) -> Result<()> {
    bulk_chunk::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// One piece, 0 being the first.
pub async fn chunk(
    db: &impl ConnectionTrait,
    (merchant, export): (MerchantId, ExportId),
    part: i32,
) -> Result<Option<bulk_chunk::Model>> {
    let found = bulk_chunk::Entity::find_by_id((export, part))
        .filter(bulk_chunk::Column::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// What a run that did not end has left behind.
pub async fn no_chunks(tx: &Tx, export: &Model) -> Result<()> {
    bulk_chunk::Entity::delete_many()
        .filter(bulk_chunk::Column::MerchantId.eq(export.merchant_id))
        .filter(bulk_chunk::Column::ExportId.eq(export.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// What has been under way since before `lost` has failed; and of files whose time is over, or that
/// failed, the pieces go.
pub async fn forget(db: &impl ConnectionTrait, now: Timestamp, lost: Timestamp) -> Result<u64> {
    let begun = Func::coalesce([Expr::col(Column::AllowedAt), Expr::col(Column::CreatedAt)]);
    let failed = Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Failed))
        .col_expr(Column::Failure, Expr::value(Failure::Lost))
        .filter(Column::State.is_in([State::Waiting, State::Running]))
        .filter(Expr::expr(begun).lt(lost))
        .exec(db)
        .await?;
    let none =
        Condition::any().add(Column::ExpiresAt.lte(now)).add(Column::State.eq(State::Failed));
    let none = Entity::find().select_only().column(Column::Id).filter(none).into_query();
    let gone = bulk_chunk::Entity::delete_many()
        .filter(bulk_chunk::Column::ExportId.in_subquery(none))
        .exec(db)
        .await?;
    Ok(gone.rows_affected + failed.rows_affected)
}
