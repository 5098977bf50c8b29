//! What midnight does to cards. A till that touches a card before the night's work came to it does
//! that card's part first, and so both see the same.
use std::sync::Arc;

use entity::{
    account::Asset,
    card,
    ids::{CardId, MerchantId},
    values::{Points, Timestamp},
};

use super::{
    super::{
        Expiry, Ladder, Upgrade,
        rows::{cards, sums},
        rules::{
            dates::{self, Due},
            fall::{self, Facts},
        },
    },
    change::{self, Change},
    rise::{Event, after},
};
use crate::{
    app::Tx,
    error::Result,
    ledger::{self, Holdings},
    world::World,
};

/// Terms that one look goes through: the rest of a pause this long waits for the next look.
const MOST_TERMS: usize = 64;

/// Do what midnight has done, and say whether it did anything. No statement, if it did nothing.
/// Every decision looks only at what was before its own midnight, so that it does not matter who
/// comes to it first, or how late.
pub async fn settle_due(
    tx: &Tx,
    world: &World,
    ladder: &Ladder,
    holdings: &mut Holdings,
) -> Result<bool> {
    for done in 0..MOST_TERMS {
        match dates::due(ladder, &holdings.card, world.now()) {
            Some(Due::Promised(at)) => keep_promise(tx, ladder, holdings, at).await?,
            Some(Due::Over(end)) => judge(tx, world, ladder, holdings, end).await?,
            None => return Ok(done > 0),
        }
    }
    Ok(true)
}

/// Its line in the history was written when it was promised.
async fn keep_promise(
    tx: &Tx,
    ladder: &Ladder,
    holdings: &mut Holdings,
    at: Timestamp,
) -> Result<()> {
    let before = &holdings.card;
    let to = before.next_level_id.unwrap_or(before.level_id);
    let level_until = match cards::promised(tx, before, at).await? {
        Some(change) => change.until_at,
        None => ladder.rung(to).and_then(|rung| dates::ends(ladder, rung, at)),
    };
    let after = card::Model {
        level_id: to,
        level_since: at,
        level_until,
        next_level_id: None,
        next_level_at: None,
        ..before.clone()
    };
    cards::rewrite(tx, before, &after).await?;
    holdings.card = after;
    Ok(())
}

async fn judge(
    tx: &Tx,
    world: &World,
    ladder: &Ladder,
    holdings: &mut Holdings,
    end: Timestamp,
) -> Result<()> {
    let facts = facts(tx, ladder, holdings, end).await?;
    let here = ladder.rung(holdings.card.level_id);
    let verdict = here.and_then(|here| fall::at_expiry(ladder, here, &facts));
    if let Some(verdict) = verdict {
        let change = Change { to: verdict.to, cause: verdict.cause, why: verdict.why, at: end };
        change::happen(tx, world, ladder, holdings, &change).await?;
        return Ok(());
    }
    // The program that would have ended it is no more.
    let after = card::Model { level_until: None, ..holdings.card.clone() };
    cards::rewrite(tx, &holdings.card, &after).await?;
    holdings.card = after;
    Ok(())
}

/// What the program asks of the term that ended.
async fn facts(tx: &Tx, ladder: &Ladder, holdings: &Holdings, end: Timestamp) -> Result<Facts> {
    let card = &holdings.card;
    let term = (dates::counted_from(card.level_since), end);
    let growth = (Asset::Growth, Asset::GrowthDebt);
    let points = (Asset::Points, Asset::PointsDebt);
    let mut facts = Facts::default();
    match (&ladder.program.expiry, ladder.program.upgrade) {
        (Expiry::AnniversaryStepDown, _) => {
            let year = dates::year_before(end);
            let growth = sums::granted(tx, card, growth, (term.0.max(year), end)).await?;
            facts.growth = Points(growth);
            // The purchase that lifted the card is one of the year: nothing set it back (LVL-20).
            let first_day = card.level_since.midnight();
            facts.spend = sums::spent(tx, card, (first_day.max(year), end)).await?;
        }
        (Expiry::Recompute, Upgrade::Growth) => {
            facts.growth = Points(sums::granted(tx, card, growth, term).await?);
        }
        (Expiry::Recompute, Upgrade::Points) => {
            facts.points = Points(sums::granted(tx, card, points, term).await?);
        }
        (Expiry::Balance { .. }, _) => {
            facts.balance = sums::balance_at(tx, holdings, end).await?;
        }
        (Expiry::None | Expiry::Fixed | Expiry::Recompute, _) => {}
    }
    Ok(facts)
}

/// One card of a night.
#[derive(Clone)]
pub struct Night {
    pub merchant: MerchantId,
    pub card: CardId,
    pub ladder: Arc<Ladder>,
}

/// Its midnights, and then, if that is not written yet, the end of its level.
pub async fn count_days(tx: &Tx, world: &World, ask: Night) -> Result<bool> {
    let mut holdings = ledger::lock(tx, ask.merchant, ask.card).await?;
    let settled = settle_due(tx, world, &ask.ladder, &mut holdings).await?;
    let before = &holdings.card;
    let level_until = dates::end_of(&ask.ladder, before);
    if level_until == before.level_until {
        return Ok(settled);
    }
    let after = card::Model { level_until, ..before.clone() };
    cards::rewrite(tx, before, &after).await?;
    Ok(true)
}

/// What came to it while no till looked, such as points that had to wait.
pub async fn accrue(tx: &Tx, world: &World, ask: Night) -> Result<bool> {
    let mut holdings = ledger::lock(tx, ask.merchant, ask.card).await?;
    let risen = after(tx, world, &ask.ladder, &mut holdings, Event::Credited).await?;
    Ok(risen.is_some())
}
