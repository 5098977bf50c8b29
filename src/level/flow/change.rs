//! A card gets another level, now or tomorrow; and its history says why.
use entity::{
    card,
    ids::LevelChangeId,
    level_change::{self, Cause},
    values::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::super::{Ladder, LevelName, Rung, rows::cards, rules};
use crate::{app::Tx, error::Result, ledger::Holdings, world::World};

/// Another level, or the same for another term.
pub struct Change<'a> {
    pub to: &'a Rung,
    pub cause: Cause,
    /// A sentence in Chinese.
    pub why: String,
    pub at: Timestamp,
}

/// What a receipt says of it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LevelMove {
    pub level: LevelName,
    /// May lie ahead: 次日生效.
    pub effective_at: Timestamp,
    pub why: String,
}

impl Change<'_> {
    pub fn told(&self) -> LevelMove {
        let level = LevelName::from(self.to.level.clone());
        LevelMove { level, effective_at: self.at, why: self.why.clone() }
    }
}

/// It happens. A promise of a still higher level stands; but what somebody decided by hand is the
/// last word.
pub async fn happen(
    tx: &Tx,
    world: &World,
    ladder: &Ladder,
    holdings: &mut Holdings,
    change: &Change<'_>,
) -> Result<LevelChangeId> {
    let before = &holdings.card;
    let promised = before.next_level_id.and_then(|next| ladder.rung(next));
    let stands = promised.is_some_and(|next| rules::is_above(next, change.to));
    let mut after = card::Model {
        level_id: change.to.level.id,
        level_since: change.at,
        level_until: rules::dates::ends(ladder, change.to, change.at),
        ..before.clone()
    };
    if before.next_level_id.is_some() && (!stands || change.cause == Cause::Manual) {
        (after.next_level_id, after.next_level_at) = (None, None);
        cards::withdraw_changes(tx, before, world.now()).await?;
    }
    write(tx, world, holdings, (after, change)).await
}

/// It will happen. A promise made before gives way to it.
pub async fn promise(
    tx: &Tx,
    world: &World,
    ladder: &Ladder,
    holdings: &mut Holdings,
    change: &Change<'_>,
) -> Result<LevelChangeId> {
    let before = &holdings.card;
    if before.next_level_id.is_some() {
        cards::withdraw_changes(tx, before, world.now()).await?;
    }
    let until = rules::dates::ends(ladder, change.to, change.at);
    let row = row(world, before, change, until)?;
    let after = card::Model {
        next_level_id: Some(change.to.level.id),
        next_level_at: Some(change.at),
        ..before.clone()
    };
    cards::rewrite(tx, before, &after).await?;
    let id = row.id;
    cards::insert_change(tx, row).await?;
    holdings.card = after;
    Ok(id)
}

/// It will not happen after all.
pub async fn withdraw(tx: &Tx, world: &World, holdings: &mut Holdings) -> Result<()> {
    let before = &holdings.card;
    let after = card::Model { next_level_id: None, next_level_at: None, ..before.clone() };
    cards::withdraw_changes(tx, before, world.now()).await?;
    cards::rewrite(tx, before, &after).await?;
    holdings.card = after;
    Ok(())
}

async fn write(
    tx: &Tx,
    world: &World,
    holdings: &mut Holdings,
    (after, change): (card::Model, &Change<'_>),
) -> Result<LevelChangeId> {
    let row = row(world, &holdings.card, change, after.level_until)?;
    cards::rewrite(tx, &holdings.card, &after).await?;
    let id = row.id;
    cards::insert_change(tx, row).await?;
    holdings.card = after;
    Ok(id)
}

fn row(
    world: &World,
    card: &card::Model,
    change: &Change<'_>,
    until_at: Option<Timestamp>,
) -> Result<level_change::Model> {
    Ok(level_change::Model {
        id: world.id(),
        merchant_id: card.merchant_id,
        card_id: card.id,
        from_level: Some(card.level_id),
        to_level: change.to.level.id,
        effective_at: change.at,
        until_at,
        cause: change.cause,
        why: json!({ "text": change.why }).to_string(),
        created_at: world.now(),
    })
}
