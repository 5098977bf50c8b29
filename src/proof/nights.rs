//! Nights are sealed, and the seals are tried (I11).
//!
//! Somebody who may write to the database can rewrite a history so that every balance in it follows
//! from the one before. They cannot make the seals that go with it, for want of the key; and who
//! takes the seals away as well is told by a root that was noted down elsewhere: every night's is in
//! the log.
use entity::{
    ids::{JournalId, MerchantId},
    merchant,
    sealed_night::Model as Night,
    values::Timestamp,
};

use super::{
    chain::{self, Chain, Root},
    report::{Bad, Figure, Finding},
    rows::nights as rows,
    rules::{Invariant, Thing, Unit},
};
use crate::{app::App, error::Result};

/// By then everything is in that was begun before midnight: a transaction takes seconds.
const GRACE_MS: i64 = 3600 * 1000;
/// Journals in one question.
const PAGE: u64 = 1_000;

/// Seal what no night has sealed yet, of every merchant, and say how many seals were made.
pub async fn seal_nights(app: &App) -> Result<u64> {
    let until = app.world.now().plus_ms(-GRACE_MS).midnight();
    let mut made = 0;
    for merchant in super::merchants(app, None).await? {
        match seal(app, &merchant, until).await {
            Ok(fresh) => made += u64::from(fresh),
            Err(fault) => {
                tracing::error!(merchant = merchant.slug, %fault, "a night cannot be sealed");
            }
        }
    }
    Ok(made)
}

/// Whether any night of a merchant's is sealed.
pub async fn is_sealed(app: &App, merchant: MerchantId) -> Result<bool> {
    Ok(rows::last(&app.db, merchant).await?.is_some())
}

/// A night in which nothing was booked is sealed with the next. Of two nodes one keeps its seal; the
/// other's is the same.
async fn seal(app: &App, merchant: &merchant::Model, until: Timestamp) -> Result<bool> {
    let before = rows::last(&app.db, merchant.id).await?;
    if before.as_ref().is_some_and(|night| night.until >= until) {
        return Ok(false);
    }
    let key = key(app, merchant.id).await?;
    let (journals, root) = walk(app, merchant.id, &key, before.as_ref(), until).await?;
    if journals == 0 {
        return Ok(false);
    }
    let (merchant_id, created_at) = (merchant.id, app.world.now());
    let night = Night { merchant_id, until, journals, root: root.to_vec(), created_at };
    let fresh = rows::insert_once(&app.db, night).await?;
    if fresh {
        let (slug, root) = (&merchant.slug, chain::shown(&root));
        if before.is_none() {
            // Once for each merchant: a second time somebody has taken the seals away.
            tracing::warn!(merchant = slug, "the first seal: there was none before");
        }
        tracing::info!(merchant = slug, day = last_day(until), root, "a night is sealed");
    }
    Ok(fresh)
}

/// Whether every night is what it was when it was sealed.
pub async fn finding(app: &App, merchant: MerchantId) -> Result<Finding> {
    let nights = rows::all(&app.db, merchant).await?;
    let Some(last) = nights.last() else {
        return Ok(Finding::unchecked(Invariant::I11, "还没有封存：每天夜里封存前一天的账"));
    };
    let journals = nights.iter().map(|night| night.journals).sum();
    let figures = vec![
        Figure::new("已封存的凭证", Unit::Pieces, journals),
        Figure::said("封存到", last_day(last.until)),
        Figure::said("封条", chain::shown(&last.root)),
    ];
    let first_bad = first_bad(app, merchant, &nights).await?;
    Ok(Finding::new(Invariant::I11, figures, first_bad))
}

async fn first_bad(app: &App, merchant: MerchantId, nights: &[Night]) -> Result<Option<Bad>> {
    let key = key(app, merchant).await?;
    let mut before = None;
    for night in nights {
        let (journals, root) = walk(app, merchant, &key, before, night.until).await?;
        if root[..] != night.root || journals != night.journals {
            let (name, text) = Thing::Night.names(merchant.0, 0, &last_day(night.until));
            let (found, wanted) = (journals.to_string(), night.journals.to_string());
            let counted = journals != night.journals;
            return Ok(Some(Bad {
                thing: Thing::Night,
                name,
                text,
                wrong: "与当夜封存的不一致".to_owned(),
                found: counted.then_some(found),
                wanted: counted.then_some(wanted),
            }));
        }
        before = Some(night);
    }
    Ok(None)
}

/// How many journals there are from one night to the next, and what they come to.
async fn walk(
    app: &App,
    merchant: MerchantId,
    key: &Root,
    before: Option<&Night>,
    until: Timestamp,
) -> Result<(i64, Root)> {
    let from = before.map_or(Timestamp(i64::MIN), |night| night.until);
    let mut chain = Chain::after(key, before, until);
    let mut after: Option<(Timestamp, JournalId)> = None;
    loop {
        let page = rows::Page { merchant, from, until, after, limit: PAGE };
        let journals = rows::journals(&app.db, &page).await?;
        let Some(last) = journals.last() else { break };
        after = Some((last.created_at, last.id));
        let mut entries = rows::entries(&app.db, &journals).await?.into_iter().peekable();
        for journal in &journals {
            chain.journal(journal);
            while let Some(entry) = entries.next_if(|entry| entry.journal_id == journal.id) {
                chain.entry(&entry);
            }
        }
    }
    Ok((chain.journals, chain.root()))
}

async fn key(app: &App, merchant: MerchantId) -> Result<Root> {
    Ok(crate::merchant::keys(app, merchant).await?.subkey("journal.seal"))
}

/// The last day that is whole before a midnight.
fn last_day(until: Timestamp) -> String {
    until.plus_ms(-1).day()
}
