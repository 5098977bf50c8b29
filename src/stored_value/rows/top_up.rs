//! Rows of top-ups and of what was given back of them.
use entity::{
    account::Asset,
    ids::{CardId, LotId, MerchantId, SaleId, TopUpId},
    journal::{self, Kind},
    lot, lot_use, sale, sale_line,
    top_up::{Column, Entity, Model},
    top_up_refund,
    values::Fen,
};
use sea_orm::{
    FromQueryResult, IntoActiveModel, JoinType, QueryOrder, QuerySelect, entity::prelude::*,
};

use super::super::StoredValueRefusal;
use crate::{
    app::Tx,
    engine::violates,
    error::{Result, exactly_one},
};

/// A till's number that another top-up, or refund, has is refused for ever (P12). SQLite names the
/// columns of an index, the others the index.
pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    match Entity::insert(row.into_active_model()).exec_without_returning(tx).await {
        Err(no) if violates(&no, "order_no") => Err(StoredValueRefusal::OrderNoTaken.into()),
        done => Ok(done.map(drop)?),
    }
}

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: TopUpId,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// The tills' numbers of these.
pub async fn order_numbers(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    ids: Vec<TopUpId>,
) -> Result<Vec<(TopUpId, String)>> {
    let found = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::OrderNo)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.is_in(ids));
    Ok(found.into_tuple().all(db).await?)
}

/// The newest before `before`.
pub async fn of_card(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    card: CardId,
    before: Option<TopUpId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut found =
        Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::CardId.eq(card));
    if let Some(before) = before {
        found = found.filter(Column::Id.lt(before));
    }
    Ok(found.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

pub async fn refund(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    top_up: TopUpId,
) -> Result<Option<top_up_refund::Model>> {
    let found = top_up_refund::Entity::find()
        .filter(top_up_refund::Column::MerchantId.eq(merchant))
        .filter(top_up_refund::Column::TopUpId.eq(top_up));
    Ok(found.one(db).await?)
}

/// Refused if something was given back before: a top-up is settled once.
pub async fn insert_refund(tx: &Tx, row: top_up_refund::Model) -> Result<()> {
    let marked = Entity::update_many()
        .col_expr(Column::Refunded, Expr::value(row.amount.0))
        .filter(Column::MerchantId.eq(row.merchant_id))
        .filter(Column::Id.eq(row.top_up_id))
        .filter(Column::Refunded.eq(0))
        .exec(tx)
        .await?;
    exactly_one(marked.rows_affected)?;
    let insert = top_up_refund::Entity::insert(row.into_active_model());
    match insert.exec_without_returning(tx).await {
        Err(no) if violates(&no, "refund_no") => Err(StoredValueRefusal::OrderNoTaken.into()),
        done => Ok(done.map(drop)?),
    }
}

/// The lots that a top-up opened, empty or not.
pub async fn lots(
    db: &impl ConnectionTrait,
    card: CardId,
    top_up: TopUpId,
) -> Result<Vec<lot::Model>> {
    let lots = lot::Entity::find()
        .filter(lot::Column::CardId.eq(card))
        .filter(lot::Column::Source.eq(top_up.0));
    Ok(lots.all(db).await?)
}

/// What one sale, or one hold, has of a top-up.
#[derive(Clone, Copy, Debug)]
pub struct Consumed {
    pub subject: Uuid,
    pub asset: Asset,
    /// In fen, above nothing.
    pub amount: i64,
}

#[derive(FromQueryResult)]
struct Use {
    subject: Uuid,
    lot: LotId,
    amount: i64,
}

/// What goods took from these lots and did not give back. What was opened, lapsed or paid out is
/// none of it.
pub async fn consumed(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    lots: &[lot::Model],
) -> Result<Vec<Consumed>> {
    const FOR_GOODS: [Kind; 6] =
        [Kind::Settle, Kind::Refund, Kind::Hold, Kind::Capture, Kind::Release, Kind::Reverse];
    let to_journal = lot_use::Entity::belongs_to(journal::Entity)
        .from(lot_use::Column::JournalId)
        .to(journal::Column::Id);
    let uses: Vec<Use> = lot_use::Entity::find()
        .select_only()
        .column_as(journal::Column::Subject, "subject")
        .column_as(lot_use::Column::LotId, "lot")
        .column_as(lot_use::Column::Amount, "amount")
        .join(JoinType::InnerJoin, to_journal.into())
        .filter(lot_use::Column::MerchantId.eq(merchant))
        .filter(lot_use::Column::LotId.is_in(lots.iter().map(|lot| lot.id)))
        .filter(journal::Column::Kind.is_in(FOR_GOODS))
        .order_by_asc(journal::Column::Id)
        .into_model()
        .all(db)
        .await?;
    let mut consumed: Vec<Consumed> = vec![];
    for Use { subject, lot, amount } in uses {
        let Some(asset) = lots.iter().find(|known| known.id == lot).map(|lot| lot.asset) else {
            continue;
        };
        match consumed.iter_mut().find(|used| (used.subject, used.asset) == (subject, asset)) {
            Some(used) => used.amount -= amount,
            None => consumed.push(Consumed { subject, asset, amount: -amount }),
        }
    }
    consumed.retain(|used| used.amount > 0);
    Ok(consumed)
}

/// What a sale came to, without what was returned: at list price, and paid.
pub struct Bought {
    pub sale: SaleId,
    pub list: Fen,
    pub paid: Fen,
}

/// Those of the subjects that are sales.
pub async fn bought(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    subjects: &[Uuid],
) -> Result<Vec<Bought>> {
    if subjects.is_empty() {
        return Ok(vec![]);
    }
    let sales = sale::Entity::find()
        .filter(sale::Column::MerchantId.eq(merchant))
        .filter(sale::Column::Id.is_in(subjects.iter().copied()))
        .all(db)
        .await?;
    let lines = sale_line::Entity::find()
        .filter(sale_line::Column::MerchantId.eq(merchant))
        .filter(sale_line::Column::SaleId.is_in(subjects.iter().copied()))
        .all(db)
        .await?;
    let kept = |line: &sale_line::Model| {
        let (list, quantity) = (i128::from(line.list.0), i128::from(line.quantity.max(1)));
        // A part of the line, which fits.
        (list * i128::from(line.quantity - line.returned) / quantity) as i64
    };
    let of = |sale: sale::Model| {
        let list = lines.iter().filter(|line| line.sale_id == sale.id).map(kept).sum();
        Bought { sale: sale.id, list: Fen(list), paid: Fen(sale.paid.0 - sale.refunded.0) }
    };
    Ok(sales.into_iter().map(of).collect())
}
