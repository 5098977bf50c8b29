//! Where something happens, and by whom.
use std::ops::Deref;

use entity::values::Fen;

use crate::{
    app::Tx,
    error::Result,
    ledger::Place,
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
}

impl Deref for Desk {
    type Target = ClerkRef;

    fn deref(&self) -> &ClerkRef {
        &self.0
    }
}
