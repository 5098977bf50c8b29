//! Cards whose books are wrong stand still until they are right, or somebody answers for them (E22).
use std::collections::BTreeSet;

use entity::{
    card::Model,
    ids::{CardId, MerchantId, OperatorId},
    values::Timestamp,
};
use serde_json::{Value, json};

use super::rows::frozen;
use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    card,
    error::Result,
    world::World,
};

/// Cards that are listed.
const LISTED: u64 = 100;

/// What a proof said of all cards of a merchant.
#[derive(Clone)]
pub struct Proven {
    pub merchant: MerchantId,
    /// Those with an account that is not what its entries say.
    pub wrong: BTreeSet<CardId>,
    /// When it began to read: it says nothing of what was frozen later.
    pub begun: Timestamp,
}

/// Freeze what is wrong, and free what is right again.
pub async fn proven(tx: &Tx, world: &World, ask: Proven) -> Result<()> {
    let Proven { merchant, wrong, begun } = ask;
    let mut right = frozen::since(tx, merchant, begun).await?;
    right.retain(|card| !wrong.contains(card));
    let wrong: Vec<CardId> = wrong.into_iter().collect();
    let stopped = frozen::set(tx, merchant, &wrong, Some(world.now())).await?;
    let freed = frozen::set(tx, merchant, &right, None).await?;
    for (cards, action) in [(stopped, "account.freeze"), (freed, "account.free")] {
        for card in cards {
            tell(tx, world, (merchant, "system".to_owned()), (action, card), json!({})).await?;
        }
    }
    Ok(())
}

/// Headquarters answers for a card.
#[derive(Clone)]
pub struct Release {
    pub merchant: MerchantId,
    pub card: CardId,
    pub by: OperatorId,
    pub reason: String,
}

/// Free a card by hand; said twice, it is free once. The next proof that finds it wrong freezes it
/// again.
pub async fn release(tx: &Tx, world: &World, ask: Release) -> Result<Model> {
    let Release { merchant, card, by, reason } = ask;
    let found = card::lock(tx, merchant, card).await?;
    if !frozen::set(tx, merchant, &[found.id], None).await?.is_empty() {
        let detail = json!({ "reason": reason });
        tell(tx, world, (merchant, by.to_string()), ("account.release", card), detail).await?;
    }
    Ok(found)
}

/// Cards on which nothing moves: the first hundred.
pub async fn frozen(app: &App, merchant: MerchantId) -> Result<Vec<Model>> {
    frozen::cards(&app.db, merchant, LISTED).await
}

async fn tell(
    tx: &Tx,
    world: &World,
    (merchant, actor): (MerchantId, String),
    (action, card): (&'static str, CardId),
    detail: Value,
) -> Result<()> {
    audit::write(tx, world, Deed { merchant, actor, action, subject: &card, detail }).await
}
