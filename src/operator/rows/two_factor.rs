//! Rows of second factors and of codes for whoever lost theirs.
use entity::{
    ids::OperatorId,
    recovery_code,
    two_factor::{Column, Entity, Model},
    values::Timestamp,
};
use recovery_code::Column as Code;
use sea_orm::{IntoActiveModel, entity::prelude::*};

use crate::{
    app::Tx,
    error::{Result, exactly_one},
};

pub async fn find_two_factor(db: &impl ConnectionTrait, id: OperatorId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

pub async fn enrolled(db: &impl ConnectionTrait, id: OperatorId) -> Result<bool> {
    let found = find_two_factor(db, id).await?;
    Ok(found.is_some_and(|found| found.enrolled_at.is_some()))
}

/// A secret that is not in force yet takes the place of one that never was.
pub async fn begin(tx: &Tx, row: Model) -> Result<()> {
    let old = Entity::delete_many().filter(Column::OperatorId.eq(row.operator_id));
    old.filter(Column::EnrolledAt.is_null()).exec(tx).await?;
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn enrol(tx: &Tx, id: OperatorId, step: i64, now: Timestamp) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::EnrolledAt, Expr::value(now.0))
        .col_expr(Column::LastStep, Expr::value(step))
        .filter(Column::OperatorId.eq(id))
        .filter(Column::EnrolledAt.is_null())
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// Whether this half-minute's digits were not honoured before; they are not again.
pub async fn honour(tx: &Tx, id: OperatorId, step: i64) -> Result<bool> {
    let done = Entity::update_many()
        .col_expr(Column::LastStep, Expr::value(step))
        .filter(Column::OperatorId.eq(id))
        .filter(Column::LastStep.lt(step))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn delete_two_factor(tx: &Tx, id: OperatorId) -> Result<()> {
    Entity::delete_by_id(id).exec(tx).await?;
    let codes = recovery_code::Entity::delete_many().filter(Code::OperatorId.eq(id));
    codes.exec(tx).await?;
    Ok(())
}

pub async fn keep_recovery(tx: &Tx, id: OperatorId, hashes: Vec<Vec<u8>>) -> Result<()> {
    let row = |code_hash| recovery_code::Model { operator_id: id, code_hash, used_at: None };
    let rows = hashes.into_iter().map(|hash| row(hash).into_active_model());
    recovery_code::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Whether there was such a code and nobody had used it.
pub async fn use_recovery(tx: &Tx, id: OperatorId, hash: &[u8], now: Timestamp) -> Result<bool> {
    let done = recovery_code::Entity::update_many()
        .col_expr(Code::UsedAt, Expr::value(now.0))
        .filter(Code::OperatorId.eq(id))
        .filter(Code::CodeHash.eq(hash))
        .filter(Code::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn recovery_left(db: &impl ConnectionTrait, id: OperatorId) -> Result<u64> {
    use sea_orm::PaginatorTrait;
    let left = recovery_code::Entity::find().filter(Code::OperatorId.eq(id));
    Ok(left.filter(Code::UsedAt.is_null()).count(db).await?)
}
