//! What earns points and what they pay is decided: for all shops, or for one.
use std::collections::BTreeSet;

use entity::{
    ids::{MerchantId, OperatorId, StoreId},
    program::Kind,
};
use serde_json::{Value, json};

use super::super::rules::PointsRefusal;
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    merchant,
    operator::OperatorRefusal,
    store::{self, StoreRefusal},
    world::World,
};

/// Copies that are made at once: each is a row of the length of the terms.
const MOST_COPIES: usize = 200;

/// Who decides a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decider {
    Headquarters,
    /// Somebody of the store whose own rule it is.
    Store,
}

#[derive(Clone)]
pub struct ChangeProgram {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub kind: Kind,
    /// Whose copy it is; none for all shops without one.
    pub store: Option<StoreId>,
    pub by: Decider,
    /// JSON, valid.
    pub terms: String,
}

/// Decide from now on (PTS-09). Headquarters may give a store a copy of its own; its staff change
/// one that there is (PTS-08).
pub async fn change_program(tx: &Tx, world: &World, ask: ChangeProgram) -> Result<()> {
    let ChangeProgram { merchant, operator, kind, store, by, terms } = ask;
    merchant::lock(tx, merchant).await?;
    if let Some(store) = store {
        store::find(tx, merchant, store).await?;
    }
    let before = merchant::program_row(tx, (merchant, store), kind).await?;
    let own = before.as_ref().is_some_and(|row| row.store_id.is_some());
    if by == Decider::Store && !own {
        return Err(OperatorRefusal::HeadquartersOnly.into());
    }
    let before = before.map(|row| said(&row.terms));
    let after = said(&terms);
    let at = (merchant, kind);
    let version = match store {
        None => merchant::set_program(tx, world, at, Some(operator), terms).await?,
        Some(store) => {
            merchant::set_store_programs(tx, world, at, &[store], operator, &terms).await?
        }
    };
    let detail = json!({
        "kind": kind, "store": store, "version": version, "before": before, "after": after,
    });
    write(tx, world, (merchant, operator), "program.change", detail).await
}

/// As a store may hold it: whether points end with the year stays headquarters' to say.
fn copied(mut terms: Value) -> Value {
    if let Some(terms) = terms.as_object_mut() {
        terms.remove("yearly_clear");
    }
    terms
}

fn said(terms: &str) -> Value {
    serde_json::from_str(terms).unwrap_or_default()
}

#[derive(Clone)]
pub struct Copy {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub kind: Kind,
    pub stores: Vec<StoreId>,
}

/// 复制到: how many stores hold a copy of their own now.
pub async fn copy(tx: &Tx, world: &World, ask: Copy) -> Result<usize> {
    let Copy { merchant, operator, kind, stores } = ask;
    let wanted: BTreeSet<StoreId> = stores.into_iter().collect();
    if !(1..=MOST_COPIES).contains(&wanted.len()) {
        return Err(PointsRefusal::CopiesMalformed { most: MOST_COPIES }.into());
    }
    // Whoever writes a version of this meanwhile waits, or is told that they came second.
    merchant::lock(tx, merchant).await?;
    let ours: BTreeSet<_> =
        store::list(tx, merchant).await?.into_iter().map(|row| row.id).collect();
    if !wanted.is_subset(&ours) {
        return Err(StoreRefusal::NoSuchStore.into());
    }
    let held = merchant::program_row(tx, (merchant, None), kind).await?;
    let terms = copied(held.map_or_else(|| json!({}), |row| said(&row.terms))).to_string();
    let wanted: Vec<StoreId> = wanted.into_iter().collect();
    merchant::set_store_programs(tx, world, (merchant, kind), &wanted, operator, &terms).await?;
    let detail = json!({ "kind": kind, "stores": wanted, "after": said(&terms) });
    write(tx, world, (merchant, operator), "program.copy", detail).await?;
    Ok(wanted.len())
}

#[derive(Clone)]
pub struct End {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub kind: Kind,
    pub store: StoreId,
}

/// What headquarters holds holds in that store again.
pub async fn end(tx: &Tx, world: &World, ask: End) -> Result<()> {
    let End { merchant, operator, kind, store } = ask;
    merchant::lock(tx, merchant).await?;
    store::find(tx, merchant, store).await?;
    let before = merchant::program_row(tx, (merchant, Some(store)), kind).await?;
    if !merchant::end_store_program(tx, world, (merchant, kind), store).await? {
        return Err(PointsRefusal::NotOwn.into());
    }
    let after = merchant::program_row(tx, (merchant, None), kind).await?;
    let [before, after] = [before, after].map(|row| row.map(|row| said(&row.terms)));
    let detail = json!({ "kind": kind, "store": store, "before": before, "after": after });
    write(tx, world, (merchant, operator), "program.end", detail).await
}

async fn write(
    tx: &Tx,
    world: &World,
    (merchant, operator): (MerchantId, OperatorId),
    action: &'static str,
    detail: Value,
) -> Result<()> {
    let actor = operator.to_string();
    audit::write(tx, world, Deed { merchant, actor, action, subject: &merchant, detail }).await
}
