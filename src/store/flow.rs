//! What can happen to a till, and what headquarters does with shops.
mod places;

use std::sync::Arc;

use entity::{
    ids::{MerchantId, OperatorId, TerminalId},
    terminal,
};
use serde_json::json;

pub use places::{
    Change, add_store, add_terminal, change_store, close_store, close_terminal, rename_terminal,
};

use super::rows;
use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    error::Result,
    world::World,
};

/// The till as it was a moment ago; the lock of another node's is seen within it.
pub async fn terminal(
    app: &App,
    merchant: MerchantId,
    id: TerminalId,
) -> Result<Arc<Option<terminal::Model>>> {
    let fetch = async { rows::terminal(&app.db, merchant, id).await };
    app.near.or_fetch(near_key(id), fetch).await
}

/// Keep a till from reading scans for a while.
#[derive(Clone)]
pub struct Lock {
    pub merchant: MerchantId,
    pub terminal: TerminalId,
    /// Who was at the till.
    pub operator: OperatorId,
    pub lasts_ms: i64,
}

pub async fn lock_terminal(app: &App, ask: Lock) -> Result<()> {
    let key = near_key(ask.terminal);
    app.transact(lock, ask).await?;
    app.near.forget(&key).await;
    Ok(())
}

async fn lock(tx: &Tx, world: &World, ask: Lock) -> Result<()> {
    let now = world.now();
    let until = now.plus_ms(ask.lasts_ms);
    if !rows::lock_terminal(tx, ask.merchant, ask.terminal, now, until).await? {
        return Ok(());
    }
    metrics::counter!("kabao_terminals_locked_total").increment(1);
    let deed = Deed {
        merchant: ask.merchant,
        actor: ask.operator.to_string(),
        action: "terminal.lock",
        subject: &ask.terminal,
        detail: json!({ "until": until }),
    };
    audit::write(tx, world, deed).await
}

fn near_key(id: TerminalId) -> String {
    format!("store.terminal.{id}")
}
