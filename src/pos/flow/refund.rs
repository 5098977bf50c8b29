//! 退货 and 作废: what comes back of a sale, and everything that followed from it.
use std::sync::Arc;

use entity::{
    account::Book,
    ids::{OperatorId, RefundId, SaleId},
    journal, refund,
    sale::{self, State},
    sale_line, sale_tender,
    values::{Fen, Points, Timestamp},
};
use serde_json::{Value, json};

use super::At;
use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    coupon,
    error::Result,
    ledger::{self, Cause, Holdings, Into, Leg, Sum},
    level::{self, Ladder},
    once::Key,
    operator::{Clerk, ClerkRef, spend_allowance},
    points::{self, Claw, Clawed},
    pos::{
        jobs::Tell,
        quote::{FromLot, Quote, points_back, points_by_line},
        rows,
        rules::{self, Asked, Refund, SaleRefusal, state_text},
        view::{Detail, RefundView},
    },
    stored_value, typed,
    world::World,
};

/// What a till wants back.
#[derive(Clone)]
pub struct Ask {
    pub sale: SaleId,
    pub refund_no: String,
    pub what: Asked,
    pub reason: String,
    /// 作废: the whole, today, here, as if it had not been.
    pub void: bool,
    /// Who allowed it, where the clerk alone may not.
    pub approved_by: Option<OperatorId>,
}

#[derive(Clone)]
struct Return {
    at: At,
    ask: Ask,
    ladder: Arc<Ladder>,
    clerk: ClerkRef,
}

/// A sale comes back, once under this number. The key is this till's.
pub async fn refund(app: &App, clerk: &Clerk, key: Key, mut ask: Ask) -> Result<RefundView> {
    typed::order_no(&ask.refund_no)?;
    ask.reason = typed::reason(&ask.reason)?;
    let merchant = clerk.merchant;
    let (at, clerk_ref) = (At::of(app, clerk).await?, clerk.to_ref());
    let ask = Return { at, ask, ladder: level::ladder(app, merchant).await?, clerk: clerk_ref };
    app.once(merchant, key, give_back, ask).await
}

/// A refund as it was done.
pub struct Refunded {
    pub row: refund::Model,
    pub sale: sale::Model,
}

async fn give_back(tx: &Tx, world: &World, ask: Return) -> Result<Refunded> {
    let Return { at, ask, ladder, clerk } = ask;
    let now = world.now();
    let mut sale = rows::lock(tx, at.merchant, ask.sale).await?;
    let before = told(&sale);
    let lines = rows::lines(tx, sale.id).await?;
    refundable(&sale, &lines, &ask, &at, now)?;
    let tenders = rows::tenders(tx, sale.id).await?;
    let points = points_paid(&sale)?;
    let back = rules::refund(&sale, &lines, &tenders, &points, &ask.what)?;
    spend_allowance(tx, world, &clerk, back.amount).await?;
    let state = if ask.void { State::Voided } else { State::Settled };
    rows::add_refund(tx, &sale, back.amount, state).await?;
    rows::return_lines(tx, &sale, &back.lines).await?;
    rows::refund_tenders(tx, &sale, &back.tenders).await?;
    let id: RefundId = world.id();
    let mut detail = Detail { approved_by: ask.approved_by, ..Detail::of(&back) };
    let mut member = None;
    if let Some(card) = sale.card_id {
        let mut holdings = ledger::lock(tx, at.merchant, card).await?;
        member = Some(holdings.card.member_id);
        detail.note = rules::past_the_card(holdings.card.status, &back)?;
        if detail.note.is_some() {
            // What the card had was settled when it was returned: it moves no more.
            detail.points_back = Points::ZERO;
        } else {
            let kept = Kept { sale: &sale, back: &back, void: ask.void };
            let clawed = card_side(tx, world, (&mut holdings, id, &at), kept).await?;
            (detail.clawed_points, detail.clawed_growth) = (clawed.points, clawed.growth);
            level::after(tx, world, &ladder, &mut holdings, level::Event::Returned).await?;
            detail.points_debt = holdings.points_debt();
        }
        if let Some(coupon) = sale.coupon_id.filter(|_| back.ends_it) {
            detail.coupon_back = coupon::give_back(tx, world, at.merchant, sale.id, coupon).await?;
        }
    }
    let row = refund::Model {
        id,
        merchant_id: at.merchant,
        sale_id: sale.id,
        refund_no: ask.refund_no,
        store_id: at.store,
        terminal_id: at.terminal,
        operator_id: at.operator,
        amount: back.amount,
        detail: serde_json::to_string(&detail)?,
        reason: ask.reason,
        created_at: now,
    };
    rows::insert_refund(tx, row.clone()).await?;
    (sale.refunded, sale.state) = (Fen(sale.refunded.0 + back.amount.0), state);
    let changed = audit::changed(before, told(&sale));
    log(tx, world, &at, (&sale, &row), (changed, &detail)).await?;
    if let Some(member) = member {
        Tell::refunded(&sale, member, &at, &row).promise(tx, world).await?;
    }
    Ok(Refunded { row, sale })
}

/// What a return changes of a sale, as the log tells it.
fn told(sale: &sale::Model) -> Value {
    json!({ "refunded": sale.refunded, "state": state_text(sale.state) })
}

/// By the clerk, with whoever allowed it (POS-02).
async fn log(
    tx: &Tx,
    world: &World,
    at: &At,
    (sale, row): (&sale::Model, &refund::Model),
    (mut detail, kept): (Value, &Detail),
) -> Result<()> {
    detail["order_no"] = json!(sale.order_no);
    detail["refund_no"] = json!(row.refund_no);
    detail["sum"] = json!(row.amount);
    detail["reason"] = json!(row.reason);
    detail["terminal"] = json!(at.terminal_code);
    detail["allowed_by"] = json!(kept.approved_by);
    detail["note"] = json!(kept.note);
    let deed = Deed {
        merchant: at.merchant,
        actor: at.operator.to_string(),
        action: if sale.state == State::Voided { "sale.void" } else { "sale.refund" },
        subject: &sale.id,
        detail,
    };
    audit::write(tx, world, deed).await
}

/// By line.
fn points_paid(sale: &sale::Model) -> Result<Vec<(i32, Points)>> {
    if sale.points_spent == Points::ZERO {
        return Ok(vec![]);
    }
    let quote: Quote = serde_json::from_str(&sale.priced)?;
    Ok(points_by_line(&quote.bill))
}

fn refundable(
    sale: &sale::Model,
    lines: &[sale_line::Model],
    ask: &Ask,
    at: &At,
    now: Timestamp,
) -> Result<(), SaleRefusal> {
    if sale.state != State::Settled {
        return Err(SaleRefusal::WrongState { state_text: state_text(sale.state).to_owned() });
    }
    let today = sale.settled_at.is_some_and(|settled| settled.date() == now.date());
    let whole = rules::untouched(sale, lines);
    if ask.void && !(today && whole && sale.store_id == at.store) {
        return Err(SaleRefusal::VoidTooLate);
    }
    Ok(())
}

/// What decides about the card's side of a return.
struct Kept<'a> {
    sale: &'a sale::Model,
    back: &'a Refund,
    void: bool,
}

/// Stored value and points go back to the lots they came from; what was earned is taken back, part
/// by part, and what is not there any more becomes a debt.
async fn card_side(
    tx: &Tx,
    world: &World,
    (holdings, id, at): (&mut Holdings, RefundId, &At),
    kept: Kept<'_>,
) -> Result<Clawed> {
    let Kept { sale, back, void } = kept;
    let now = world.now();
    let mut legs = vec![];
    let stored = back.tenders.iter().find(|(kind, _)| *kind == sale_tender::Kind::StoredValue);
    if let Some((_, amount)) = stored {
        let uses = ledger::uses(tx, at.merchant, &[sale.id.0]).await?;
        legs.extend(stored_value::restore(&uses, *amount)?);
    }
    let spent: Vec<FromLot> =
        sale.points_from.as_deref().map_or(Ok(vec![]), serde_json::from_str)?;
    let returned = points_back(&spent, back.points_before, back.points);
    legs.push(Leg::Credit {
        sum: Sum::points(back.points),
        from: Book::Spent,
        into: Into::Back(returned.iter().map(|from| (from.lot, from.points.0)).collect()),
    });
    let clawed = clawed(sale, back, void)?;
    let alive = returned.iter().filter(|from| from.until.is_none_or(|end| end > now));
    let returned = Points(alive.map(|from| from.points.0).sum());
    let claw = Claw { sale: sale.id, clawed, returned };
    legs.extend(points::claw(tx, world, holdings, claw).await?);
    let cause = Cause {
        kind: journal::Kind::Refund,
        business_key: format!("refund/{id}"),
        subject: sale.id.0,
        place: at.place(),
        reason: if void { "消费作废" } else { "退货" }.to_owned(),
    };
    ledger::post(tx, world, holdings, cause, legs).await?;
    Ok(clawed)
}

/// A return takes back what base and level earned (PTS-06); what is undone whole on its own day
/// takes back everything.
fn clawed(sale: &sale::Model, back: &Refund, void: bool) -> Result<Clawed> {
    let quote: Quote = serde_json::from_str(&sale.priced)?;
    let none = Clawed { points: Points::ZERO, growth: Points::ZERO };
    let Some(earned) = quote.earned else { return Ok(none) };
    if void {
        return Ok(Clawed { points: earned.total(), growth: earned.growth });
    }
    Ok(earned.clawed(back.before, back.after, back.whole))
}
