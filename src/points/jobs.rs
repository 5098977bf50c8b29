//! What happens to points by the clock. In this order: what ends, ends before what is due comes in,
//! and both before levels are looked at. Any of it may be done twice, or by two nodes at once.
use chrono::Datelike;
use entity::{ids::MerchantId, program::Kind, values::Timestamp};

use super::{
    flow::{self, Clear, Due},
    rows::{self, Earned},
    rules::{self, Program},
};
use crate::{app::App, error::Result, ledger, merchant};

/// Cards, or sales, that are looked up at a time.
const BATCH: u64 = 200;

/// All of it; how many cards and sales it touched.
pub async fn by_the_clock(app: &App) -> Result<u64> {
    Ok(clear_year(app).await? + lapse(app).await? + grant(app).await?)
}

/// 年度清零, in January for as long as something is left: a node that was down on the first does
/// it when it is back, and a card is cleared once (CLR-01, CLR-03).
pub async fn clear_year(app: &App) -> Result<u64> {
    let Some((year, begins)) = rules::clearing(app.world.now()) else { return Ok(0) };
    let mut cleared = 0;
    for merchant in rows::merchants(&app.db).await? {
        match clears(app, merchant, begins).await {
            Ok(true) => cleared += clear_merchant(app, merchant, (year, begins)).await?,
            Ok(false) => {}
            // Terms that cannot be read are one merchant's trouble.
            Err(fault) => tracing::error!(%merchant, %fault, "cannot see whether to clear"),
        }
    }
    Ok(cleared)
}

/// What was decided before the year began counts: nobody loses points on the day the switch is
/// turned.
async fn clears(app: &App, merchant: MerchantId, begins: Timestamp) -> Result<bool> {
    let Some(held) = rows::program_at(&app.db, merchant, begins).await? else { return Ok(false) };
    let program: Program = serde_json::from_str(&held.terms)?;
    Ok(program.yearly_clear)
}

async fn clear_merchant(
    app: &App,
    merchant: MerchantId,
    (year, begins): (i32, Timestamp),
) -> Result<u64> {
    let old = (rules::year_of(begins), begins);
    let (mut after, mut cleared) = (None, 0);
    loop {
        let cards = rows::cards_to_clear(&app.db, merchant, old, after, BATCH).await?;
        let Some(last) = cards.last() else { return Ok(cleared) };
        after = Some(*last);
        for card in cards {
            match app.transact(flow::clear, Clear { merchant, card, year, begins }).await {
                Ok(done) => cleared += u64::from(done),
                // Points of a sale of last year that came back after the clear stay.
                Err(no) if no.code() == Some("already_posted") => {}
                Err(fault) => tracing::error!(%card, %fault, "cannot clear"),
            }
        }
    }
}

/// Write off what has expired, of all assets (E11).
pub async fn lapse(app: &App) -> Result<u64> {
    let (mut after, mut lapsed) = (None, 0);
    loop {
        let over = ledger::expired(&app.db, app.world.now(), after, BATCH).await?;
        let Some(last) = over.last() else { return Ok(lapsed) };
        after = Some(last.card);
        for ask in over {
            match app.transact(ledger::lapse, ask).await {
                Ok(lots) => lapsed += u64::from(lots > 0),
                // Nothing moves on it until its books are right (E22); it comes again then.
                Err(no) if no.code() == Some("account_frozen") => {}
                Err(fault) => tracing::error!(card = %ask.card, %fault, "cannot lapse"),
            }
        }
    }
}

/// Points that waited come into their own. A lost or frozen card's wait on, and a void one's end.
pub async fn grant(app: &App) -> Result<u64> {
    let (mut after, mut granted) = (None, 0);
    loop {
        let due = rows::due(&app.db, app.world.now(), after, BATCH).await?;
        let Some(last) = due.last() else { return Ok(granted) };
        after = Some(last.pending.sale_id);
        for earned in due {
            let sale = earned.pending.sale_id;
            match grant_one(app, earned).await {
                Ok(done) => granted += u64::from(done),
                Err(no) if matches!(no.code(), Some("card_not_active" | "account_frozen")) => {}
                Err(fault) => tracing::error!(%sale, %fault, "cannot grant what is due"),
            }
        }
    }
}

/// They last as long as the store says where they were earned (PTS-08).
async fn grant_one(app: &App, Earned { pending, store }: Earned) -> Result<bool> {
    let (merchant, sale, card) = (pending.merchant_id, pending.sale_id, pending.card_id);
    let program = match store {
        Some(store) => {
            merchant::program_in::<Program>(app, (merchant, store), Kind::Points).await?
        }
        None => merchant::program::<Program>(app, merchant, Kind::Points).await?,
    };
    let ask = Due { merchant, sale, card, program: program.terms.clone() };
    app.transact(flow::grant_due, ask).await
}

/// What the back office must be told of before the year ends (CLR-02).
pub async fn clear_warning(app: &App, merchant: MerchantId) -> Result<Option<String>> {
    let program = merchant::program::<Program>(app, merchant, Kind::Points).await?;
    let now = app.world.now();
    let warn = program.terms.yearly_clear && rules::warns(now);
    Ok(warn.then(|| {
        let next = now.date().year() + 1;
        format!("已设置每年 1 月 1 日清空会员积分：{next} 年 1 月 1 日零点将清零，清空后不可恢复，请确认")
    }))
}
