//! 挂单, 解挂, 取消: a sale that is not paid yet waits, comes back at the price of the day, or ends.
use entity::{
    ids::{MerchantId, OperatorId, SaleId, StoreId, TerminalId},
    sale::{self, State},
};
use serde_json::json;

use super::{
    buyer,
    quote::{Quoted, Ready, put, ready},
};
use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    coupon,
    error::{ChangeRefusal, Result},
    once::Key,
    operator::Clerk,
    pos::{
        cart::Cart,
        rows,
        rules::{SaleRefusal, state_text},
        view::{ParkedView, QuoteView},
    },
    world::World,
};

#[derive(Clone)]
struct Park {
    merchant: MerchantId,
    terminal: TerminalId,
    operator: OperatorId,
    sale: SaleId,
    to: State,
}

/// A sale waits: what it counted on is free meanwhile.
pub async fn hold(app: &App, clerk: &Clerk, key: Key, sale: SaleId) -> Result<ParkedView> {
    leave(app, clerk, key, (sale, State::Held)).await
}

/// A sale that was not paid ends. Its number is used up.
pub async fn cancel(app: &App, clerk: &Clerk, key: Key, sale: SaleId) -> Result<ParkedView> {
    leave(app, clerk, key, (sale, State::Cancelled)).await
}

async fn leave(
    app: &App,
    clerk: &Clerk,
    key: Key,
    (sale, to): (SaleId, State),
) -> Result<ParkedView> {
    let (merchant, terminal) = (clerk.merchant, clerk.terminal.id);
    let ask = Park { merchant, terminal, operator: clerk.operator.id, sale, to };
    app.once(merchant, key.of(terminal), park, ask).await
}

async fn park(tx: &Tx, world: &World, ask: Park) -> Result<sale::Model> {
    let mut sale = rows::lock(tx, ask.merchant, ask.sale).await?;
    if sale.terminal_id != ask.terminal {
        return Err(SaleRefusal::NotAtThisTill.into());
    }
    let from: &[State] = match ask.to {
        State::Held => &[State::Quoted],
        _ => &[State::Quoted, State::Held],
    };
    stands(&sale, from)?;
    rows::set_state(tx, &sale, from, ask.to).await?;
    coupon::release(tx, ask.merchant, sale.id).await?;
    let was = std::mem::replace(&mut sale.state, ask.to);
    tell(tx, world, (&sale, ask.operator), was).await?;
    Ok(sale)
}

/// Who did it, and what the sale was before.
async fn tell(
    tx: &Tx,
    world: &World,
    (sale, by): (&sale::Model, OperatorId),
    was: State,
) -> Result<()> {
    let deed = Deed {
        merchant: sale.merchant_id,
        actor: by.to_string(),
        action: match sale.state {
            State::Held => "sale.hold",
            State::Quoted => "sale.resume",
            _ => "sale.cancel",
        },
        subject: &sale.id,
        detail: json!({
            "order_no": sale.order_no,
            "sum": sale.payable,
            "before": { "state": state_text(was) },
            "after": { "state": state_text(sale.state) },
        }),
    };
    audit::write(tx, world, deed).await
}

fn stands(sale: &sale::Model, from: &[State]) -> Result<(), SaleRefusal> {
    if from.contains(&sale.state) {
        return Ok(());
    }
    Err(SaleRefusal::WrongState { state_text: state_text(sale.state).to_owned() })
}

#[derive(Clone)]
struct Resume {
    sale: SaleId,
    store: StoreId,
    /// Of the quote that was read: its cart and card were.
    hash: Vec<u8>,
    ready: Ready,
}

/// A sale that waited is priced anew, at any till of the store it waits in.
pub async fn resume(app: &App, clerk: &Clerk, key: Key, sale: SaleId) -> Result<QuoteView> {
    let merchant = clerk.merchant;
    let key = key.of(clerk.terminal.id);
    let waiting = rows::find(&app.db, merchant, sale).await?;
    let ready = async {
        let buyer = match waiting.card_id {
            Some(card) => Some(buyer::known(app, clerk, card).await?),
            None => None,
        };
        let cart: Cart = serde_json::from_str(&waiting.cart)?;
        ready(app, clerk, (waiting.order_no.clone(), cart), buyer).await
    };
    match ready.await {
        Ok(ready) => {
            let ask = Resume { sale, store: clerk.terminal.store_id, hash: waiting.hash, ready };
            app.once(merchant, key, back, ask).await
        }
        Err(no) => app.answered(merchant, &key).await?.ok_or(no),
    }
}

async fn back(tx: &Tx, world: &World, ask: Resume) -> Result<Quoted> {
    let sale = rows::lock(tx, ask.ready.merchant, ask.sale).await?;
    if sale.store_id != ask.store {
        return Err(SaleRefusal::NotAtThisTill.into());
    }
    stands(&sale, &[State::Held])?;
    if sale.hash != ask.hash {
        return Err(ChangeRefusal::Raced.into());
    }
    let by = ask.ready.operator;
    let quoted = put(tx, world, ask.ready, Some(sale)).await?;
    tell(tx, world, (&quoted.sale, by), State::Held).await?;
    Ok(quoted)
}
