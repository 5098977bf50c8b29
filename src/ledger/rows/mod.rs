//! Rows of the ledger.
pub mod frozen;
mod history;

use std::collections::BTreeMap;

use account::Column as Account;
use entity::{
    account::{self, Asset, Book},
    card, entry,
    ids::{CardId, JournalId, LotId, MerchantId},
    journal, lot, lot_use,
    values::Timestamp,
};
use journal::Column as Journal;
use lot::Column as Lot;
use sea_orm::{
    EntityTrait, ExprTrait, FromQueryResult, IntoActiveModel, JoinType, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{BinOper, CaseStatement, Query},
};

pub use history::{Hand, Past, Whose, had, hands, history};

use super::{Holdings, LedgerRefusal, plan::Line};
use crate::{
    app::Tx,
    card::CardRefusal,
    engine::{insert_if_absent, violates},
    error::{ChangeRefusal, Result},
};

/// What the journals of one subject took from a lot, less what they put back.
#[derive(Clone, Debug)]
pub struct Used {
    pub lot: lot::Model,
    /// In the asset's unit; above nothing: taken.
    pub taken: i64,
}

/// A card with something on it that has expired.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Expired {
    #[sea_orm(alias = "merchant_id")]
    pub merchant: MerchantId,
    #[sea_orm(alias = "card_id")]
    pub card: CardId,
}

async fn card(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    card: CardId,
) -> Result<Option<card::Model>> {
    let found = card::Entity::find_by_id(card).filter(card::Column::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// What a card has, to be shown: by the time it is read it may be otherwise.
pub async fn peek(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    card: CardId,
) -> Result<Holdings> {
    let card = self::card(db, merchant, card).await?.ok_or(CardRefusal::NoSuchCard)?;
    holdings(db, card).await
}

/// As [`peek`], of many cards in two statements.
pub async fn peek_all(db: &impl ConnectionTrait, cards: Vec<card::Model>) -> Result<Vec<Holdings>> {
    let ids: Vec<_> = cards.iter().map(|card| card.id).collect();
    let ours = account::Entity::find().filter(Account::CardId.is_in(ids.iter().copied()));
    let accounts = ours.all(db).await?;
    let left = lot::Entity::find().filter(Lot::CardId.is_in(ids)).filter(Lot::Remaining.gt(0));
    let lots = left.all(db).await?;
    let of = |card: card::Model| Holdings {
        accounts: accounts.iter().filter(|row| row.card_id == card.id).cloned().collect(),
        lots: lots.iter().filter(|row| row.card_id == card.id).cloned().collect(),
        card,
    };
    Ok(cards.into_iter().map(of).collect())
}

/// All accounts of a card, and its lots that are not empty.
pub async fn holdings(db: &impl ConnectionTrait, card: card::Model) -> Result<Holdings> {
    let accounts = account::Entity::find().filter(Account::CardId.eq(card.id)).all(db).await?;
    let lots = lot::Entity::find()
        .filter(Lot::CardId.eq(card.id))
        .filter(Lot::Remaining.gt(0))
        .all(db)
        .await?;
    Ok(Holdings { card, accounts, lots })
}

pub async fn lots(tx: &Tx, card: CardId, ids: Vec<LotId>) -> Result<Vec<lot::Model>> {
    let named = lot::Entity::find().filter(Lot::CardId.eq(card)).filter(Lot::Id.is_in(ids));
    Ok(named.all(tx).await?)
}

/// Bring the accounts to where the plan has them, all in one statement, which moves nothing if the
/// card was frozen meanwhile (E22) or an account is not where it was read (P9, P40).
pub async fn move_accounts(
    tx: &Tx,
    before: &Holdings,
    after: &[account::Model],
    allowed: &[card::Status],
) -> Result<()> {
    let known = |row: &account::Model| before.accounts.iter().find(|known| known.id == row.id);
    let (moved, fresh): (Vec<_>, Vec<_>) = after
        .iter()
        .filter(|row| known(row).is_none_or(|known| known.seq != row.seq))
        .partition(|row| known(row).is_some());
    if !fresh.is_empty() {
        let rows = fresh.into_iter().map(|row| row.clone().into_active_model());
        account::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    if moved.is_empty() {
        return Ok(());
    }
    let (mut balance, mut seq, mut read) =
        (CaseStatement::new(), CaseStatement::new(), CaseStatement::new());
    for row in &moved {
        let this = || Expr::col(Account::Id).eq(row.id);
        balance = balance.case(this(), row.balance);
        seq = seq.case(this(), row.seq);
        read = read.case(this(), known(row).map_or(0, |known| known.seq));
    }
    let usable = Query::select()
        .expr(Expr::val(1))
        .from(card::Entity)
        .and_where(Expr::col((card::Entity, card::Column::Id)).eq(before.card.id))
        .and_where(card::Column::Status.is_in(allowed.iter().copied()))
        .take();
    let done = account::Entity::update_many()
        .col_expr(Account::Balance, balance.into())
        .col_expr(Account::Seq, seq.into())
        .filter(Account::Id.is_in(moved.iter().map(|row| row.id)))
        .filter(Expr::col(Account::Seq).binary(BinOper::Equal, read))
        .filter(Account::FrozenAt.is_null())
        .filter(Expr::exists(usable))
        .exec(tx)
        .await?;
    if done.rows_affected == moved.len() as u64 { Ok(()) } else { Err(ChangeRefusal::Raced.into()) }
}

/// Bring the lots to where the plan has them, and say what they are: one that seemed new may have
/// been there, empty.
pub async fn move_lots(
    tx: &Tx,
    before: &[lot::Model],
    after: Vec<lot::Model>,
) -> Result<Vec<lot::Model>> {
    let known = |row: &lot::Model| before.iter().find(|known| known.id == row.id);
    let changed = |row: &&lot::Model| known(row).is_some_and(|known| known != *row);
    let moved: Vec<_> = after.iter().filter(changed).collect();
    if !moved.is_empty() {
        let (mut opened, mut remaining, mut opened_at) =
            (CaseStatement::new(), CaseStatement::new(), CaseStatement::new());
        for row in &moved {
            let this = || Expr::col(Lot::Id).eq(row.id);
            opened_at = opened_at.case(this(), row.opened_at);
            opened = opened.case(this(), row.opened);
            remaining = remaining.case(this(), row.remaining);
        }
        let done = lot::Entity::update_many()
            .col_expr(Lot::Opened, opened.into())
            .col_expr(Lot::Remaining, remaining.into())
            .col_expr(Lot::OpenedAt, opened_at.into())
            .filter(Lot::Id.is_in(moved.iter().map(|row| row.id)))
            .exec(tx)
            .await?;
        if done.rows_affected != moved.len() as u64 {
            return Err(ChangeRefusal::Raced.into());
        }
    }
    let mut lots = vec![];
    for row in after {
        let fresh = known(&row).is_none();
        lots.push(if fresh { open_lot(tx, row).await? } else { row });
    }
    Ok(lots)
}

async fn open_lot(tx: &Tx, row: lot::Model) -> Result<lot::Model> {
    if insert_if_absent(tx, row.clone().into_active_model().reset_all()).await? {
        return Ok(row);
    }
    lot::Entity::update_many()
        .col_expr(Lot::Opened, Expr::col(Lot::Opened).add(row.opened))
        .col_expr(Lot::Remaining, Expr::col(Lot::Remaining).add(row.remaining))
        .col_expr(Lot::OpenedAt, Expr::value(row.opened_at))
        .filter(Lot::Id.eq(row.id))
        .exec(tx)
        .await?;
    let there = lot::Entity::find_by_id(row.id).one(tx).await?;
    Ok(there.ok_or(ChangeRefusal::Raced)?)
}

pub async fn insert_journal(tx: &Tx, row: journal::Model) -> Result<()> {
    match journal::Entity::insert(row.into_active_model()).exec_without_returning(tx).await {
        // SQLite names the index's columns, the others the index.
        Err(no)
            if ["journal_business_key", "journal.business_key", "reverses"]
                .iter()
                .any(|index| violates(&no, index)) =>
        {
            Err(LedgerRefusal::AlreadyPosted.into())
        }
        done => Ok(done.map(drop)?),
    }
}

pub async fn insert_entries(tx: &Tx, journal: &journal::Model, lines: Vec<Line>) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let entry = |(at, line): (usize, Line)| entry::Model {
        journal_id: journal.id,
        line: at as i32 + 1,
        merchant_id: journal.merchant_id,
        book: line.book,
        asset: line.asset,
        item: line.item,
        account_id: line.account.as_ref().map(|moved| moved.id),
        card_id: line.account.as_ref().map(|_| journal.card_id),
        amount: line.amount,
        seq: line.account.as_ref().map(|moved| moved.seq),
        balance_after: line.account.as_ref().map(|moved| moved.balance_after),
        created_at: journal.created_at,
    };
    let rows = lines.into_iter().enumerate().map(|line| entry(line).into_active_model());
    entry::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn insert_uses(
    tx: &Tx,
    journal: &journal::Model,
    uses: BTreeMap<LotId, i64>,
) -> Result<()> {
    if uses.is_empty() {
        return Ok(());
    }
    let (journal_id, merchant_id) = (journal.id, journal.merchant_id);
    let row = |(lot_id, amount)| lot_use::Model { journal_id, lot_id, merchant_id, amount };
    let rows = uses.into_iter().map(|of_lot| row(of_lot).into_active_model());
    lot_use::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn journal(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: JournalId,
) -> Result<Option<journal::Model>> {
    let found = journal::Entity::find_by_id(id).filter(Journal::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// A journal's lines, without what is computed.
pub async fn lines(
    db: &impl ConnectionTrait,
    journal: JournalId,
) -> Result<Vec<(Book, Asset, Uuid, i64)>> {
    let lines = entry::Entity::find()
        .filter(entry::Column::JournalId.eq(journal))
        .order_by_asc(entry::Column::Line)
        .all(db)
        .await?;
    Ok(lines.into_iter().map(|line| (line.book, line.asset, line.item, line.amount)).collect())
}

pub async fn lot_uses(db: &impl ConnectionTrait, journal: JournalId) -> Result<Vec<(LotId, i64)>> {
    let uses = lot_use::Entity::find().filter(lot_use::Column::JournalId.eq(journal));
    Ok(uses.all(db).await?.into_iter().map(|used| (used.lot_id, used.amount)).collect())
}

#[derive(FromQueryResult)]
struct UseOfLot {
    #[sea_orm(nested)]
    lot: lot::Model,
    amount: i64,
}

/// What all journals of these subjects together took from which lots, the oldest lot first.
pub async fn uses(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    subjects: &[Uuid],
) -> Result<Vec<Used>> {
    let to_use = lot::Entity::belongs_to(lot_use::Entity).from(Lot::Id).to(lot_use::Column::LotId);
    let to_journal = lot_use::Entity::belongs_to(journal::Entity)
        .from(lot_use::Column::JournalId)
        .to(Journal::Id);
    let rows: Vec<UseOfLot> = lot::Entity::find()
        .column_as(lot_use::Column::Amount, "amount")
        .join(JoinType::InnerJoin, to_use.into())
        .join(JoinType::InnerJoin, to_journal.into())
        .filter(Journal::MerchantId.eq(merchant))
        .filter(Journal::Subject.is_in(subjects.iter().copied()))
        .order_by_asc(Lot::OpenedAt)
        .order_by_asc(Lot::Id)
        .into_model()
        .all(db)
        .await?;
    let mut uses: Vec<Used> = vec![];
    for UseOfLot { lot, amount } in rows {
        match uses.last_mut().filter(|used| used.lot.id == lot.id) {
            Some(used) => used.taken -= amount,
            None => uses.push(Used { lot, taken: -amount }),
        }
    }
    Ok(uses)
}

/// Cards with something that has expired, so many at a time, after this one.
pub async fn expired(
    db: &impl ConnectionTrait,
    now: Timestamp,
    after: Option<CardId>,
    limit: u64,
) -> Result<Vec<Expired>> {
    let mut over = lot::Entity::find()
        .select_only()
        .column(Lot::MerchantId)
        .column(Lot::CardId)
        .distinct()
        .filter(Lot::ExpiresAt.lte(now))
        .filter(Lot::Remaining.gt(0))
        .order_by_asc(Lot::CardId);
    if let Some(after) = after {
        over = over.filter(Lot::CardId.gt(after));
    }
    Ok(over.limit(limit).into_model().all(db).await?)
}
