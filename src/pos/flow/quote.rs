//! 计价: a cart becomes a sale with a price that stands for a quarter of an hour.
use std::sync::Arc;

use entity::{
    card, goods,
    ids::{CardId, MerchantId, SaleId},
    program::Kind,
    sale::{self, State},
    values::{Fen, Points, Timestamp},
};

use super::{Buyer, buyer};
use crate::{
    app::{App, Tx},
    catalog, coupon,
    coupon::{Reserve, Reserved},
    error::Result,
    ledger::{self, Holdings},
    level::{self, Ladder, LevelName},
    member as members,
    merchant::{self, Program},
    once::Key,
    operator::Clerk,
    points::{self, AsCash, Redeem},
    pos::{
        cart::{Cart, Wish},
        price::{self, Item},
        quote::{self, Quote, Shown},
        reckon::{Reckoning, Rules, Shopper},
        rows,
        rules::{QUOTE_MS, SaleRefusal, WINDOW_KEPT},
        view::QuoteView,
    },
    typed,
    world::World,
};

/// What a till wants priced.
pub struct Ask {
    pub order_no: String,
    /// Whom a scan names; nobody for a guest.
    pub scan: Option<String>,
    /// Or the card that a quote before this one named.
    pub card: Option<CardId>,
    pub cart: Cart,
}

/// All that pricing needs and that is read before anything is locked.
#[derive(Clone)]
pub struct Ready {
    pub merchant: MerchantId,
    pub store: entity::ids::StoreId,
    pub terminal: entity::ids::TerminalId,
    pub operator: entity::ids::OperatorId,
    pub order_no: String,
    pub cart: Cart,
    pub found: Vec<goods::Model>,
    pub buyer: Option<Arc<Buyer>>,
    pub ladder: Arc<Ladder>,
    pub points: Arc<Program<points::Program>>,
    pub redeem: Arc<Program<Redeem>>,
}

/// A sale that was quoted, with what only its member may see.
pub struct Quoted {
    pub sale: sale::Model,
    pub quote: Quote,
    pub level: Option<LevelName>,
    pub buyer: Option<(Arc<Buyer>, Holdings, AsCash)>,
    pub now: Timestamp,
}

/// Price a cart under its order number; asked again before it is paid, the last quote counts.
pub async fn quote(app: &App, clerk: &Clerk, key: Key, ask: Ask) -> Result<QuoteView> {
    let key = key.of(clerk.terminal.id);
    let merchant = clerk.merchant;
    match prepare(app, clerk, ask).await {
        Ok(ready) => app.once(merchant, key, write, ready).await,
        // Unless this very request was answered, while its code was good.
        Err(no) => app.answered(merchant, &key).await?.ok_or(no),
    }
}

async fn prepare(app: &App, clerk: &Clerk, ask: Ask) -> Result<Ready> {
    typed::order_no(&ask.order_no)?;
    ask.cart.check()?;
    let buyer = match (&ask.scan, ask.card) {
        (Some(scan), _) => Some(buyer::scanned(app, clerk, scan).await?),
        (None, Some(card)) => Some(buyer::known(app, clerk, card).await?),
        (None, None) => None,
    };
    ready(app, clerk, (ask.order_no, ask.cart), buyer).await
}

/// What resuming a sale needs, too.
pub async fn ready(
    app: &App,
    clerk: &Clerk,
    (order_no, cart): (String, Cart),
    buyer: Option<Buyer>,
) -> Result<Ready> {
    let merchant = clerk.merchant;
    let found = catalog::find_goods(&app.db, merchant, &cart.named()).await?;
    let here = (merchant, clerk.terminal.store_id);
    Ok(Ready {
        merchant,
        store: clerk.terminal.store_id,
        terminal: clerk.terminal.id,
        operator: clerk.operator.id,
        order_no,
        cart,
        found,
        buyer: buyer.map(Arc::new),
        ladder: level::ladder(app, merchant).await?,
        points: merchant::program_in(app, here, Kind::Points).await?,
        redeem: merchant::program_in(app, here, Kind::Redeem).await?,
    })
}

async fn write(tx: &Tx, world: &World, ready: Ready) -> Result<Quoted> {
    let before = rows::lock_by_order_no(tx, ready.merchant, &ready.order_no).await?;
    if let Some(before) = &before {
        if !matches!(before.state, State::Quoted | State::Held) {
            return Err(SaleRefusal::OrderNoTaken.into());
        }
        if before.terminal_id != ready.terminal {
            return Err(SaleRefusal::NotAtThisTill.into());
        }
    }
    put(tx, world, ready, before).await
}

/// Price it and write it, over what was quoted before.
pub async fn put(
    tx: &Tx,
    world: &World,
    ready: Ready,
    before: Option<sale::Model>,
) -> Result<Quoted> {
    let now = world.now();
    let id = before.as_ref().map_or_else(|| world.id(), |before| before.id);
    let items = ready.cart.items(&ready.found)?;
    let counted_on = before.as_ref().and_then(|before| before.coupon_id);
    if counted_on.is_some() && counted_on != ready.cart.coupon {
        coupon::release(tx, ready.merchant, id).await?;
    }
    let (mut quote, buyer) = match ready.buyer.clone() {
        None => (guest(&ready, &items)?, None),
        Some(buyer) => {
            // A level that was due at midnight counts, whether or not the night has come to it.
            let mut holdings = ledger::lock(tx, ready.merchant, buyer.card.id).await?;
            holdings.movable()?;
            level::settle_due(tx, world, &ready.ladder, &mut holdings).await?;
            let (quote, most) = member(tx, world, &ready, &items, (id, &buyer, &holdings)).await?;
            (quote, Some((buyer, holdings, most)))
        }
    };
    let shown = match &buyer {
        Some((_, holdings, _)) => shown(&ready, before.as_ref(), now)?
            .filter(|shown| shown.handle == holdings.card.sequence),
        None => None,
    };
    quote.handle = shown.map(|shown| shown.handle);
    let window = shown.map(|shown| shown.window);
    let card = buyer.as_ref().map(|(_, holdings, _)| &holdings.card);
    let sale = row(&ready, &quote, (card, window), (id, before.as_ref()), now)?;
    match before {
        None => rows::insert(tx, sale.clone()).await?,
        Some(_) => rows::replace(tx, sale.clone()).await?,
    }
    let rung = quote.level.and_then(|level| ready.ladder.rung(level));
    let level = rung.map(|rung| rung.level.clone().into());
    Ok(Quoted { sale, quote, level, buyer, now })
}

fn guest(ready: &Ready, items: &[Item]) -> Result<Quote> {
    if ready.cart.coupon.is_some() || ready.cart.points != Wish::None {
        return Err(SaleRefusal::MemberNeeded.into());
    }
    let bill = price::guest(items)?;
    Ok(Quote { bill, earned: None, level: None, versions: ready.versions(), handle: None })
}

/// A member's price, and the most that their points could pay of it.
async fn member(
    tx: &Tx,
    world: &World,
    ready: &Ready,
    items: &[Item],
    (sale, buyer, holdings): (SaleId, &Buyer, &Holdings),
) -> Result<(Quote, AsCash)> {
    let now = world.now();
    let level = level::held(&holdings.card, now);
    let terms = ready.ladder.terms_of(&holdings.card, now);
    let shopper = Shopper {
        level,
        level_name: ready.ladder.rung(level).map_or("", |rung| rung.level.name.as_str()),
        terms: &terms,
        birthday: members::is_birthday(buyer.member.birthday.as_deref(), now),
        points: Points(holdings.spendable(entity::account::Asset::Points, now)),
        at: now,
    };
    let rules = Rules { points: &ready.points.terms, redeem: &ready.redeem.terms };
    let mut reckoning = Reckoning::begin(items, shopper, rules)?;
    if let Some(coupon) = ready.cart.coupon {
        let (merchant, store) = (ready.merchant, ready.store);
        // Not the buyer's, who was read before the card was held and may have become another since.
        let (member, until) = (holdings.card.member_id, now.plus_ms(QUOTE_MS));
        let ask = Reserve { merchant, member, coupon, sale, store, until };
        let Reserved { coupon, template, terms } = coupon::reserve(tx, world, ask).await?;
        reckoning.coupon(coupon.id, &template, &terms)?;
    }
    let most = reckoning.points(ready.cart.points)?;
    let (bill, earned) = reckoning.end();
    let (level, versions) = (Some(level), ready.versions());
    Ok((Quote { bill, earned: Some(earned), level, versions, handle: None }, most))
}

impl Ready {
    fn versions(&self) -> [i32; 3] {
        [self.points.version, self.redeem.version, self.ladder.version]
    }
}

/// A code that named this card for the quote before still does, as long as a quote stands (D8).
fn shown(ready: &Ready, before: Option<&sale::Model>, now: Timestamp) -> Result<Option<Shown>> {
    let Some(buyer) = &ready.buyer else { return Ok(None) };
    if let Some(window) = buyer.window {
        return Ok(Some(Shown { window, handle: buyer.card.sequence }));
    }
    let same = before.filter(|before| before.card_id == Some(buyer.card.id));
    let earliest = crate::code::half_minute(now) - WINDOW_KEPT;
    let kept = same.and_then(|before| before.code_window).filter(|window| *window >= earliest);
    let (Some(before), Some(window)) = (same, kept) else { return Ok(None) };
    let quote: Quote = serde_json::from_str(&before.priced)?;
    Ok(quote.handle.map(|handle| Shown { window, handle }))
}

fn row(
    ready: &Ready,
    quote: &Quote,
    (card, code_window): (Option<&card::Model>, Option<i64>),
    (id, before): (SaleId, Option<&sale::Model>),
    now: Timestamp,
) -> Result<sale::Model> {
    let bill = &quote.bill;
    let mut sale = sale::Model {
        id,
        merchant_id: ready.merchant,
        store_id: ready.store,
        terminal_id: ready.terminal,
        operator_id: ready.operator,
        order_no: ready.order_no.clone(),
        state: State::Quoted,
        card_id: card.map(|card| card.id),
        member_id: card.map(|card| card.member_id),
        code_window,
        coupon_id: bill.coupon.as_ref().map(|coupon| coupon.id),
        hash: vec![],
        cart: serde_json::to_string(&ready.cart)?,
        priced: serde_json::to_string(quote)?,
        list_total: bill.list_total,
        payable: bill.payable,
        points_spent: bill.points.as_ref().map_or(Points::ZERO, |points| points.points),
        points_from: None,
        points_earned: Points::ZERO,
        growth_earned: Points::ZERO,
        paid: Fen::ZERO,
        refunded: Fen::ZERO,
        expires_at: now.plus_ms(QUOTE_MS),
        created_at: before.map_or(now, |before| before.created_at),
        settled_at: None,
    };
    sale.hash = quote::hash(&sale);
    Ok(sale)
}
