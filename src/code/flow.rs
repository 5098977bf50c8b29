//! Showing and reading codes.
use entity::{card, ids::MerchantId, values::Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    picture,
    rules::{Age, CodeRefusal, Codes, WINDOW_MS, window_end},
};
use crate::{app::App, card as cards, error::Result, merchant};

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

/// A card's code now.
pub async fn show(app: &App, merchant: MerchantId, card: &card::Model) -> Result<Shown> {
    cards::usable(card.status)?;
    let now = app.world.now();
    let keys = merchant::keys(app, merchant).await?;
    let shop = merchant::shown(app, merchant).await?;
    let code = Codes::new(&keys.subkey(KEY), &shop.code_prefix)?.show(card.sequence, now)?;
    let ends = window_end(now);
    Ok(Shown {
        grouped: grouped(&code),
        words: "请出示给商家",
        qr: picture::qr(&code)?,
        barcode: picture::barcode(&code)?,
        made_at: now,
        refresh_in_ms: ends.0 - now.0,
        valid_until: ends.plus_ms(WINDOW_MS),
        code,
    })
}

/// The card that a code names, whatever its state.
pub async fn read(app: &App, merchant: MerchantId, code: &str) -> Result<card::Model> {
    let keys = merchant::keys(app, merchant).await?;
    let shop = merchant::shown(app, merchant).await?;
    let codes = Codes::new(&keys.subkey(KEY), &shop.code_prefix)?;
    let reading = codes.read(code, app.world.now())?;
    let card = cards::by_sequence(&app.db, merchant, reading.sequence).await?;
    match (card, reading.age) {
        (None, _) => Err(CodeRefusal::Unknown.into()),
        (Some(_), Age::Expired) => Err(CodeRefusal::Expired.into()),
        (Some(card), Age::Current) => Ok(card),
    }
}

fn grouped(code: &str) -> String {
    let digits: Vec<char> = code.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}
