//! 预授权: stored value is set aside for an order, and taken, given back, or freed by the clock. Each
//! step is a journal (P45).
use std::sync::Arc;

use entity::{
    account::Asset,
    hold::{Model, State},
    ids::{CardId, HoldId, MerchantId},
    journal::{self, Kind},
    values::Fen,
};
use serde_json::json;

use super::super::{
    Order, Program, StoredValueRefusal,
    desk::{Desk, told},
    rows,
    spend::{divide, shares},
};
use crate::{
    app::{App, Tx},
    audit, code,
    error::Result,
    ledger::{self, Cause, Holdings, Place},
    member, merchant,
    world::World,
};

/// Longest that anything is set aside.
pub const LONGEST_MINUTES: i64 = 24 * 60;

#[derive(Clone)]
pub struct Hold {
    pub desk: Desk,
    pub program: Arc<merchant::Program<Program>>,
    pub card: CardId,
    /// Of the member code, which this uses up.
    pub window: i64,
    pub order_no: String,
    pub amount: Fen,
    pub minutes: i64,
}

#[derive(Clone)]
pub struct Capture {
    pub desk: Desk,
    pub hold: HoldId,
    /// All of it, unless given.
    pub amount: Option<Fen>,
}

#[derive(Clone)]
pub struct Release {
    pub desk: Desk,
    pub hold: HoldId,
}

/// A hold, and what the card has besides.
pub struct Held {
    pub hold: Model,
    pub captured: Fen,
    pub balance: (Fen, Fen),
}

pub async fn hold(tx: &Tx, world: &World, ask: Hold) -> Result<Held> {
    let merchant = ask.desk.merchant;
    if !(1..=LONGEST_MINUTES).contains(&ask.minutes) || ask.amount <= Fen::ZERO {
        return Err(StoredValueRefusal::HoldMalformed.into());
    }
    ask.desk.moves(tx, world, ask.amount).await?;
    let mut holdings = ledger::lock(tx, merchant, ask.card).await?;
    release_over(tx, world, &mut holdings).await?;
    member::value_free(tx, world, merchant, holdings.card.member_id).await?;
    let before = told(&holdings);
    let (id, now): (HoldId, _) = (world.id(), world.now());
    let spend = code::Spend {
        merchant,
        card: ask.card,
        window: ask.window,
        terminal: ask.desk.terminal,
        subject: id.0,
    };
    code::spend(tx, world, spend).await?;
    let legs = shares(&holdings, ask.amount, ask.program.terms.spend_order, now)?.set_aside();
    let cause = Cause {
        kind: Kind::Hold,
        business_key: format!("hold/{}", ask.order_no),
        subject: id.0,
        place: ask.desk.place(),
        reason: format!("预授权 {}，单号 {}", ask.amount, ask.order_no),
    };
    let journal = ledger::post(tx, world, &mut holdings, cause, legs).await?;
    let hold = Model {
        id,
        merchant_id: merchant,
        card_id: ask.card,
        journal_id: journal.id,
        terminal_id: Some(ask.desk.terminal),
        amount: ask.amount.0,
        state: State::Open,
        expires_at: now.plus_ms(ask.minutes * 60_000),
        created_at: now,
    };
    rows::hold::insert(tx, hold.clone()).await?;
    let mut detail = audit::changed(before, told(&holdings));
    detail["order_no"] = json!(ask.order_no);
    detail["sum"] = json!(ask.amount);
    ask.desk.tell(tx, world, ("hold.make", &id), detail).await?;
    Ok(held(hold, Fen::ZERO, &holdings))
}

/// Take some of it for goods; the rest is free again.
pub async fn capture(tx: &Tx, world: &World, ask: Capture) -> Result<Held> {
    let (hold, mut holdings) = open(tx, world, ask.desk.merchant, ask.hold).await?;
    let amount = ask.amount.unwrap_or(Fen(hold.amount));
    if amount <= Fen::ZERO || amount.0 > hold.amount {
        return Err(StoredValueRefusal::CaptureTooMuch { held: Fen(hold.amount) }.into());
    }
    let (before, reason) = (told(&holdings), format!("预授权完成 {amount}"));
    let order = rows::hold::order(tx, &hold).await?;
    let (place, state) = (ask.desk.place(), State::Captured);
    let ending = Ending { amount, order, state, place, reason };
    end(tx, world, &mut holdings, &hold, ending).await?;
    let mut detail = audit::changed(before, told(&holdings));
    detail["sum"] = json!(amount);
    ask.desk.tell(tx, world, ("hold.capture", &hold.id), detail).await?;
    Ok(held(Model { state: State::Captured, ..hold }, amount, &holdings))
}

pub async fn release(tx: &Tx, world: &World, ask: Release) -> Result<Held> {
    let (hold, mut holdings) = open(tx, world, ask.desk.merchant, ask.hold).await?;
    let before = told(&holdings);
    let ending = Ending::free(State::Released, ask.desk.place(), "预授权取消");
    end(tx, world, &mut holdings, &hold, ending).await?;
    let detail = audit::changed(before, told(&holdings));
    ask.desk.tell(tx, world, ("hold.release", &hold.id), detail).await?;
    Ok(held(Model { state: State::Released, ..hold }, Fen::ZERO, &holdings))
}

/// Free what was set aside on this card for a time that is over: whoever moves the card's stored
/// value does this first, so that no job is late with it (P39).
pub async fn release_over(tx: &Tx, world: &World, holdings: &mut Holdings) -> Result<()> {
    if holdings.held(Asset::Principal) + holdings.held(Asset::Gift) == 0 {
        return Ok(());
    }
    let (merchant, card) = (holdings.card.merchant_id, holdings.card.id);
    for hold in rows::hold::over(tx, merchant, &[card], world.now()).await? {
        let ending = Ending::free(State::Expired, Place::default(), "预授权到期");
        end(tx, world, holdings, &hold, ending).await?;
    }
    Ok(())
}

/// Free what is over on any card, a page at a time, and say how many holds that were. Two nodes may
/// do this at once; a card that cannot be done is told of and left for the next round.
pub async fn expire(app: &App) -> Result<u64> {
    let (now, mut last, mut done) = (app.world.now(), HoldId(uuid::Uuid::nil()), 0);
    while !app.stop.is_cancelled() {
        let page = rows::hold::all_over(&app.db, now, last).await?;
        let Some(end) = page.last() else { break };
        last = end.id;
        for hold in page {
            match app.transact(expire_on, (hold.merchant_id, hold.card_id)).await {
                Ok(()) => done += 1,
                Err(fault) => tracing::error!(hold = %hold.id, %fault, "cannot free a hold"),
            }
        }
    }
    Ok(done)
}

async fn expire_on(tx: &Tx, world: &World, (merchant, card): (MerchantId, CardId)) -> Result<()> {
    let mut holdings = ledger::lock(tx, merchant, card).await?;
    release_over(tx, world, &mut holdings).await
}

/// An open hold, and its card.
async fn open(
    tx: &Tx,
    world: &World,
    merchant: MerchantId,
    id: HoldId,
) -> Result<(Model, Holdings)> {
    let found = rows::hold::find(tx, merchant, id).await?;
    let card = found.ok_or(StoredValueRefusal::NoSuchHold)?.card_id;
    let holdings = ledger::lock(tx, merchant, card).await?;
    // Again, now that nobody else can end it.
    let found = rows::hold::find(tx, merchant, id).await?;
    let hold = found.ok_or(StoredValueRefusal::NoSuchHold)?;
    let alive = hold.state == State::Open && hold.expires_at > world.now();
    if alive { Ok((hold, holdings)) } else { Err(StoredValueRefusal::HoldOver.into()) }
}

struct Ending {
    /// For goods.
    amount: Fen,
    /// In which that is taken.
    order: Order,
    state: State,
    place: Place,
    reason: String,
}

impl Ending {
    fn free(state: State, place: Place, reason: &str) -> Self {
        let (amount, order) = (Fen::ZERO, Order::default());
        Self { amount, order, state, place, reason: reason.to_owned() }
    }
}

/// What was set aside goes out in the order in which it would have been spent; the rest goes back
/// to the lots that it came from.
async fn end(
    tx: &Tx,
    world: &World,
    holdings: &mut Holdings,
    hold: &Model,
    ending: Ending,
) -> Result<journal::Model> {
    let uses = ledger::uses(tx, hold.merchant_id, &[hold.id.0]).await?;
    let (taken, freed) = divide(&uses, ending.amount, ending.order)?;
    let mut legs = taken.capture();
    legs.extend(freed.release());
    let kind = if ending.amount > Fen::ZERO { Kind::Capture } else { Kind::Release };
    let cause = Cause {
        kind,
        business_key: format!("hold-end/{}", hold.id),
        subject: hold.id.0,
        place: ending.place,
        reason: ending.reason,
    };
    rows::hold::end(tx, hold.merchant_id, hold.id, ending.state).await?;
    ledger::post(tx, world, holdings, cause, legs).await
}

fn held(hold: Model, captured: Fen, holdings: &Holdings) -> Held {
    Held { hold, captured, balance: (holdings.principal(), holdings.gift()) }
}
