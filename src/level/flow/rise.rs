//! A card rises: because it reached a threshold, or because something else lifts it.
use entity::{
    account::{Asset, Book},
    ids::{LevelChangeId, LevelId},
    journal::Kind,
    level_change::Cause,
};

use super::{
    super::{
        Ladder, LevelRefusal, Upgrade,
        rows::sums,
        rules::{
            self,
            rise::{self as rules_of_rise, Promise},
        },
    },
    change::{self, Change, LevelMove},
    settle::settle_due,
};
use crate::{
    app::Tx,
    error::Result,
    ledger::{self, Holdings, Leg, OutOf, Place, Sum},
    world::World,
};

/// What has just happened to a card, and is written already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A sale was settled.
    Bought,
    /// Money was paid in.
    ToppedUp,
    /// Points or growth came from elsewhere.
    Credited,
    /// A sale or a top-up was given back, whole or in part.
    Returned,
}

/// Look whether a card has risen by what has just happened to it: at once by growth, which then
/// begins again from nothing (LVL-07); at the next midnight by all else, and then it is promised
/// now, for everybody to see (LVL-08..10). Nothing falls by it.
pub async fn after(
    tx: &Tx,
    world: &World,
    ladder: &Ladder,
    holdings: &mut Holdings,
    event: Event,
) -> Result<Option<LevelMove>> {
    let by = ladder.program.upgrade;
    if by == Upgrade::None {
        return Ok(None);
    }
    settle_due(tx, world, ladder, holdings).await?;
    let Some(here) = ladder.rung(holdings.card.level_id) else { return Ok(None) };
    let have = match (by, event) {
        (Upgrade::Growth, _) => holdings.growth().0,
        (Upgrade::Points, _) => holdings.spendable(Asset::Points, world.now()),
        (Upgrade::Spend, Event::Bought | Event::Returned) => {
            let ever = (Ladder::EVER, world.now().plus_ms(1));
            sums::spent(tx, &holdings.card, ever).await?.0
        }
        (Upgrade::Recharge, Event::ToppedUp | Event::Returned) => {
            sums::recharged(tx, &holdings.card).await?.0
        }
        _ => return Ok(None),
    };
    let reached = rules_of_rise::reached(ladder, here, have);
    let why = |to| rules_of_rise::why(by, to, have);
    if by == Upgrade::Growth {
        let Some(to) = reached else { return Ok(None) };
        let change = Change { to, cause: by.cause(), why: why(to), at: world.now() };
        let id = change::happen(tx, world, ladder, holdings, &change).await?;
        use_up_growth(tx, world, holdings, (id, &change)).await?;
        return Ok(Some(change.told()));
    }
    let promised = holdings.card.next_level_id.and_then(|next| ladder.rung(next));
    match (rules_of_rise::promise(promised, reached, event == Event::Returned), reached) {
        (Promise::Make, Some(to)) => {
            let at = world.now().midnight_in(1);
            let change = Change { to, cause: by.cause(), why: why(to), at };
            change::promise(tx, world, ladder, holdings, &change).await?;
            Ok(Some(change.told()))
        }
        (Promise::Withdraw, _) => {
            change::withdraw(tx, world, holdings).await?;
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// All of it: any surplus is lost.
async fn use_up_growth(
    tx: &Tx,
    world: &World,
    holdings: &mut Holdings,
    (id, change): (LevelChangeId, &Change<'_>),
) -> Result<()> {
    let cause = ledger::Cause {
        kind: Kind::LevelReset,
        business_key: format!("level/{id}"),
        subject: holdings.card.id.0,
        place: Place::default(),
        reason: format!("升级为{}，成长值清零", change.to.level.name),
    };
    let all = Sum::growth(holdings.growth());
    let leg = Leg::Debit { sum: all, to: Book::Lapsed, out_of: OutOf::Balance };
    ledger::post(tx, world, holdings, cause, vec![leg]).await?;
    Ok(())
}

/// Lift a card to a level at once, for a reason of its own. Never downgrades: whoever is there, or
/// higher, stays, and so does whoever is on no step, unless they pay for it (LVL-12).
pub async fn rise(
    tx: &Tx,
    world: &World,
    ladder: &Ladder,
    holdings: &mut Holdings,
    (to, cause, why): (LevelId, Cause, String),
) -> Result<Option<LevelMove>> {
    settle_due(tx, world, ladder, holdings).await?;
    let to = ladder.rung(to).ok_or(LevelRefusal::NoSuchLevel)?;
    let offered = to.level.deleted_at.is_none();
    let lifts = offered
        && ladder.rung(holdings.card.level_id).is_some_and(|here| {
            let from_no_step = here.level.rank.is_none() && here.level.id != to.level.id;
            rules::is_above(to, here) || (cause == Cause::Paid && from_no_step)
        });
    if !lifts {
        return Ok(None);
    }
    let change = Change { to, cause, why, at: world.now() };
    change::happen(tx, world, ladder, holdings, &change).await?;
    Ok(Some(change.told()))
}
