//! Rows of the log.
use std::fmt::Display;

use entity::{
    audit::{Column, Entity, Model},
    ids::{AuditId, MerchantId},
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{app::Tx, error::Result};

pub async fn insert(tx: &Tx, line: Model) -> Result<()> {
    Entity::insert(line.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn insert_all(tx: &Tx, lines: Vec<Model>) -> Result<()> {
    let lines = lines.into_iter().map(IntoActiveModel::into_active_model);
    Entity::insert_many(lines).exec_without_returning(tx).await?;
    Ok(())
}

/// The newest lines that tell of one thing done to one subject, before `before`.
pub async fn page_about(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    (action, subject): (&str, &(dyn Display + Sync)),
    before: Option<AuditId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut lines = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Subject.eq(subject.to_string()))
        .filter(Column::Action.eq(action));
    if let Some(before) = before {
        lines = lines.filter(Column::Id.lt(before));
    }
    Ok(lines.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// Of what was done to this subject, the details go.
pub async fn forget(tx: &Tx, merchant: MerchantId, subject: &(dyn Display + Sync)) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Detail, Expr::value("{}"))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Subject.eq(subject.to_string()))
        .exec(tx)
        .await?;
    Ok(())
}

/// The newest lines before `before`.
pub async fn page(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    before: Option<AuditId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut lines = Entity::find().filter(Column::MerchantId.eq(merchant));
    if let Some(before) = before {
        lines = lines.filter(Column::Id.lt(before));
    }
    Ok(lines.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// Whose lines, and from when on.
pub struct Of<'a> {
    pub merchant: MerchantId,
    /// Id of an operator, a member or a key.
    pub actor: &'a str,
    pub since: Option<Timestamp>,
}

/// The newest lines of one actor before `before`.
pub async fn page_of(
    db: &impl ConnectionTrait,
    of: Of<'_>,
    before: Option<AuditId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut lines = Entity::find()
        .filter(Column::MerchantId.eq(of.merchant))
        .filter(Column::Actor.eq(of.actor));
    if let Some(since) = of.since {
        lines = lines.filter(Column::At.gte(since));
    }
    if let Some(before) = before {
        lines = lines.filter(Column::Id.lt(before));
    }
    Ok(lines.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// Of each of these subjects the last line that tells of one of these actions.
pub async fn last_of(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    subjects: Vec<String>,
    actions: &[&str],
) -> Result<Vec<Model>> {
    if subjects.is_empty() {
        return Ok(vec![]);
    }
    let lines = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Subject.is_in(subjects))
        .filter(Column::Action.is_in(actions.iter().copied()));
    let mut lines = lines.order_by_desc(Column::Id).all(db).await?;
    let mut seen = std::collections::HashSet::new();
    lines.retain(|line| seen.insert(line.subject.clone()));
    Ok(lines)
}
