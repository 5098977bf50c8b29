//! Rows of jobs. They belong to the house, not to a merchant.
use entity::{
    ids::JobId,
    job::{Column, Entity, Model},
    values::Timestamp,
};
use sea_orm::{ExprTrait, IntoActiveModel, QueryOrder, entity::prelude::*};

use crate::{app::Tx, error::Result};

/// Longer than any job takes, and how soon one whose worker died is tried again.
const LEASE_MS: i64 = 60_000;

pub async fn insert(tx: &Tx, job: Model) -> Result<()> {
    Entity::insert(job.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// The job that has waited longest, ours until its lease ends. Of two workers who read the same
/// row, one moves its due time and the other looks again.
pub async fn claim(db: &impl ConnectionTrait, now: Timestamp) -> Result<Option<Model>> {
    let next = Entity::find()
        .filter(Column::Dead.eq(false))
        .filter(Column::DueAt.lte(now))
        .order_by_asc(Column::DueAt);
    while let Some(job) = next.clone().one(db).await? {
        let taken = Entity::update_many()
            .col_expr(Column::DueAt, Expr::value(now.0 + LEASE_MS))
            .filter(Column::Id.eq(job.id))
            .filter(Column::DueAt.eq(job.due_at))
            .exec(db)
            .await?;
        if taken.rows_affected == 1 {
            return Ok(Some(job));
        }
    }
    Ok(None)
}

/// It failed: try again at `again`, or never.
pub async fn give_back(
    db: &impl ConnectionTrait,
    id: JobId,
    again: Timestamp,
    dead: bool,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::DueAt, Expr::value(again.0))
        .col_expr(Column::Dead, Expr::value(dead))
        .filter(Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

pub async fn delete(db: &impl ConnectionTrait, id: JobId) -> Result<()> {
    Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}
