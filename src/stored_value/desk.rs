//! Where something happens, and by whom.
use entity::ids::{MerchantId, OperatorId, StoreId, TerminalId};

use crate::{ledger::Place, operator::Clerk};

#[derive(Clone, Copy, Debug)]
pub struct Desk {
    pub merchant: MerchantId,
    pub store: StoreId,
    pub terminal: TerminalId,
    pub operator: OperatorId,
}

impl Desk {
    pub fn of(clerk: &Clerk) -> Self {
        Self {
            merchant: clerk.merchant,
            store: clerk.terminal.store_id,
            terminal: clerk.terminal.id,
            operator: clerk.operator.id,
        }
    }

    pub fn place(&self) -> Place {
        let (store, terminal) = (Some(self.store), Some(self.terminal));
        Place { store, terminal, operator: Some(self.operator) }
    }
}
