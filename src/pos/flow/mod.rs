//! What happens at a till.
mod buyer;
mod identify;
mod park;
mod purchase;
mod quote;
mod receipt;
mod refund;
mod register;
mod settle;

use entity::ids::{MerchantId, OperatorId, StoreId, TerminalId};

pub use buyer::Buyer;
pub use identify::identify;
pub use park::{cancel, hold, resume};
pub use purchase::{Sold, purchase, purchases, saved};
pub use quote::{Ask as AskQuote, Quoted, quote};
pub use receipt::{After, Listed, Receipt, Sought, receipt, receipts, seen};
pub use refund::{Ask as AskRefund, Refunded, refund};
pub use register::{Form, Registered, register};
pub use settle::{Ask as AskSettle, settle};

use crate::{app::App, error::Result, ledger::Place, operator::Clerk, store};

/// Where something happens, and who does it, with the names that a receipt prints.
#[derive(Clone)]
pub struct At {
    pub merchant: MerchantId,
    pub store: StoreId,
    pub store_name: String,
    pub terminal: TerminalId,
    pub terminal_code: String,
    pub operator: OperatorId,
    pub operator_name: String,
}

impl At {
    async fn of(app: &App, clerk: &Clerk) -> Result<Self> {
        let (merchant, id) = (clerk.merchant, clerk.terminal.store_id);
        let fetch = async { store::find(&app.db, merchant, id).await };
        let store = app.near.or_fetch(format!("pos.store.{id}"), fetch).await?;
        Ok(Self {
            merchant,
            store: id,
            store_name: store.name.clone(),
            terminal: clerk.terminal.id,
            terminal_code: clerk.terminal.code.clone(),
            operator: clerk.operator.id,
            operator_name: clerk.operator.name.clone(),
        })
    }

    fn place(&self) -> Place {
        let (store, terminal) = (Some(self.store), Some(self.terminal));
        Place { store, terminal, operator: Some(self.operator) }
    }
}
