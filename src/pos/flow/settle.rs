//! 收款: a quote becomes a sale, with all that moves because of it, in one transaction.
use std::sync::Arc;

use entity::{
    account::{Asset, Book},
    card,
    ids::{CardId, SaleId},
    journal,
    program::Kind,
    sale::{self, State},
    sale_line, sale_tender,
    values::{Fen, Points, Timestamp},
};

use super::{At, Receipt, receipt::After};
use crate::{
    app::{App, Tx},
    card as cards, code, coupon,
    error::Result,
    ledger::{self, Cause, Holdings, Leg, OutOf, Sum},
    level::{self, Ladder},
    member,
    merchant::{self, Program},
    once::Key,
    operator::{Clerk, ClerkRef, spend_allowance},
    points,
    pos::{
        jobs::Tell,
        price::PricedLine,
        quote::{FromLot, Quote, Shown},
        rows::{self, Paid},
        rules::{SaleRefusal, balanced, state_text},
        view::ReceiptView,
    },
    stored_value,
    world::World,
};

/// What a till says when it has the money.
pub struct Ask {
    pub sale: SaleId,
    /// Of the quote.
    pub hash: Vec<u8>,
    pub tenders: Vec<(sale_tender::Kind, Fen)>,
    /// A member code shown now, if the quote had none.
    pub code: Option<String>,
}

#[derive(Clone)]
struct Settle {
    at: At,
    sale: SaleId,
    hash: Vec<u8>,
    tenders: Vec<(sale_tender::Kind, Fen)>,
    fresh: Option<(CardId, Shown)>,
    points: Arc<Program<points::Program>>,
    stored_value: Arc<Program<stored_value::Program>>,
    ladder: Arc<Ladder>,
    clerk: ClerkRef,
}

/// Take the money, once.
pub async fn settle(app: &App, clerk: &Clerk, key: Key, ask: Ask) -> Result<ReceiptView> {
    let key = key.of(clerk.terminal.id);
    let merchant = clerk.merchant;
    let fresh = match ask.code {
        None => None,
        Some(typed) => match shown(app, clerk, &typed).await {
            Ok(fresh) => Some(fresh),
            // Unless this very request was answered, while its code was good.
            Err(no) => return app.answered(merchant, &key).await?.ok_or(no),
        },
    };
    let here = (merchant, clerk.terminal.store_id);
    let ask = Settle {
        at: At::of(app, clerk).await?,
        sale: ask.sale,
        hash: ask.hash,
        tenders: ask.tenders,
        fresh,
        points: merchant::program_in(app, here, Kind::Points).await?,
        stored_value: merchant::program(app, merchant, Kind::StoredValue).await?,
        ladder: level::ladder(app, merchant).await?,
        clerk: clerk.to_ref(),
    };
    app.once(merchant, key, pay, ask).await
}

/// A code that is shown now, and whose it is.
async fn shown(app: &App, clerk: &Clerk, typed: &str) -> Result<(CardId, Shown)> {
    let code::Read { card, window } = code::scanned_code(app, clerk, typed).await?;
    Ok((card.id, Shown { window, handle: card.sequence }))
}

async fn pay(tx: &Tx, world: &World, ask: Settle) -> Result<Receipt> {
    let now = world.now();
    let (mut sale, held_until) = rows::lock_to_pay(tx, ask.at.merchant, ask.sale).await?;
    payable(&sale, &ask, now)?;
    if stored_value_in(&ask.tenders) > Fen::ZERO {
        member::may_spend_value(now, held_until)?;
    }
    let quote: Quote = serde_json::from_str(&sale.priced)?;
    spend_allowance(tx, world, &ask.clerk, sale.payable).await?;
    let mut holdings = None;
    let mut paid = Paid {
        points_from: None,
        points_earned: Points::ZERO,
        growth_earned: Points::ZERO,
        at: now,
    };
    match sale.card_id {
        None => without_member(&sale, &ask.tenders)?,
        Some(card) => {
            let moved = member_side(tx, world, (&sale, card), &quote, &ask).await?;
            let earned = quote.earned.as_ref();
            paid.points_from = moved.points_from;
            paid.points_earned = earned.map_or(Points::ZERO, points::Earned::total);
            paid.growth_earned = earned.map_or(Points::ZERO, |earned| earned.growth);
            holdings = Some(moved.holdings);
        }
    }
    (sale.state, sale.paid, sale.settled_at) = (State::Settled, sale.payable, Some(now));
    (sale.points_earned, sale.growth_earned) = (paid.points_earned, paid.growth_earned);
    rows::settle(tx, &sale, paid).await?;
    let lines: Vec<_> = quote.bill.lines.iter().map(|line| line_row(&sale, line)).collect();
    let tenders: Vec<_> = ask.tenders.iter().map(|tender| tender_row(&sale, *tender)).collect();
    rows::insert_lines(tx, lines.clone()).await?;
    rows::insert_tenders(tx, tenders.clone()).await?;
    let mut after = None;
    if let Some(mut holdings) = holdings {
        let member = holdings.card.member_id;
        level::after(tx, world, &ask.ladder, &mut holdings, level::Event::Bought).await?;
        let has = After::of(&holdings, now);
        Tell::settled(&sale, member, &ask.at, &has).promise(tx, world).await?;
        after = Some(has);
    }
    Ok(Receipt { sale, quote, lines, tenders, refunds: vec![], at: ask.at, after })
}

/// The quote is this till's, unpaid, what was shown, and stands; and the tenders pay it.
fn payable(sale: &sale::Model, ask: &Settle, now: Timestamp) -> Result<(), SaleRefusal> {
    if sale.terminal_id != ask.at.terminal {
        return Err(SaleRefusal::NotAtThisTill);
    }
    if sale.state != State::Quoted {
        let state_text = state_text(sale.state).to_owned();
        return Err(SaleRefusal::WrongState { state_text });
    }
    if sale.hash != ask.hash {
        return Err(SaleRefusal::QuoteChanged);
    }
    if sale.expires_at <= now {
        return Err(SaleRefusal::QuoteExpired);
    }
    balanced(&ask.tenders, sale.payable)
}

fn without_member(
    sale: &sale::Model,
    tenders: &[(sale_tender::Kind, Fen)],
) -> Result<(), SaleRefusal> {
    let ours = stored_value_in(tenders) > Fen::ZERO || sale.coupon_id.is_some();
    if ours { Err(SaleRefusal::MemberNeeded) } else { Ok(()) }
}

/// What moved on the card.
struct Moved {
    holdings: Holdings,
    points_from: Option<String>,
}

/// Lock what the card has, spend the code if it pays for anything, and move it all in one journal.
async fn member_side(
    tx: &Tx,
    world: &World,
    (sale, card): (&sale::Model, CardId),
    quote: &Quote,
    ask: &Settle,
) -> Result<Moved> {
    let now = world.now();
    let mut holdings = ledger::lock(tx, sale.merchant_id, card).await?;
    cards::usable(holdings.card.status)?;
    stored_value::release_over(tx, world, &mut holdings).await?;
    let stored = stored_value_in(&ask.tenders);
    if stored > Fen::ZERO || sale.points_spent > Points::ZERO || sale.coupon_id.is_some() {
        let window = code_window(sale, &holdings.card, quote.handle, ask, now)?;
        let (merchant, terminal) = (sale.merchant_id, ask.at.terminal);
        let subject = sale.id.0;
        code::spend(tx, world, code::Spend { merchant, card, window, terminal, subject }).await?;
    }
    let order = ask.stored_value.terms.spend_order;
    let mut legs = match stored {
        Fen::ZERO => vec![],
        amount => stored_value::spend(&holdings, amount, order, now)?,
    };
    let points_from = from_lots(&holdings, sale.points_spent, now);
    legs.push(spend_points(sale.points_spent, &points_from));
    if let Some(earned) = &quote.earned {
        let program = &ask.points.terms;
        let (earning, pending) = points::earn_legs(&holdings, earned, program, sale.id, now);
        legs.extend(earning);
        points::keep_pending(tx, pending).await?;
    }
    let cause = Cause {
        kind: journal::Kind::Settle,
        business_key: format!("settle/{}", sale.id),
        subject: sale.id.0,
        place: ask.at.place(),
        reason: format!("消费 {}", sale.payable),
    };
    ledger::post(tx, world, &mut holdings, cause, legs).await?;
    if let Some(coupon) = sale.coupon_id {
        // Whose card it was when it was quoted may have become another member since.
        let member = holdings.card.member_id;
        let (merchant, sale) = (sale.merchant_id, sale.id);
        coupon::redeem(tx, world, coupon::Redeem { merchant, member, coupon, sale }).await?;
    }
    let points_from = match points_from.is_empty() {
        true => None,
        false => Some(serde_json::to_string(&points_from)?),
    };
    Ok(Moved { holdings, points_from })
}

/// The code that authorises the debit: shown now, or when the sale was quoted. A number does not.
fn code_window(
    sale: &sale::Model,
    card: &card::Model,
    handle: Option<i64>,
    ask: &Settle,
    now: Timestamp,
) -> Result<i64, SaleRefusal> {
    let earliest = code::half_minute(now) - 2 * crate::pos::rules::WINDOW_KEPT;
    let kept = sale.code_window.filter(|window| *window >= earliest);
    let shown = match ask.fresh {
        Some((of, _)) if of != card.id => return Err(SaleRefusal::CodeOfAnother),
        Some((_, shown)) => Some(shown),
        None => kept.zip(handle).map(|(window, handle)| Shown { window, handle }),
    };
    // A card that was reissued meanwhile has a new code: the old one may be in a finder's hands.
    let shown = shown.filter(|shown| shown.handle == card.sequence);
    shown.map(|shown| shown.window).ok_or(SaleRefusal::MemberCodeNeeded)
}

fn stored_value_in(tenders: &[(sale_tender::Kind, Fen)]) -> Fen {
    let ours = tenders.iter().find(|(kind, _)| *kind == sale_tender::Kind::StoredValue);
    ours.map_or(Fen::ZERO, |(_, amount)| *amount)
}

/// Whatever expires first, written down lot by lot.
fn from_lots(holdings: &Holdings, points: Points, now: Timestamp) -> Vec<FromLot> {
    let mut left = points.0;
    let mut from = vec![];
    for lot in holdings.lots(Asset::Points, now) {
        let share = lot.remaining.min(left);
        if share > 0 {
            from.push(FromLot { lot: lot.id, points: Points(share), until: lot.expires_at });
            left -= share;
        }
    }
    from
}

/// If the lots have too little by now, the ledger says so.
fn spend_points(points: Points, from: &[FromLot]) -> Leg {
    let shares: Vec<_> = from.iter().map(|from| (from.lot, from.points.0)).collect();
    let together: i64 = shares.iter().map(|(_, share)| share).sum();
    let out_of = if together == points.0 { OutOf::These(shares) } else { OutOf::Soonest };
    Leg::Debit { sum: Sum::points(points), to: Book::Spent, out_of }
}

fn line_row(sale: &sale::Model, line: &PricedLine) -> sale_line::Model {
    sale_line::Model {
        sale_id: sale.id,
        line: line.line,
        merchant_id: sale.merchant_id,
        goods_id: line.goods,
        category_id: line.category,
        name: line.name.clone(),
        quantity: line.quantity,
        returned: 0,
        list: line.list,
        paid: line.paid,
    }
}

fn tender_row(sale: &sale::Model, (kind, amount): (sale_tender::Kind, Fen)) -> sale_tender::Model {
    let (sale_id, merchant_id) = (sale.id, sale.merchant_id);
    sale_tender::Model { sale_id, kind, merchant_id, amount, refunded: Fen::ZERO }
}
