//! Rows of jobs. They belong to the house, not to a merchant.
use entity::{
    ids::JobId,
    job::{Column, Entity, Model},
    values::Timestamp,
};
use sea_orm::{
    ExprTrait, IntoActiveModel, Iterable, QueryOrder, QuerySelect, Select, Value,
    entity::prelude::*,
    sea_query::{LockBehavior, LockType, Query, SelectStatement},
};

use crate::{app::Tx, error::Result};

/// Longer than any job takes, and how soon one whose worker died is tried again.
const LEASE_MS: i64 = 60_000;

pub async fn insert(tx: &Tx, job: Model) -> Result<()> {
    Entity::insert(job.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// A question that names no columns: what is asked is whether there is a row.
pub type Given = SelectStatement;

/// Insert the row if the question has an answer, all in one statement.
pub async fn insert_if(tx: &Tx, job: Model, mut given: Given) -> Result<()> {
    let Model { id, name, payload, due_at, attempts, dead } = job;
    let row: [Value; 6] =
        [id.into(), name.into(), payload.into(), due_at.into(), attempts.into(), dead.into()];
    given.exprs(row.map(Expr::val)).limit(1);
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns(Column::iter())
        .select_from(given)
        .map_err(anyhow::Error::from)?;
    tx.execute(&insert).await?;
    Ok(())
}

/// Whether there is a job to take.
pub async fn any_due(db: &impl ConnectionTrait, now: Timestamp) -> Result<bool> {
    Ok(due(now).limit(1).one(db).await?.is_some())
}

/// So many jobs that have waited longest, ours until their lease ends. Rows that another worker
/// is taking are passed by.
pub async fn claim(tx: &Tx, now: Timestamp, many: u64) -> Result<Vec<Model>> {
    let next = due(now).order_by_asc(Column::DueAt).limit(many);
    let taken = next.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(tx).await?;
    if !taken.is_empty() {
        Entity::update_many()
            .col_expr(Column::DueAt, Expr::value(now.0 + LEASE_MS))
            .filter(Column::Id.is_in(taken.iter().map(|job| job.id)))
            .exec(tx)
            .await?;
    }
    Ok(taken)
}

fn due(now: Timestamp) -> Select<Entity> {
    Entity::find().filter(Column::Dead.eq(false)).filter(Column::DueAt.lte(now))
}

/// It failed: try again at `again`, or never.
pub async fn give_back(tx: &Tx, id: JobId, again: Timestamp, dead: bool) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::DueAt, Expr::value(again.0))
        .col_expr(Column::Dead, Expr::value(dead))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn delete(tx: &Tx, ids: Vec<JobId>) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    Entity::delete_many().filter(Column::Id.is_in(ids)).exec(tx).await?;
    Ok(())
}
