//! Writing days down, and reading figures: of days that are over from what was written down, of
//! today from the rows.
use chrono::NaiveDate;
use entity::{
    day_figure::Metric,
    ids::{MerchantId, StoreId},
    values::Timestamp,
};

use super::{
    rows::{self, Figure, Which, sums},
    rules::{self, OUTSTANDING, Period, SHOWN, Step},
};
use crate::{
    app::{App, Tx},
    error::Result,
    world::World,
};

/// What it takes to write down that days are over.
#[derive(Clone)]
struct Roll {
    merchant: MerchantId,
    from: Option<Timestamp>,
    to: Timestamp,
    figures: Vec<Figure>,
}

/// Write down all days that are over and are not written down; says up to which day they are.
///
/// They are added up outside the transaction, which would stop every till on SQLite: whoever adds
/// them up comes to the same, and the first keeps it.
pub async fn roll(app: &App, merchant: MerchantId) -> Result<Timestamp> {
    let from = rows::until(&app.db, merchant).await?;
    let to = rules::finished(app.world.now());
    if let Some(until) = from.filter(|until| *until >= to) {
        return Ok(until);
    }
    let all: Vec<Metric> = SHOWN.into_iter().chain(OUTSTANDING).collect();
    let begin = from.unwrap_or(Timestamp(0));
    let figures = sums(&app.db, merchant, (begin, to), &all).await?;
    app.transact(write_down, Roll { merchant, from, to, figures }).await
}

async fn write_down(tx: &Tx, _: &World, roll: Roll) -> Result<Timestamp> {
    let Roll { merchant, from, to, figures } = roll;
    if rows::advance(tx, merchant, (from, to), &figures).await? {
        return Ok(to);
    }
    // Another node was first, perhaps at another hour.
    Ok(rows::until(tx, merchant).await?.unwrap_or(Timestamp(0)))
}

/// Whose figures: of the whole chain, or of some stores.
#[derive(Clone, Debug)]
pub struct Whose {
    pub merchant: MerchantId,
    pub stores: Option<Vec<StoreId>>,
}

impl Whose {
    fn sum(&self, figures: &[Figure], metric: Metric) -> i64 {
        self.of(figures).filter(|figure| figure.metric == metric).map(|figure| figure.value).sum()
    }

    fn of<'a>(&'a self, figures: &'a [Figure]) -> impl Iterator<Item = &'a Figure> {
        figures.iter().filter(|figure| self.covers(figure.store))
    }

    fn covers(&self, store: Option<StoreId>) -> bool {
        let Some(stores) = &self.stores else { return true };
        store.is_some_and(|store| stores.contains(&store))
    }

    fn which(&self, from: Timestamp, to: Timestamp) -> Which<'_> {
        Which { merchant: self.merchant, stores: self.stores.as_deref(), from, to }
    }

    /// What is shown of them.
    pub fn metrics(&self) -> impl Iterator<Item = Metric> {
        let chain = self.stores.is_none();
        SHOWN.into_iter().filter(move |metric| chain || rules::is_of_stores(*metric))
    }
}

/// Today up to now, yesterday up to the same time, and what all cards have.
pub struct Today {
    pub as_of: Timestamp,
    /// With yesterday's beside each.
    pub figures: Vec<(Metric, i64, i64)>,
    /// Nothing of a store: cards are the chain's.
    pub outstanding: Vec<(Metric, i64)>,
}

pub async fn today(app: &App, whose: &Whose) -> Result<Today> {
    const DAY_MS: i64 = 24 * 3600 * 1000;
    let merchant = whose.merchant;
    let until = roll(app, merchant).await?;
    let now = app.world.now();
    let end = now.plus_ms(1);
    let all: Vec<Metric> = SHOWN.into_iter().chain(OUTSTANDING).collect();
    let live = sums(&app.db, merchant, (until, end), &all).await?;
    let today: Vec<Figure> =
        live.iter().filter(|figure| figure.day == now.midnight()).copied().collect();
    let then = (now.midnight_in(-1), end.plus_ms(-DAY_MS));
    let yesterday = sums(&app.db, merchant, then, &SHOWN).await?;
    let figures =
        whose.metrics().map(|m| (m, whose.sum(&today, m), whose.sum(&yesterday, m))).collect();
    let mut outstanding = vec![];
    if whose.stores.is_none() {
        let before = whose.which(Timestamp(i64::MIN), until);
        let before = rows::total(&app.db, before, &OUTSTANDING).await?;
        let had = |metric| before.iter().find(|(of, _)| *of == metric).map_or(0, |(_, had)| *had);
        outstanding =
            OUTSTANDING.map(|metric| (metric, had(metric) + whose.sum(&live, metric))).to_vec();
    }
    Ok(Today { as_of: now, figures, outstanding })
}

/// One figure over a period, step by step.
pub async fn trend(
    app: &App,
    whose: &Whose,
    metric: Metric,
    (period, step): (Period, Step),
) -> Result<Vec<(NaiveDate, i64)>> {
    let (from, to) = period.moments();
    let until = roll(app, whose.merchant).await?;
    let mut days = rows::by_day(&app.db, whose.which(from, to.min(until)), metric).await?;
    let live = sums(&app.db, whose.merchant, (until.max(from), to), &[metric]).await?;
    days.extend(whose.of(&live).map(|figure| (figure.day, figure.value)));
    Ok(rules::trend(period, step, days))
}

/// What stores did in a period; what was in none comes with no store.
pub async fn by_store(app: &App, whose: &Whose, period: Period) -> Result<Vec<Figure>> {
    let (from, to) = period.moments();
    let until = roll(app, whose.merchant).await?;
    let mut figures = rows::by_store(&app.db, whose.which(from, to.min(until))).await?;
    let live = sums(&app.db, whose.merchant, (until.max(from), to), &SHOWN).await?;
    figures.extend(whose.of(&live));
    Ok(figures)
}
