//! What can happen to points outside a sale's own journal.
mod program;

use entity::{
    account::{Asset, Book},
    approval as approval_row,
    card::Status,
    ids::{CardId, JournalId, MerchantId, OperatorId, SaleId},
    journal::Kind as JournalKind,
    pending_points,
    values::{Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    rows,
    rules::{self, Clawed, Program},
};
use crate::{
    app::Tx,
    approval::{self, Asked, Limits, Outcome, Share},
    audit::{self, Deed},
    card::masked_number,
    error::Result,
    ledger::{self, Cause, Holdings, Leg, OutOf, Place, Sum},
    member,
    world::World,
};

pub use program::{ChangeProgram, Copy, Decider, End, change_program, copy, end};

/// Remember what a sale earned for later.
pub async fn keep_pending(tx: &Tx, pending: Option<pending_points::Model>) -> Result<()> {
    match pending {
        Some(row) => rows::insert(tx, row).await,
        None => Ok(()),
    }
}

/// A return of a sale.
#[derive(Clone, Copy, Debug)]
pub struct Claw {
    pub sale: SaleId,
    pub clawed: Clawed,
    /// Points spent on the sale that come back to the card earlier in the same journal.
    pub returned: Points,
}

/// The legs of a return, after what it takes from points that are still to come was taken.
pub async fn claw(tx: &Tx, world: &World, holdings: &Holdings, ask: Claw) -> Result<Vec<Leg>> {
    let Claw { sale, clawed, returned } = ask;
    let pending = rows::pending(tx, holdings.card.merchant_id, sale).await?;
    let waiting = pending.as_ref().map_or(Points::ZERO, |pending| pending.amount);
    let (legs, taken) = rules::claw_legs(holdings, clawed, waiting, returned, world.now());
    if let Some(pending) = pending.filter(|_| taken > Points::ZERO) {
        rows::take(tx, &pending, taken).await?;
    }
    Ok(legs)
}

#[derive(Clone)]
pub struct Adjust {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    /// What the request is known by for ever, longer than its answer is kept (E5).
    pub word: String,
    pub card: CardId,
    pub asset: Asset,
    /// In the asset's unit; above nothing is a reward.
    pub amount: i64,
    pub reason: String,
    /// Whoever allowed it, where two are wanted (E19).
    pub allowed_by: Option<OperatorId>,
    pub program: Program,
}

/// Reward or reduce by hand (PTS-10, PTS-13).
pub async fn adjust(tx: &Tx, world: &World, ask: Adjust) -> Result<(JournalId, Holdings)> {
    let Adjust { merchant, card, asset, amount, reason, .. } = ask;
    let mut holdings = ledger::lock(tx, merchant, card).await?;
    let before = holdings.have(asset);
    let now = world.now();
    let legs = rules::adjust_legs(&holdings, asset, amount, ask.program.lot(now), now)?;
    let place = Place { operator: Some(ask.operator), ..Place::default() };
    let kind = JournalKind::Adjust;
    let business_key = format!("adjust/{}", ask.word);
    let cause = Cause { kind, business_key, subject: card.0, place, reason: reason.clone() };
    let journal = ledger::post(tx, world, &mut holdings, cause, legs).await?;
    let deed = Deed {
        merchant,
        actor: ask.operator.to_string(),
        action: "card.adjust",
        subject: &card,
        detail: json!({
            "asset": asset, "amount": amount, "reason": reason, "journal": journal.id,
            "before": { "balance": before }, "after": { "balance": holdings.have(asset) },
            "allowed_by": ask.allowed_by,
        }),
    };
    audit::write(tx, world, deed).await?;
    Ok((journal.id, holdings))
}

/// Adjust, or ask for it if it is more than one does alone (E19).
pub async fn adjust_or_ask(
    tx: &Tx,
    world: &World,
    (ask, limits): (Adjust, Limits),
) -> Result<Outcome<(JournalId, Holdings)>> {
    let alone = match Share::of_card(ask.asset, ask.card) {
        Some(share) => {
            approval::alone(tx, world, (&limits, ask.operator), (share, ask.amount)).await?
        }
        None => true,
    };
    match alone {
        true => adjust(tx, world, ask).await.map(Outcome::Done),
        false => ask_adjust(tx, world, ask).await.map(Box::new).map(Outcome::Waits),
    }
}

/// What an adjustment needs that waits for another to allow it.
#[derive(Serialize, Deserialize)]
struct Waiting {
    card: CardId,
    asset: Asset,
    amount: i64,
}

async fn ask_adjust(tx: &Tx, world: &World, ask: Adjust) -> Result<Asked> {
    let Adjust { merchant, operator, card, asset, amount, reason, .. } = ask;
    let holdings = ledger::lock(tx, merchant, card).await?;
    let number = masked_number(&holdings.card.number);
    let what = format!("会员卡 {number}：{}", rules::adjust_text(asset, amount));
    let terms = serde_json::to_value(Waiting { card, asset, amount })?;
    let (maker, deed) = (operator, approval::Deed::Adjust);
    let stores = member::stores(tx, merchant, vec![holdings.card.member_id]).await?;
    let ask = approval::Ask { merchant, maker, deed, stores, terms, what, reason };
    approval::ask(tx, world, ask).await
}

/// Do what was allowed, in the transaction that allows it.
pub async fn adjust_allowed(
    tx: &Tx,
    world: &World,
    (allowed, program): (&approval_row::Model, &Program),
) -> Result<()> {
    let Waiting { card, asset, amount } = serde_json::from_str(&allowed.deed)?;
    let ask = Adjust {
        merchant: allowed.merchant_id,
        operator: allowed.maker,
        word: format!("approval/{}", allowed.id),
        card,
        asset,
        amount,
        reason: allowed.reason.clone(),
        allowed_by: allowed.checker,
        program: program.clone(),
    };
    adjust(tx, world, ask).await?;
    Ok(())
}

#[derive(Clone)]
pub struct Due {
    pub merchant: MerchantId,
    pub sale: SaleId,
    pub card: CardId,
    pub program: Program,
}

/// Points of one sale come into their own, or end with their card.
pub async fn grant_due(tx: &Tx, world: &World, ask: Due) -> Result<bool> {
    let Due { merchant, sale, card, program } = ask;
    let mut holdings = ledger::lock(tx, merchant, card).await?;
    let now = world.now();
    // Whoever waited for the card looks again.
    let Some(pending) = rows::pending(tx, merchant, sale).await? else { return Ok(false) };
    rows::granted(tx, &pending, now).await?;
    if pending.amount > Points::ZERO {
        let (kind, key, legs, reason) = if holdings.card.status == Status::Void {
            let legs = rules::void_legs(pending.amount);
            (JournalKind::Expire, "expire", legs, "卡已作废，待生效积分失效")
        } else {
            let legs = rules::due_legs(&holdings, pending.amount, program.lot(now));
            (JournalKind::Grant, "grant", legs, "待生效积分到账")
        };
        let cause = Cause {
            kind,
            business_key: format!("{key}/{sale}"),
            subject: sale.0,
            place: Place::default(),
            reason: reason.to_owned(),
        };
        ledger::post(tx, world, &mut holdings, cause, legs).await?;
    }
    Ok(true)
}

#[derive(Clone, Copy)]
pub struct Clear {
    pub merchant: MerchantId,
    pub card: CardId,
    /// The new year, and its first moment.
    pub year: i32,
    pub begins: Timestamp,
}

/// 年度清零: what one card had when the year began (CLR-01). What it got since stays.
pub async fn clear(tx: &Tx, world: &World, ask: Clear) -> Result<bool> {
    let Clear { merchant, card, year, begins } = ask;
    let mut holdings = ledger::lock(tx, merchant, card).await?;
    let this_year = rules::year_of(begins);
    let lots = holdings.lots(Asset::Points, world.now()).into_iter();
    let old = lots.filter(|lot| lot.source != this_year && lot.opened_at < begins);
    let shares: Vec<_> = old.map(|lot| (lot.id, lot.remaining)).collect();
    let all = Points(shares.iter().map(|(_, remaining)| remaining).sum());
    if all == Points::ZERO {
        return Ok(false);
    }
    let sum = Sum::points(all);
    let legs = vec![Leg::Debit { sum, to: Book::Lapsed, out_of: OutOf::These(shares) }];
    let cause = Cause {
        kind: JournalKind::Clear,
        business_key: format!("clear/{year}/{card}"),
        subject: card.0,
        place: Place::default(),
        reason: format!("{year} 年 1 月 1 日积分清零"),
    };
    ledger::post(tx, world, &mut holdings, cause, legs).await?;
    Ok(true)
}
