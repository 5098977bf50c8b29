//! What headquarters does with shops and tills.
use entity::{
    ids::{MerchantId, OperatorId, StoreId, TerminalId},
    store::Model,
    terminal,
};
use serde_json::{Value, json};

use super::{
    super::{
        rows,
        rules::{StoreDraft, StoreRefusal, TillDraft, named},
    },
    near_key,
};
use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    error::Result,
    world::World,
};

/// Something headquarters does, and who does it.
#[derive(Clone)]
pub struct Change<T> {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub what: T,
}

impl<T> Change<T> {
    fn deed<'a>(
        &self,
        action: &'static str,
        subject: &'a (dyn std::fmt::Display + Sync),
        detail: Value,
    ) -> Deed<'a> {
        let actor = self.operator.to_string();
        Deed { merchant: self.merchant, actor, action, subject, detail }
    }
}

pub async fn add_store(tx: &Tx, world: &World, ask: Change<StoreDraft>) -> Result<Model> {
    let draft = ask.what.clone().checked()?;
    let (latitude, longitude) = draft.millionths();
    let row = Model {
        id: world.id(),
        merchant_id: ask.merchant,
        name: draft.name,
        address: draft.address,
        latitude,
        longitude,
        phone: draft.phone,
        closed_at: None,
        created_at: world.now(),
    };
    rows::insert(tx, row.clone()).await?;
    let detail = json!({ "after": told(&row) });
    audit::write(tx, world, ask.deed("store.create", &row.id, detail)).await?;
    Ok(row)
}

pub async fn change_store(
    tx: &Tx,
    world: &World,
    ask: Change<(StoreId, StoreDraft)>,
) -> Result<()> {
    let (id, draft) = ask.what.clone();
    let draft = draft.checked()?;
    let before = standing(tx, ask.merchant, id).await?;
    let (latitude, longitude) = draft.millionths();
    let row = Model {
        name: draft.name,
        address: draft.address,
        latitude,
        longitude,
        phone: draft.phone,
        ..before.clone()
    };
    rows::write(tx, row.clone()).await?;
    let detail = audit::changed(told(&before), told(&row));
    audit::write(tx, world, ask.deed("store.change", &id, detail)).await
}

/// A shop that closes takes its tills with it. Once closed, closing it again changes nothing.
pub async fn close_store(app: &App, ask: Change<StoreId>) -> Result<()> {
    let tills = app.transact(close_rows, ask).await?;
    for till in tills {
        app.near.forget(&near_key(till)).await;
    }
    Ok(())
}

async fn close_rows(tx: &Tx, world: &World, ask: Change<StoreId>) -> Result<Vec<TerminalId>> {
    let before = rows::lock(tx, ask.merchant, ask.what).await?;
    if before.closed_at.is_some() {
        return Ok(vec![]);
    }
    let tills = rows::terminals(tx, ask.merchant).await?;
    let here = tills.iter().filter(|till| till.store_id == ask.what && till.closed_at.is_none());
    let (here, codes): (Vec<TerminalId>, Vec<&str>) =
        here.map(|till| (till.id, till.code.as_str())).unzip();
    rows::write(tx, Model { closed_at: Some(world.now()), ..before.clone() }).await?;
    rows::close_terminals_of(tx, ask.merchant, ask.what, world.now()).await?;
    let open = json!({ "name": before.name, "closed": false, "terminals": codes });
    let closed = json!({ "name": before.name, "closed": true, "terminals": [] });
    let detail = audit::changed(open, closed);
    audit::write(tx, world, ask.deed("store.close", &ask.what, detail)).await?;
    Ok(here)
}

pub async fn add_terminal(
    tx: &Tx,
    world: &World,
    ask: Change<(StoreId, TillDraft)>,
) -> Result<terminal::Model> {
    let (store, draft) = ask.what.clone();
    let TillDraft { code, name } = draft.checked()?;
    standing(tx, ask.merchant, store).await?;
    let row = terminal::Model {
        id: world.id(),
        merchant_id: ask.merchant,
        store_id: store,
        code,
        name,
        locked_until: None,
        closed_at: None,
        created_at: world.now(),
    };
    rows::insert_terminal(tx, row.clone()).await?;
    let detail = json!({ "after": { "code": row.code, "name": row.name, "store": store } });
    audit::write(tx, world, ask.deed("terminal.create", &row.id, detail)).await?;
    Ok(row)
}

/// Its code stays: that is what clerks sign in with. The name that it has already changes nothing.
pub async fn rename_terminal(app: &App, ask: Change<(TerminalId, String)>) -> Result<()> {
    let (id, _) = ask.what;
    app.transact(rename_row, ask).await?;
    app.near.forget(&near_key(id)).await;
    Ok(())
}

async fn rename_row(tx: &Tx, world: &World, ask: Change<(TerminalId, String)>) -> Result<()> {
    let (id, name) = &ask.what;
    let name = named(name)?;
    let before = rows::hold_terminal(tx, ask.merchant, *id).await?;
    if before.closed_at.is_some() {
        return Err(StoreRefusal::TerminalClosed.into());
    }
    if before.name == name {
        return Ok(());
    }
    rows::rename_terminal(tx, ask.merchant, *id, &name).await?;
    let detail = audit::changed(json!({ "name": before.name }), json!({ "name": name }));
    audit::write(tx, world, ask.deed("terminal.rename", id, detail)).await
}

/// It lets nobody in any more, whoever stands at it: here at once, at other nodes within
/// [`crate::near::MOMENT`].
pub async fn close_terminal(app: &App, ask: Change<TerminalId>) -> Result<()> {
    let id = ask.what;
    app.transact(close_row, ask).await?;
    app.near.forget(&near_key(id)).await;
    Ok(())
}

async fn close_row(tx: &Tx, world: &World, ask: Change<TerminalId>) -> Result<()> {
    let id = ask.what;
    if !rows::close_terminal(tx, ask.merchant, id, world.now()).await? {
        let known = rows::terminals(tx, ask.merchant).await?.iter().any(|till| till.id == id);
        return if known { Ok(()) } else { Err(StoreRefusal::NoSuchTerminal.into()) };
    }
    let detail = audit::changed(json!({ "closed": false }), json!({ "closed": true }));
    audit::write(tx, world, ask.deed("terminal.close", &id, detail)).await
}

/// The shop, held, and open for business.
async fn standing(tx: &Tx, merchant: MerchantId, id: StoreId) -> Result<Model> {
    let row = rows::lock(tx, merchant, id).await?;
    if row.closed_at.is_some() { Err(StoreRefusal::Closed.into()) } else { Ok(row) }
}

fn told(row: &Model) -> Value {
    json!({
        "name": row.name, "address": row.address, "phone": row.phone,
        "latitude": row.latitude, "longitude": row.longitude,
    })
}
