//! Showing and reading codes, and paying with them.
use std::time::Duration;

use entity::{
    card, code_use,
    ids::{CardId, MerchantId, TerminalId},
    values::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    picture, rows,
    rules::{
        Age, BAD_SCANS, CodeRefusal, Codes, LOCK_MS, MOST_WINDOWS, WINDOW_MS, is_bad_scan,
        normalise, window_end,
    },
};
use crate::{
    app::{App, Tx},
    card as cards,
    error::{Error, Result},
    lang::say,
    merchant,
    operator::Clerk,
    store::{self, Lock},
    tally::{self, Count},
    world::World,
};

const KEY: &str = "member-code";

/// What a member holds up.
#[derive(Serialize, ToSchema)]
pub struct Shown {
    /// 18 digits.
    pub code: String,
    /// The same in groups of four, for reading aloud.
    pub grouped: String,
    /// 请出示给商家
    pub words: &'static str,
    /// `data:image/svg+xml;base64,…`
    pub qr: String,
    /// Code 128, as `qr`.
    pub barcode: String,
    pub made_at: Timestamp,
    /// Milliseconds until there is a new one.
    pub refresh_in_ms: i64,
    pub valid_until: Timestamp,
}

/// A code, and those of the half-minutes that follow: no till takes one before its time.
#[derive(Serialize, ToSchema)]
pub struct Ahead {
    #[serde(flatten)]
    pub now: Shown,
    /// Each to be shown from its `made_at` on; as many as were asked for, less the first.
    pub ahead: Vec<Shown>,
}

/// A card's code now.
pub async fn show(app: &App, merchant: MerchantId, card: &card::Model) -> Result<Shown> {
    Ok(show_ahead(app, merchant, card, 1).await?.now)
}

/// As [`show`], for so many half-minutes, this one included: for a phone that loses its network.
pub async fn show_ahead(
    app: &App,
    merchant: MerchantId,
    card: &card::Model,
    windows: i64,
) -> Result<Ahead> {
    cards::usable(card.status)?;
    if !(1..=MOST_WINDOWS).contains(&windows) {
        return Err(CodeRefusal::Windows.into());
    }
    let (keys, shop) =
        (merchant::keys(app, merchant).await?, merchant::shown(app, merchant).await?);
    let key = keys.subkey(KEY);
    let codes = Codes::new(&key, &shop.code_prefix)?;
    let now = app.world.now();
    let starts = (1..windows).map(|n| window_end(now).plus_ms((n - 1) * WINDOW_MS));
    let ahead = starts.map(|start| shown(&codes, card, start)).collect::<Result<_>>()?;
    Ok(Ahead { now: shown(&codes, card, now)?, ahead })
}

fn shown(codes: &Codes, card: &card::Model, at: Timestamp) -> Result<Shown> {
    let code = codes.show(card.sequence, at)?;
    let ends = window_end(at);
    Ok(Shown {
        grouped: grouped(&code),
        words: say("请出示给商家", "Show this at the till"),
        qr: picture::qr(&code)?,
        barcode: picture::barcode(&code)?,
        made_at: at,
        refresh_in_ms: ends.0 - at.0,
        valid_until: ends.plus_ms(WINDOW_MS),
        code,
    })
}

/// What a code says.
pub struct Read {
    /// Whatever its state.
    pub card: card::Model,
    /// The half-minute it was made for: what [`spend`] takes.
    pub window: i64,
}

/// The card that a code names.
pub async fn read(app: &App, merchant: MerchantId, code: &str) -> Result<Read> {
    let keys = merchant::keys(app, merchant).await?;
    let shop = merchant::shown(app, merchant).await?;
    let codes = Codes::new(&keys.subkey(KEY), &shop.code_prefix)?;
    let reading = codes.read(code, app.world.now())?;
    let card = cards::by_sequence(&app.db, merchant, reading.sequence).await?;
    match (card, reading.age) {
        (None, _) => Err(CodeRefusal::Unknown.into()),
        (Some(_), Age::Expired) => Err(CodeRefusal::Expired.into()),
        (Some(card), Age::Current) => Ok(Read { card, window: reading.window }),
    }
}

/// What a till scanned, as `found` looks it up. A locked till looks nothing up; bad scans count, and
/// too many lock the till (D5).
pub async fn scanned<T>(
    app: &App,
    clerk: &Clerk,
    found: impl Future<Output = Result<T>>,
) -> Result<T> {
    store::open(&clerk.terminal, app.world.now())?;
    let found = found.await;
    if let Err(no) = &found {
        remember(app, clerk, no).await?;
    }
    found
}

/// What a member code says that a till scanned, where nothing else will do.
pub async fn scanned_code(app: &App, clerk: &Clerk, typed: &str) -> Result<Read> {
    let reading = async {
        let digits = normalise(typed).ok_or(CodeRefusal::Malformed)?;
        read(app, clerk.merchant, &digits).await
    };
    scanned(app, clerk, reading).await
}

/// Count a bad scan, and lock the till when there are too many.
async fn remember(app: &App, clerk: &Clerk, no: &Error) -> Result<()> {
    if !no.code().is_some_and(is_bad_scan) {
        return Ok(());
    }
    let terminal = clerk.terminal.id;
    let window = Duration::from_millis(LOCK_MS.unsigned_abs());
    let bad = Count { name: format!("code.bad_scans.{terminal}"), window };
    if tally::count(app, bad).await? < BAD_SCANS {
        return Ok(());
    }
    let (merchant, operator) = (clerk.merchant, clerk.operator.id);
    let ask = Lock { merchant, terminal, operator, lasts_ms: LOCK_MS };
    store::lock_terminal(app, ask).await
}

/// What a code pays for.
#[derive(Clone, Copy, Debug)]
pub struct Spend {
    pub merchant: MerchantId,
    pub card: CardId,
    pub window: i64,
    pub terminal: TerminalId,
    /// The sale, or the hold.
    pub subject: Uuid,
}

/// A code pays once: for one thing at one till. Part of the transaction of what it pays for.
pub async fn spend(tx: &Tx, world: &World, ask: Spend) -> Result<()> {
    let row = code_use::Model {
        card_id: ask.card,
        window: ask.window,
        merchant_id: ask.merchant,
        terminal_id: ask.terminal,
        subject: ask.subject,
        used_at: world.now(),
    };
    if rows::claim(tx, row).await? {
        return Ok(());
    }
    let first = rows::find(tx, ask.merchant, ask.card, ask.window).await?;
    let ours =
        |first: &code_use::Model| (first.terminal_id, first.subject) == (ask.terminal, ask.subject);
    first.filter(ours).map(drop).ok_or_else(|| CodeRefusal::Used.into())
}

fn grouped(code: &str) -> String {
    let digits: Vec<char> = code.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}
