//! Who did what to whom.
//!
//! **Invariant:** a line is written in the transaction of what it tells of, and never changed: but
//! when somebody is forgotten, what was said of them goes, and that something was done stays.
//! **Invariant:** no secret and no whole phone number is in it.
mod rows;

use std::fmt::Display;

use entity::{audit::Model, ids::MerchantId};
use serde_json::Value;

use crate::{app::Tx, error::Result, world::World};

pub use rows::{Of, forget, last_of, page, page_about, page_of};

/// One line of the log.
pub struct Deed<'a> {
    pub merchant: MerchantId,
    /// Id of an operator or a member, or `system`.
    pub actor: String,
    /// A verb with its room, such as `settings.change`.
    pub action: &'static str,
    /// Id of what it was done to.
    pub subject: &'a (dyn Display + Sync),
    /// What changed.
    pub detail: Value,
}

pub async fn write(tx: &Tx, world: &World, deed: Deed<'_>) -> Result<()> {
    rows::insert(tx, line(world, deed)).await
}

/// A line for each, in one statement; at least one.
pub async fn write_all(tx: &Tx, world: &World, deeds: Vec<Deed<'_>>) -> Result<()> {
    rows::insert_all(tx, deeds.into_iter().map(|deed| line(world, deed)).collect()).await
}

fn line(world: &World, deed: Deed<'_>) -> Model {
    Model {
        id: world.id(),
        merchant_id: deed.merchant,
        actor: deed.actor,
        action: deed.action.to_owned(),
        subject: deed.subject.to_string(),
        detail: deed.detail.to_string(),
        at: world.now(),
    }
}
