//! Journals as they were booked, and the nights that are sealed.
use std::collections::HashMap;

use entity::{
    entry,
    ids::{JournalId, MerchantId},
    journal,
    sealed_night::{Column, Entity, Model},
    values::Timestamp,
};
use journal::Column as Journal;
use sea_orm::{Condition, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{engine::insert_if_absent, error::Result};

/// Some of the journals from one moment to another.
pub struct Page {
    pub merchant: MerchantId,
    pub from: Timestamp,
    pub until: Timestamp,
    /// Behind this one.
    pub after: Option<(Timestamp, JournalId)>,
    pub limit: u64,
}

/// The oldest first.
pub async fn journals(db: &impl ConnectionTrait, page: &Page) -> Result<Vec<journal::Model>> {
    let mut found = journal::Entity::find()
        .filter(Journal::MerchantId.eq(page.merchant))
        .filter(Journal::CreatedAt.lt(page.until));
    found = match page.after {
        None => found.filter(Journal::CreatedAt.gte(page.from)),
        Some((at, id)) => found
            .filter(Journal::CreatedAt.gte(at))
            .filter(Condition::any().add(Journal::CreatedAt.gt(at)).add(Journal::Id.gt(id))),
    };
    let oldest = found.order_by_asc(Journal::CreatedAt).order_by_asc(Journal::Id);
    Ok(oldest.limit(page.limit).all(db).await?)
}

/// In their journals' order, and in the journal's own.
pub async fn entries(
    db: &impl ConnectionTrait,
    journals: &[journal::Model],
) -> Result<Vec<entry::Model>> {
    let of = journals.iter().map(|journal| journal.id);
    let mut found =
        entry::Entity::find().filter(entry::Column::JournalId.is_in(of)).all(db).await?;
    // Here and not by the database: two journals of one millisecond go by their ids.
    let place: HashMap<_, _> =
        journals.iter().enumerate().map(|(place, journal)| (journal.id, place)).collect();
    found.sort_by_key(|entry| (place.get(&entry.journal_id).copied(), entry.line));
    Ok(found)
}

pub async fn insert_once(db: &impl ConnectionTrait, night: Model) -> Result<bool> {
    Ok(insert_if_absent(db, night.into_active_model().reset_all()).await?)
}

/// The oldest first: one row a day.
pub async fn all(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    let nights = Entity::find().filter(Column::MerchantId.eq(merchant));
    Ok(nights.order_by_asc(Column::Until).all(db).await?)
}

pub async fn last(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Option<Model>> {
    let nights = Entity::find().filter(Column::MerchantId.eq(merchant));
    Ok(nights.order_by_desc(Column::Until).one(db).await?)
}
