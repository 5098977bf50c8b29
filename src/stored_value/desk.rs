//! Where something happens, and by whom.
use std::{fmt::Display, ops::Deref};

use entity::{account::Asset, values::Fen};
use serde_json::{Value, json};

use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    ledger::{Holdings, Place},
    operator::{Clerk, ClerkRef, spend_allowance},
    world::World,
};

#[derive(Clone)]
pub struct Desk(ClerkRef);

impl Desk {
    pub fn of(clerk: &Clerk) -> Self {
        Self(clerk.to_ref())
    }

    pub fn place(&self) -> Place {
        let (store, terminal) = (Some(self.store), Some(self.terminal));
        Place { store, terminal, operator: Some(self.operator) }
    }

    /// Count what is about to move against what a till's program may move (D10).
    pub async fn moves(&self, tx: &Tx, world: &World, amount: Fen) -> Result<()> {
        spend_allowance(tx, world, &self.0, amount).await
    }

    /// A line of the log, of whoever is here (ADM-07).
    pub async fn tell(
        &self,
        tx: &Tx,
        world: &World,
        (action, subject): (&'static str, &(dyn Display + Sync)),
        detail: Value,
    ) -> Result<()> {
        let (merchant, actor) = (self.merchant, self.operator.to_string());
        audit::write(tx, world, Deed { merchant, actor, action, subject, detail }).await
    }
}

impl Deref for Desk {
    type Target = ClerkRef;

    fn deref(&self) -> &ClerkRef {
        &self.0
    }
}

/// What a card has, as the log tells it before and after.
pub fn told(holdings: &Holdings) -> Value {
    let held = Fen(holdings.held(Asset::Principal) + holdings.held(Asset::Gift));
    json!({
        "principal": holdings.principal(),
        "gift": holdings.gift(),
        "held": held,
        "points": holdings.points(),
    })
}
