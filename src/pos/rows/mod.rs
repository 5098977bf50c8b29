//! Rows of sales, their lines and tenders, and what came back of them.
mod paid;

use entity::{
    card,
    ids::{CardId, MerchantId, SaleId, StoreId},
    member, refund,
    sale::{ActiveModel, Column, Entity, Model, State},
    sale_line, sale_tender,
    values::{Fen, Points, Timestamp},
};
use sea_orm::{
    ActiveValue::Set,
    Condition, ExprTrait, FromQueryResult, IntoActiveModel, QueryOrder, QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{BinOper, CaseStatement, Query, SubQueryStatement},
};

pub use paid::{last_paid, spent};

use super::rules::{Returned, SaleRefusal};
use crate::{
    app::Tx,
    engine::violates,
    error::{Result, exactly_one},
    http::Mark,
};

/// Hold the sale of this number until the transaction ends.
pub async fn lock_by_order_no(
    tx: &Tx,
    merchant: MerchantId,
    order_no: &str,
) -> Result<Option<Model>> {
    let found = of(merchant).filter(Column::OrderNo.eq(order_no));
    Ok(found.lock_exclusive().one(tx).await?)
}

/// Hold the sale until the transaction ends.
pub async fn lock(tx: &Tx, merchant: MerchantId, id: SaleId) -> Result<Model> {
    let found = of(merchant).filter(Column::Id.eq(id)).lock_exclusive().one(tx).await?;
    Ok(found.ok_or(SaleRefusal::NoSuchSale)?)
}

/// As [`lock`], and until when the stored value of whose card it is on may not be spent (B11): in the
/// same statement, because every settle asks.
pub async fn lock_to_pay(
    tx: &Tx,
    merchant: MerchantId,
    id: SaleId,
) -> Result<(Model, Option<Timestamp>)> {
    const HELD: &str = "money_held_until";
    let held = Query::select()
        .column((member::Entity, member::Column::MoneyHeldUntil))
        .from(card::Entity)
        .inner_join(
            member::Entity,
            Expr::col((member::Entity, member::Column::Id))
                .equals((card::Entity, card::Column::MemberId)),
        )
        .and_where(Expr::col((card::Entity, card::Column::Id)).equals((Entity, Column::CardId)))
        .take();
    let held = Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(held)));
    let query = of(merchant).filter(Column::Id.eq(id)).expr_as(held, HELD).lock_exclusive();
    let found = tx.query_one(&query.into_query()).await?.ok_or(SaleRefusal::NoSuchSale)?;
    Ok((Model::from_query_result(&found, "")?, found.try_get("", HELD)?))
}

pub async fn find(db: &impl ConnectionTrait, merchant: MerchantId, id: SaleId) -> Result<Model> {
    let found = of(merchant).filter(Column::Id.eq(id)).one(db).await?;
    Ok(found.ok_or(SaleRefusal::NoSuchSale)?)
}

/// A sale by its number.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Named {
    pub id: SaleId,
    pub order_no: String,
    pub state: State,
}

/// Which sales a till looks for.
#[derive(Default)]
pub struct Search {
    pub store: Option<StoreId>,
    pub state: Option<State>,
    pub order_no: Option<String>,
    pub card: Option<CardId>,
}

/// The newest before `after`.
pub async fn search(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    what: Search,
    after: Option<SaleId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut found = of(merchant);
    if let Some(store) = what.store {
        found = found.filter(Column::StoreId.eq(store));
    }
    if let Some(state) = what.state {
        found = found.filter(Column::State.eq(state));
    }
    if let Some(order_no) = what.order_no {
        found = found.filter(Column::OrderNo.eq(order_no));
    }
    if let Some(card) = what.card {
        found = found.filter(Column::CardId.eq(card));
    }
    if let Some(after) = after {
        found = found.filter(Column::Id.lt(after));
    }
    Ok(found.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// What was paid with these cards, undone or not, the newest first. They are one member's: what is
/// looked through is that member's own.
pub async fn paid_with(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    cards: &[CardId],
    before: Option<Mark<SaleId>>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut found = of(merchant)
        .filter(Column::CardId.is_in(cards.iter().copied()))
        .filter(Column::State.is_in([State::Settled, State::Voided]));
    if let Some(Mark { at, id }) = before {
        let same_moment = Condition::all().add(Column::SettledAt.eq(at)).add(Column::Id.lt(id));
        found = found.filter(Condition::any().add(Column::SettledAt.lt(at)).add(same_moment));
    }
    let found = found.order_by_desc(Column::SettledAt).order_by_desc(Column::Id);
    Ok(found.limit(limit).all(db).await?)
}

/// Of all these sales, in their order.
pub async fn lines_of(
    db: &impl ConnectionTrait,
    sales: &[SaleId],
) -> Result<Vec<sale_line::Model>> {
    use sale_line::Column as Line;
    let lines = sale_line::Entity::find().filter(Line::SaleId.is_in(sales.iter().copied()));
    Ok(lines.order_by_asc(Line::SaleId).order_by_asc(Line::Line).all(db).await?)
}

/// Of all these sales, the oldest first.
pub async fn refunds_of(db: &impl ConnectionTrait, sales: &[SaleId]) -> Result<Vec<refund::Model>> {
    use refund::Column as Back;
    let refunds = refund::Entity::find().filter(Back::SaleId.is_in(sales.iter().copied()));
    Ok(refunds.order_by_asc(Back::Id).all(db).await?)
}

fn of(merchant: MerchantId) -> sea_orm::Select<Entity> {
    Entity::find().filter(Column::MerchantId.eq(merchant))
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    match Entity::insert(row.into_active_model()).exec_without_returning(tx).await {
        // SQLite names the index's columns, the others the index.
        Err(no) if violates(&no, "sale_order_no") || violates(&no, "sale.order_no") => {
            Err(SaleRefusal::OrderNoTaken.into())
        }
        done => Ok(done.map(drop)?),
    }
}

/// Write a quote over the one before, unless the sale was paid or given up meanwhile.
pub async fn replace(tx: &Tx, row: Model) -> Result<()> {
    let (merchant, id) = (row.merchant_id, row.id);
    change(tx, (merchant, id), &[State::Quoted, State::Held], row.into_active_model().reset_all())
        .await
}

pub async fn set_state(tx: &Tx, sale: &Model, from: &[State], to: State) -> Result<()> {
    let row = ActiveModel { state: Set(to), ..Default::default() };
    change(tx, (sale.merchant_id, sale.id), from, row).await
}

/// What a settle writes on its sale.
pub struct Paid {
    pub points_from: Option<String>,
    pub points_earned: Points,
    pub growth_earned: Points,
    pub at: Timestamp,
}

/// From quoted to settled, if it is still this very quote and it stands (D13, E10).
pub async fn settle(tx: &Tx, sale: &Model, paid: Paid) -> Result<()> {
    let done = Entity::update_many()
        .set(ActiveModel {
            state: Set(State::Settled),
            points_from: Set(paid.points_from),
            points_earned: Set(paid.points_earned),
            growth_earned: Set(paid.growth_earned),
            paid: Set(sale.payable),
            settled_at: Set(Some(paid.at)),
            ..Default::default()
        })
        .filter(Column::MerchantId.eq(sale.merchant_id))
        .filter(Column::Id.eq(sale.id))
        .filter(Column::State.eq(State::Quoted))
        .filter(Column::Hash.eq(sale.hash.clone()))
        .filter(Column::ExpiresAt.gt(paid.at))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

async fn change(
    tx: &Tx,
    (merchant, id): (MerchantId, SaleId),
    from: &[State],
    row: ActiveModel,
) -> Result<()> {
    let done = Entity::update_many()
        .set(row)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .filter(Column::State.is_in(from.iter().copied()))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

pub async fn insert_lines(tx: &Tx, rows: Vec<sale_line::Model>) -> Result<()> {
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    sale_line::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// None, if points and coupons paid it all.
pub async fn insert_tenders(tx: &Tx, rows: Vec<sale_tender::Model>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    sale_tender::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn lines(db: &impl ConnectionTrait, sale: SaleId) -> Result<Vec<sale_line::Model>> {
    let lines = sale_line::Entity::find().filter(sale_line::Column::SaleId.eq(sale));
    Ok(lines.order_by_asc(sale_line::Column::Line).all(db).await?)
}

/// What was shown of these sales, JSON.
pub async fn priced(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    ids: Vec<SaleId>,
) -> Result<Vec<(SaleId, String)>> {
    let found = of(merchant).filter(Column::Id.is_in(ids)).select_only();
    let found = found.column(Column::Id).column(Column::Priced);
    Ok(found.into_tuple().all(db).await?)
}

/// Of these, those that there are.
pub async fn named(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    ids: Vec<SaleId>,
) -> Result<Vec<Named>> {
    let found = of(merchant).filter(Column::Id.is_in(ids)).select_only();
    let found = found.column(Column::Id).column(Column::OrderNo).column(Column::State);
    Ok(found.into_model().all(db).await?)
}

/// In the order they were spent: stored value first.
pub async fn tenders(db: &impl ConnectionTrait, sale: SaleId) -> Result<Vec<sale_tender::Model>> {
    let found = sale_tender::Entity::find().filter(sale_tender::Column::SaleId.eq(sale));
    let mut tenders = found.all(db).await?;
    tenders.sort_by_key(|tender| tender.kind);
    Ok(tenders)
}

/// The oldest first.
pub async fn refunds(db: &impl ConnectionTrait, sale: SaleId) -> Result<Vec<refund::Model>> {
    let refunds = refund::Entity::find().filter(refund::Column::SaleId.eq(sale));
    Ok(refunds.order_by_asc(refund::Column::Id).all(db).await?)
}

/// So much more came back, never more than was paid (E8); and the state it is in then.
pub async fn add_refund(tx: &Tx, sale: &Model, amount: Fen, state: State) -> Result<()> {
    let refunded = || Expr::col(Column::Refunded).add(amount.0);
    let done = Entity::update_many()
        .col_expr(Column::Refunded, refunded())
        .col_expr(Column::State, Expr::value(state))
        .filter(Column::MerchantId.eq(sale.merchant_id))
        .filter(Column::Id.eq(sale.id))
        .filter(Column::State.eq(State::Settled))
        .filter(refunded().lte(Expr::col(Column::Paid)))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// So much more of these lines came back, never more than was sold: one statement for all.
pub async fn return_lines(tx: &Tx, sale: &Model, returned: &[Returned]) -> Result<()> {
    use sale_line::Column as Line;
    if returned.is_empty() {
        return Ok(());
    }
    let more = |parts: &[Returned]| {
        let each = parts.iter().fold(CaseStatement::new(), |sum, part| {
            sum.case(Expr::col(Line::Line).eq(part.line), part.quantity)
        });
        let each: Expr = each.finally(0).into();
        Expr::col(Line::Returned).add(each)
    };
    let done = sale_line::Entity::update_many()
        .col_expr(Line::Returned, more(returned))
        .filter(Line::SaleId.eq(sale.id))
        .filter(Line::Line.is_in(returned.iter().map(|part| part.line)))
        .filter(more(returned).binary(BinOper::SmallerThanOrEqual, Expr::col(Line::Quantity)))
        .exec(tx)
        .await?;
    Ok(all_of(done.rows_affected, returned.len())?)
}

/// So much more went back this way, never more than came: one statement for all.
pub async fn refund_tenders(
    tx: &Tx,
    sale: &Model,
    back: &[(sale_tender::Kind, Fen)],
) -> Result<()> {
    use sale_tender::Column as Tender;
    if back.is_empty() {
        return Ok(());
    }
    let more = || {
        let each = back.iter().fold(CaseStatement::new(), |sum, (kind, amount)| {
            sum.case(Expr::col(Tender::Kind).eq(*kind), amount.0)
        });
        let each: Expr = each.finally(0).into();
        Expr::col(Tender::Refunded).add(each)
    };
    let done = sale_tender::Entity::update_many()
        .col_expr(Tender::Refunded, more())
        .filter(Tender::SaleId.eq(sale.id))
        .filter(Tender::Kind.is_in(back.iter().map(|(kind, _)| *kind)))
        .filter(more().binary(BinOper::SmallerThanOrEqual, Expr::col(Tender::Amount)))
        .exec(tx)
        .await?;
    Ok(all_of(done.rows_affected, back.len())?)
}

fn all_of(done: u64, asked: usize) -> Result<(), crate::error::ChangeRefusal> {
    if done == asked as u64 { Ok(()) } else { Err(crate::error::ChangeRefusal::Raced) }
}

pub async fn insert_refund(tx: &Tx, row: refund::Model) -> Result<()> {
    match refund::Entity::insert(row.into_active_model()).exec_without_returning(tx).await {
        Err(no) if violates(&no, "refund_no") || violates(&no, "refund.refund_no") => {
            Err(SaleRefusal::RefundNoTaken.into())
        }
        done => Ok(done.map(drop)?),
    }
}
