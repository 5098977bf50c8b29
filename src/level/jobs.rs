//! What the night does to levels: after what expires has expired and what waited has been granted
//! (C15). Any number of nodes may do it at once: each card is looked at again under its lock, and
//! whoever comes second finds nothing left to do (F18).
use std::sync::Arc;

use entity::{
    account::Asset,
    ids::{CardId, MerchantId},
};

use super::{
    Ladder, Upgrade, flow,
    rows::{
        self,
        due::{self, Due},
    },
    rules::dates,
};
use crate::{
    app::{App, Flow},
    error::Result,
};

/// The levels of all merchants' cards; how many were changed. A merchant whose terms cannot be
/// read, or a card that cannot be done, is told of and keeps nobody else waiting.
pub async fn nightly(app: &App) -> Result<u64> {
    let mut changed = 0;
    for merchant in due::merchants(&app.db).await? {
        match of_merchant(app, merchant).await {
            Ok(cards) => changed += cards,
            Err(fault) => {
                metrics::counter!("kabao_levels_left_total").increment(1);
                tracing::error!(%merchant, %fault, "cannot settle the levels of a merchant");
            }
        }
    }
    Ok(changed)
}

/// What was reached, then what was promised, then what is over.
async fn of_merchant(app: &App, merchant: MerchantId) -> Result<u64> {
    let ladder = Arc::new(rows::ladder(&app.db, merchant).await?);
    let mut changed = 0;
    for due in reached(&ladder) {
        changed += each(app, (merchant, &ladder), &due, flow::accrue).await?;
    }
    let written = Due::Written(app.world.now());
    changed += each(app, (merchant, &ladder), &written, flow::count_days).await?;
    let uncounted = Due::Uncounted(ending(&ladder, app));
    changed += each(app, (merchant, &ladder), &uncounted, flow::count_days).await?;
    Ok(changed)
}

/// Cards that have enough and were promised nothing. Sums of sales and top-ups are judged where
/// they are made, and nowhere else.
fn reached(ladder: &Ladder) -> Vec<Due> {
    let by = ladder.program.upgrade;
    let asset = match by {
        Upgrade::Growth => Asset::Growth,
        Upgrade::Points => Asset::Points,
        Upgrade::None | Upgrade::Spend | Upgrade::Recharge => return vec![],
    };
    let from = |rank| {
        let below = ladder.steps().filter(move |rung| rung.level.rank < rank);
        below.map(|rung| rung.level.id).collect()
    };
    let steps = ladder.steps().filter_map(|rung| {
        let least = rung.terms.thresholds.of(by)?;
        Some(Due::Reached { asset, least, from: from(rung.level.rank) })
    });
    steps.collect()
}

/// Levels that do not last.
fn ending(ladder: &Ladder, app: &App) -> Vec<entity::ids::LevelId> {
    let now = app.world.now();
    let ends = ladder.rungs().iter().filter(|rung| dates::ends(ladder, rung, now).is_some());
    ends.map(|rung| rung.level.id).collect()
}

/// Each in a transaction of its own, a page at a time.
async fn each<F>(
    app: &App,
    (merchant, ladder): (MerchantId, &Arc<Ladder>),
    due: &Due,
    flow: F,
) -> Result<u64>
where
    F: for<'a> Flow<'a, flow::Night, bool>,
{
    let (mut last, mut changed) = (CardId(uuid::Uuid::nil()), 0);
    while !app.stop.is_cancelled() {
        let page = due::cards(&app.db, merchant, due, last).await?;
        let Some(end) = page.last() else { break };
        last = *end;
        for card in page {
            let night = flow::Night { merchant, card, ladder: ladder.clone() };
            match app.transact(flow, night).await {
                Ok(done) => changed += u64::from(done),
                Err(fault) => tracing::error!(%card, %fault, "cannot settle the level of a card"),
            }
        }
    }
    Ok(changed)
}
