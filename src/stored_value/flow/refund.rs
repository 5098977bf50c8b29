//! 退储值: what is left of a top-up goes out, part of it back over the counter, and with it what
//! was given on top.
use std::{collections::BTreeMap, sync::Arc};

use entity::{
    account::{Asset, Book},
    ids::{MerchantId, OperatorId, TopUpId, TopUpRefundId},
    journal, lot,
    rounding::half_even,
    top_up, top_up_refund,
    top_up_refund::Mode,
    values::{Fen, Points},
};
use serde_json::{Value, json};

use super::super::{
    Facts, Program, Sheet, StoredValueRefusal,
    desk::{Desk, told},
    given::{Given, GivenCoupon},
    refund_sheet, rows,
    rows::top_up::Consumed,
};
use crate::{
    app::Tx,
    audit::{self, Deed},
    coupon,
    error::Result,
    ledger::{self, Cause, Holdings, Leg, OutOf, Sum},
    level::{self, Ladder},
    member, merchant, points,
    world::World,
};

#[derive(Clone)]
pub struct Preview {
    pub merchant: MerchantId,
    pub program: Arc<merchant::Program<Program>>,
    pub top_up: TopUpId,
    pub mode: Mode,
}

#[derive(Clone)]
pub struct Refund {
    pub desk: Desk,
    pub program: Arc<merchant::Program<Program>>,
    pub ladder: Arc<Ladder>,
    pub top_up: TopUpId,
    pub refund_no: String,
    pub mode: Mode,
    /// Who allowed it: never a clerk.
    pub approved_by: OperatorId,
}

pub struct Refunded {
    pub refund: top_up_refund::Model,
    pub sheet: Sheet,
    pub taken_back: TakenBack,
    pub balance: (Fen, Fen),
}

/// What went with the money.
#[derive(Clone, Copy, Debug)]
pub struct TakenBack {
    pub points: Points,
    /// The part of them that was spent already, and is owed now.
    pub points_owed: Points,
    pub coupons: u32,
    /// Used before, so that they are not taken back.
    pub coupons_used: u32,
}

/// A top-up and what has become of it.
struct State {
    top_up: top_up::Model,
    given: Given,
    used_coupons: Vec<GivenCoupon>,
    lots: Vec<lot::Model>,
    facts: Facts,
}

/// What a refund on this ground would come to now.
pub async fn preview(tx: &Tx, world: &World, ask: Preview) -> Result<Sheet> {
    let state = state(tx, world, ask.merchant, ask.top_up).await?;
    Ok(refund_sheet(ask.mode, &state.facts, ask.program.terms.deduct_used_gifts)?)
}

/// Once for each top-up, and never while a hold is open. Nothing goes out over the counter that does
/// not leave the card in the same transaction (P5).
pub async fn refund(tx: &Tx, world: &World, ask: Refund) -> Result<Refunded> {
    let merchant = ask.desk.merchant;
    let card = find(tx, merchant, ask.top_up).await?.card_id;
    let mut holdings = ledger::lock(tx, merchant, card).await?;
    super::release_over(tx, world, &mut holdings).await?;
    member::value_free(tx, world, merchant, holdings.card.member_id).await?;
    if holdings.held(Asset::Principal) + holdings.held(Asset::Gift) > 0 {
        return Err(StoredValueRefusal::HoldOpen.into());
    }
    let before = told(&holdings);
    let state = state(tx, world, merchant, ask.top_up).await?;
    let sheet = refund_sheet(ask.mode, &state.facts, ask.program.terms.deduct_used_gifts)?;
    if sheet.amount <= Fen::ZERO {
        return Err(StoredValueRefusal::NothingToRefund.into());
    }
    ask.desk.moves(tx, world, sheet.amount).await?;
    let row = row(world, &ask, &sheet)?;
    rows::top_up::insert_refund(tx, row.clone()).await?;
    let (coupons, coupons_used) = take_coupons(tx, world, &state).await?;
    let mut legs = money(&state.lots, &sheet);
    legs.extend(counts(&holdings, &state.given));
    let points = state.given.points;
    let there = Points(holdings.spendable(Asset::Points, world.now()));
    legs.extend(points::claw_back(&holdings, points, world.now()));
    let cause = Cause {
        kind: journal::Kind::TopUpRefund,
        business_key: format!("top-up-refund/{}", ask.top_up),
        subject: ask.top_up.0,
        place: ask.desk.place(),
        reason: format!("退储值 {}（{}）", sheet.amount, sheet.mode_text),
    };
    ledger::post(tx, world, &mut holdings, cause, legs).await?;
    level::after(tx, world, &ask.ladder, &mut holdings, level::Event::Returned).await?;
    let mut detail = audit::changed(before, told(&holdings));
    detail["order_no"] = json!(state.top_up.order_no);
    detail["reason"] = json!(sheet.mode_text);
    tell(tx, world, &ask, &row, detail).await?;
    let points_owed = Points((points.0 - there.0).max(0));
    let taken_back = TakenBack { points, points_owed, coupons, coupons_used };
    let balance = (holdings.principal(), holdings.gift());
    Ok(Refunded { refund: row, sheet, taken_back, balance })
}

async fn find(tx: &Tx, merchant: MerchantId, id: TopUpId) -> Result<top_up::Model> {
    Ok(rows::top_up::find(tx, merchant, id).await?.ok_or(StoredValueRefusal::NoSuchTopUp)?)
}

async fn state(tx: &Tx, world: &World, merchant: MerchantId, id: TopUpId) -> Result<State> {
    let top_up = find(tx, merchant, id).await?;
    if rows::top_up::refund(tx, merchant, id).await?.is_some() {
        return Err(StoredValueRefusal::Refunded.into());
    }
    let given: Given = serde_json::from_str(&top_up.gifts)?;
    let lots = rows::top_up::lots(tx, top_up.card_id, id).await?;
    let consumed = rows::top_up::consumed(tx, merchant, &lots).await?;
    let used = coupon::used(tx, merchant, given.coupons.iter().map(|c| c.coupon).collect()).await?;
    let used_coupons: Vec<_> =
        given.coupons.iter().filter(|c| used.contains(&c.coupon)).cloned().collect();
    let of =
        |asset| consumed.iter().filter(move |used| used.asset == asset).map(|used| used.amount);
    let left = |asset| lots.iter().filter(|lot| lot.asset == asset).map(|lot| lot.remaining).sum();
    let consumed_gift = of(Asset::Gift).sum();
    let facts = Facts {
        principal: top_up.principal,
        gift: top_up.gift,
        consumed: Fen(of(Asset::Principal).sum::<i64>() + consumed_gift),
        consumed_gift: Fen(consumed_gift),
        consumed_list: at_list_price(tx, merchant, &consumed).await?,
        used_gifts: Fen(used_coupons.iter().map(|coupon| coupon.value.0).sum()),
        left_principal: Fen(left(Asset::Principal)),
        left_gift: Fen(left(Asset::Gift)),
        paid_at: top_up.created_at,
        now: world.now(),
    };
    Ok(State { top_up, given, used_coupons, lots, facts })
}

/// Each purchase at its list price, in the part that this top-up paid of it, to the fen, so that
/// the sheet can be added up by hand. What is no sale has no other price than what was paid.
async fn at_list_price(tx: &Tx, merchant: MerchantId, consumed: &[Consumed]) -> Result<Fen> {
    let mut by_subject: Vec<(uuid::Uuid, i64)> = vec![];
    for used in consumed {
        match by_subject.iter_mut().find(|(subject, _)| *subject == used.subject) {
            Some((_, amount)) => *amount += used.amount,
            None => by_subject.push((used.subject, used.amount)),
        }
    }
    let subjects: Vec<_> = by_subject.iter().map(|(subject, _)| *subject).collect();
    let sales = rows::top_up::bought(tx, merchant, &subjects).await?;
    let listed = by_subject.iter().map(|(subject, amount)| {
        let sale = sales.iter().find(|sale| sale.sale.0 == *subject && sale.paid > Fen::ZERO);
        sale.map_or(*amount, |sale| {
            let share = i128::from(sale.list.0) * i128::from(*amount);
            // A part of the list price, which fits.
            half_even(share, i128::from(sale.paid.0)) as i64
        })
    });
    Ok(Fen(listed.sum()))
}

/// What is left of the top-up's lots: the refund to the counter, the rest to nobody.
fn money(lots: &[lot::Model], sheet: &Sheet) -> Vec<Leg> {
    let (mut due, mut legs) = (sheet.amount.0, vec![]);
    for lot in lots.iter().filter(|lot| lot.remaining > 0) {
        let principal = lot.asset == Asset::Principal;
        let paid = if principal { due.min(lot.remaining) } else { 0 };
        due -= paid;
        let out = |units, to| {
            let sum = if principal { Sum::principal(Fen(units)) } else { Sum::gift(Fen(units)) };
            Leg::Debit { sum, to, out_of: OutOf::These(vec![(lot.id, units)]) }
        };
        legs.push(out(paid, Book::Paid));
        legs.push(out(lot.remaining - paid, Book::Lapsed));
    }
    legs
}

/// Times that were given and are still there.
fn counts(holdings: &Holdings, given: &Given) -> Vec<Leg> {
    let mut by_service = BTreeMap::new();
    for gift in &given.counts {
        *by_service.entry(gift.service).or_insert(0) += gift.times;
    }
    let left = by_service.into_iter().map(|(service, times)| {
        let sum = Sum::counts(service, times.min(holdings.counts(service)));
        Leg::Debit { sum, to: Book::Granted, out_of: OutOf::Balance }
    });
    left.collect()
}

/// Coupons that were not used are gone (P2). How many went, and how many had been used.
async fn take_coupons(tx: &Tx, world: &World, state: &State) -> Result<(u32, u32)> {
    let used = |coupon: &&GivenCoupon| state.used_coupons.contains(coupon);
    let unused: Vec<_> =
        state.given.coupons.iter().filter(|coupon| !used(coupon)).map(|c| c.coupon).collect();
    let coupons = coupon::take_back(tx, world, state.top_up.merchant_id, unused).await?;
    Ok((coupons as u32, state.used_coupons.len() as u32))
}

fn row(world: &World, ask: &Refund, sheet: &Sheet) -> Result<top_up_refund::Model> {
    let id: TopUpRefundId = world.id();
    Ok(top_up_refund::Model {
        id,
        merchant_id: ask.desk.merchant,
        top_up_id: ask.top_up,
        refund_no: ask.refund_no.clone(),
        store_id: ask.desk.store,
        terminal_id: ask.desk.terminal,
        operator_id: ask.desk.operator,
        mode: ask.mode,
        amount: sheet.amount,
        sheet: serde_json::to_string(sheet)?,
        created_at: world.now(),
    })
}

async fn tell(
    tx: &Tx,
    world: &World,
    ask: &Refund,
    row: &top_up_refund::Model,
    mut detail: Value,
) -> Result<()> {
    detail["refund_no"] = json!(row.refund_no);
    detail["sum"] = json!(row.amount);
    detail["clerk"] = json!(ask.desk.operator);
    let (merchant, actor) = (row.merchant_id, ask.approved_by.to_string());
    let deed = Deed { merchant, actor, action: "top_up.refund", subject: &row.id, detail };
    audit::write(tx, world, deed).await
}
