//! Rows of the log.
use std::fmt::Display;

use entity::{
    audit::{Column, Entity, Model},
    ids::{AuditId, MerchantId},
    values::Timestamp,
};
use sea_orm::{
    Condition, ExprTrait, IntoActiveModel, Order, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Query, SubQueryStatement},
};

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

/// Which lines.
#[derive(Default)]
pub struct Sought {
    /// Of these actors only.
    pub actors: Option<Vec<String>>,
    pub action: Option<String>,
    pub subject: Option<String>,
    /// The first line at or after a moment, and the first one after the last.
    pub from: Option<AuditId>,
    pub until: Option<AuditId>,
}

/// The newest lines before `before`.
pub async fn page(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    sought: Sought,
    before: Option<AuditId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let Sought { actors, action, subject, from, until } = sought;
    let mut wanted = Condition::all().add(Column::MerchantId.eq(merchant));
    wanted = wanted.add_option(actors.map(|actors| Column::Actor.is_in(actors)));
    wanted = wanted.add_option(action.map(|action| Column::Action.eq(action)));
    wanted = wanted.add_option(subject.map(|subject| Column::Subject.eq(subject)));
    wanted = wanted.add_option(from.map(|from| Column::Id.gte(from)));
    wanted = wanted.add_option(until.map(|until| Column::Id.lt(until)));
    wanted = wanted.add_option(before.map(|before| Column::Id.lt(before)));
    let lines = Entity::find().filter(wanted).order_by_desc(Column::Id);
    Ok(lines.limit(limit).all(db).await?)
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

/// What a line is called among the lines of its own subject.
const LAST: &str = "last_line";

/// Of each of these subjects the last line that tells of one of these actions: one a subject at most.
pub async fn last_of(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    subjects: Vec<String>,
    actions: &[&str],
) -> Result<Vec<Model>> {
    if subjects.is_empty() {
        return Ok(vec![]);
    }
    let last = Query::select()
        .column((LAST, Column::Id))
        .from_as(Entity, LAST)
        .and_where(Expr::col((LAST, Column::MerchantId)).eq(merchant))
        .and_where(Expr::col((LAST, Column::Subject)).equals((Entity, Column::Subject)))
        .and_where(Expr::col((LAST, Column::Action)).is_in(actions.iter().copied()))
        .order_by((LAST, Column::Id), Order::Desc)
        .limit(1)
        .take();
    let last = Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(last)));
    let lines = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Subject.is_in(subjects))
        .filter(Column::Action.is_in(actions.iter().copied()))
        .filter(Expr::col((Entity, Column::Id)).eq(last));
    Ok(lines.all(db).await?)
}
