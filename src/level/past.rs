//! How cards came to their levels, as the back office reads it.
use std::collections::BTreeMap;

use entity::{
    card,
    ids::{CardId, LevelChangeId, LevelId, MerchantId},
    values::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{list, rows, rules::explain::why};
use crate::{app::App, card::masked_number, error::Result};

/// A card came to another level.
#[derive(Serialize, ToSchema)]
#[schema(as = LevelChanged)]
pub struct Changed {
    pub id: LevelChangeId,
    pub card: CardId,
    /// `8012 **** **** 3456`
    pub card_number_text: String,
    /// When it began, or will: `11月22日 14:03`
    pub at_text: String,
    /// Whether it lies ahead.
    pub ahead: bool,
    /// Null, if the card was made with the level.
    pub from_name: Option<String>,
    pub to_name: String,
    /// The last day: `2027年11月21日`; empty if it lasts.
    pub until_text: String,
    pub why: String,
}

/// Of all these cards of one member, the latest first.
pub async fn history(
    app: &App,
    merchant: MerchantId,
    cards: &[card::Model],
) -> Result<Vec<Changed>> {
    let now = app.world.now();
    let ids: Vec<CardId> = cards.iter().map(|card| card.id).collect();
    let changes = rows::cards::changes_of(&app.db, merchant, &ids).await?;
    let levels = list(&app.db, merchant).await?;
    let levels: BTreeMap<LevelId, String> =
        levels.into_iter().map(|level| (level.id, level.name)).collect();
    let name = |id: LevelId| levels.get(&id).cloned().unwrap_or_default();
    let number = |id: CardId| {
        let card = cards.iter().find(|card| card.id == id);
        card.map(|card| masked_number(&card.number)).unwrap_or_default()
    };
    let last_day = |until: Timestamp| until.plus_ms(-1).day_said(now);
    let view = |change: entity::level_change::Model| Changed {
        id: change.id,
        card: change.card_id,
        card_number_text: number(change.card_id),
        at_text: change.effective_at.said(now),
        ahead: change.effective_at > now,
        from_name: change.from_level.map(name),
        to_name: name(change.to_level),
        until_text: change.until_at.map(last_day).unwrap_or_default(),
        why: why(&change),
    };
    Ok(changes.into_iter().map(view).collect())
}
