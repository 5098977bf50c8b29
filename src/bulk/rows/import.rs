//! Imports, and the rows that were not taken.
use entity::{
    bulk_import::{Column, Entity, Model},
    bulk_wrong,
    ids::{ImportId, MerchantId},
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*};

use crate::{
    app::Tx,
    bulk::rules::BulkRefusal,
    error::{Result, exactly_one},
};

/// Rows of one statement.
const CHUNK: usize = 500;

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find(db: &impl ConnectionTrait, merchant: MerchantId, id: ImportId) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant)).one(db).await?;
    Ok(found.ok_or(BulkRefusal::NoSuchImport)?)
}

/// The newest before `before`.
pub async fn page(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    before: Option<ImportId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut found = Entity::find().filter(Column::MerchantId.eq(merchant));
    if let Some(before) = before {
        found = found.filter(Column::Id.lt(before));
    }
    Ok(found.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// These rows are this transaction's, if they are nobody's yet.
pub async fn advance(tx: &Tx, import: &Model, rows: usize) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::RowsDone, Expr::value(import.rows_done + rows as i32))
        .filter(Column::MerchantId.eq(import.merchant_id))
        .filter(Column::Id.eq(import.id))
        .filter(Column::RowsDone.eq(import.rows_done))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// What came of them, by whoever has advanced it.
pub async fn keep(tx: &Tx, import: &Model) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(import.state))
        .col_expr(Column::Fine, Expr::value(import.fine))
        .col_expr(Column::Wrong, Expr::value(import.wrong))
        .col_expr(Column::EndedAt, Expr::value(import.ended_at))
        .filter(Column::MerchantId.eq(import.merchant_id))
        .filter(Column::Id.eq(import.id))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

pub async fn insert_wrong(tx: &Tx, rows: Vec<bulk_wrong::Model>) -> Result<()> {
    for chunk in rows.chunks(CHUNK) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        bulk_wrong::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The first rows of an import that were not taken.
pub async fn wrong(
    db: &impl ConnectionTrait,
    import: &Model,
    limit: u64,
) -> Result<Vec<bulk_wrong::Model>> {
    let found = bulk_wrong::Entity::find()
        .filter(bulk_wrong::Column::MerchantId.eq(import.merchant_id))
        .filter(bulk_wrong::Column::ImportId.eq(import.id))
        .order_by_asc(bulk_wrong::Column::RowNo)
        .limit(limit);
    Ok(found.all(db).await?)
}

/// What was typed in rows that were not taken goes; that there was an import stays.
pub async fn forget(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64> {
    let old = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::CreatedAt.lt(before))
        .into_query();
    let gone = bulk_wrong::Entity::delete_many()
        .filter(bulk_wrong::Column::ImportId.in_subquery(old))
        .exec(db)
        .await?;
    Ok(gone.rows_affected)
}
