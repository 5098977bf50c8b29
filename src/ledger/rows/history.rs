//! What has happened to some accounts, the newest first.
//!
//! The accounts are one member's, so what they have to be found among is that member's own: the
//! index of a card's journals and that of an account's entries are enough.
use entity::{
    entry,
    ids::{AccountId, CardId, JournalId, MerchantId, OperatorId},
    journal,
};
use entry::Column as Entry;
use journal::Column as Journal;
use sea_orm::{
    Condition, ExprTrait, FromQueryResult, QueryOrder, QuerySelect, entity::prelude::*,
    sea_query::Query,
};

use crate::{engine::added_up, error::Result, http::Mark};

/// One thing that happened, and what it did to the accounts that were asked for.
#[derive(Clone, Debug)]
pub struct Past {
    pub journal: journal::Model,
    /// In their order.
    pub entries: Vec<entry::Model>,
}

impl Past {
    pub fn mark(&self) -> Mark<JournalId> {
        Mark { at: self.journal.created_at, id: self.journal.id }
    }
}

/// Whose history: cards of one merchant, and accounts of theirs.
#[derive(Clone, Debug)]
pub struct Whose {
    pub merchant: MerchantId,
    pub cards: Vec<CardId>,
    pub accounts: Vec<AccountId>,
}

/// Whose hand was in a journal, and what was noted down.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Hand {
    pub id: JournalId,
    pub operator_id: Option<OperatorId>,
    pub reason: String,
}

pub async fn hands(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    ids: &[JournalId],
) -> Result<Vec<Hand>> {
    let found = journal::Entity::find()
        .select_only()
        .columns([Journal::Id, Journal::OperatorId, Journal::Reason])
        .filter(Journal::MerchantId.eq(merchant))
        .filter(Journal::Id.is_in(ids.iter().copied()));
    Ok(found.into_model().all(db).await?)
}

/// So many journals before `before`, in two statements.
pub async fn history(
    db: &impl ConnectionTrait,
    whose: &Whose,
    before: Option<Mark<JournalId>>,
    limit: u64,
) -> Result<Vec<Past>> {
    let moved = Query::select()
        .expr(Expr::val(1))
        .from(entry::Entity)
        .and_where(
            Expr::col((entry::Entity, Entry::JournalId)).equals((journal::Entity, Journal::Id)),
        )
        .and_where(Entry::AccountId.is_in(whose.accounts.iter().copied()))
        .take();
    let mut found = journal::Entity::find()
        .filter(Journal::MerchantId.eq(whose.merchant))
        .filter(Journal::CardId.is_in(whose.cards.iter().copied()))
        .filter(Expr::exists(moved));
    if let Some(Mark { at, id }) = before {
        let same_moment = Condition::all().add(Journal::CreatedAt.eq(at)).add(Journal::Id.lt(id));
        found = found.filter(Condition::any().add(Journal::CreatedAt.lt(at)).add(same_moment));
    }
    let found = found.order_by_desc(Journal::CreatedAt).order_by_desc(Journal::Id).limit(limit);
    let journals = found.all(db).await?;
    let entries = entry::Entity::find()
        .filter(Entry::JournalId.is_in(journals.iter().map(|journal| journal.id)))
        .filter(Entry::AccountId.is_in(whose.accounts.iter().copied()))
        .order_by_asc(Entry::Line)
        .all(db)
        .await?;
    let of = |id| entries.iter().filter(|entry| entry.journal_id == id).cloned().collect();
    Ok(journals.into_iter().map(|journal| Past { entries: of(journal.id), journal }).collect())
}

/// What the accounts had together right after a journal.
pub async fn had(
    db: &impl ConnectionTrait,
    whose: &Whose,
    Mark { at, id }: Mark<JournalId>,
) -> Result<i64> {
    let same_moment = Condition::all().add(Entry::CreatedAt.eq(at)).add(Entry::JournalId.lte(id));
    let sum = entry::Entity::find()
        .select_only()
        .expr(added_up(db, Expr::col(Entry::Amount)))
        .filter(Entry::AccountId.is_in(whose.accounts.iter().copied()))
        .filter(Condition::any().add(Entry::CreatedAt.lt(at)).add(same_moment));
    let sum: Option<i64> = sum.into_tuple().one(db).await?;
    Ok(sum.unwrap_or(0))
}
