//! A merchant's programs: settings of one kind, of which every version is kept, so that what was
//! once quoted can be explained by what held then. A store may hold a copy of its own (PTS-08).
use std::sync::Arc;

use entity::{
    ids::{MerchantId, OperatorId, StoreId},
    program::{Kind, Model},
};
use serde::de::DeserializeOwned;

use super::rows;
use crate::{
    app::{App, Tx},
    error::Result,
    world::World,
};

/// What holds now. Version 0 is the house's own, which nobody wrote.
#[derive(Debug, Default)]
pub struct Program<T> {
    pub version: i32,
    pub terms: T,
    /// The store whose own copy it is; none for what headquarters holds.
    pub of: Option<StoreId>,
}

/// What headquarters holds, as it was a moment ago.
pub async fn program<T>(app: &App, merchant: MerchantId, kind: Kind) -> Result<Arc<Program<T>>>
where
    T: DeserializeOwned + Default + Send + Sync + 'static,
{
    held(app, merchant, None, kind).await
}

/// What holds in a store, as it was a moment ago: its own copy, or what headquarters holds.
pub async fn program_in<T>(
    app: &App,
    (merchant, store): (MerchantId, StoreId),
    kind: Kind,
) -> Result<Arc<Program<T>>>
where
    T: DeserializeOwned + Default + Send + Sync + 'static,
{
    held(app, merchant, Some(store), kind).await
}

async fn held<T>(
    app: &App,
    merchant: MerchantId,
    store: Option<StoreId>,
    kind: Kind,
) -> Result<Arc<Program<T>>>
where
    T: DeserializeOwned + Default + Send + Sync + 'static,
{
    let fetch = async {
        let Some(row) = rows::program(&app.db, (merchant, store), kind).await? else {
            return Ok(Program::default());
        };
        let Model { version, terms, store_id: of, .. } = row;
        Ok(Program { version, terms: serde_json::from_str(&terms)?, of })
    };
    let place = store.map_or("all".to_owned(), |store| store.to_string());
    app.near.or_fetch(near_key(merchant, kind) + &place, fetch).await
}

/// The row that holds in a store, or for headquarters.
pub async fn program_row(
    tx: &Tx,
    at: (MerchantId, Option<StoreId>),
    kind: Kind,
) -> Result<Option<Model>> {
    rows::program(tx, at, kind).await
}

/// What holds now, as far as `T` reads it: for a room below the one whose terms they are.
pub async fn terms<T>(app: &App, merchant: MerchantId, kind: Kind) -> Result<T>
where
    T: DeserializeOwned + Default,
{
    let Some(row) = rows::program(&app.db, (merchant, None), kind).await? else {
        return Ok(T::default());
    };
    Ok(serde_json::from_str(&row.terms)?)
}

/// What headquarters holds, for the log; an empty object if nobody wrote it.
pub async fn program_told(tx: &Tx, merchant: MerchantId, kind: Kind) -> Result<serde_json::Value> {
    match rows::program(tx, (merchant, None), kind).await? {
        Some(row) => Ok(serde_json::from_str(&row.terms)?),
        None => Ok(serde_json::json!({})),
    }
}

/// Write the next version. Two who write at once: the second is told that it came second.
pub async fn set_program(
    tx: &Tx,
    world: &World,
    (merchant, kind): (MerchantId, Kind),
    by: Option<OperatorId>,
    terms: String,
) -> Result<i32> {
    let version = rows::last_version(tx, merchant, kind).await? + 1;
    let row = Model {
        merchant_id: merchant,
        kind,
        version,
        terms,
        made_by: by,
        created_at: world.now(),
        store_id: None,
        ended_at: None,
    };
    rows::insert_program(tx, row).await?;
    Ok(version)
}

/// Write each of these stores a copy of its own, in one statement; the last one's version.
pub async fn set_store_programs(
    tx: &Tx,
    world: &World,
    (merchant, kind): (MerchantId, Kind),
    stores: &[StoreId],
    by: OperatorId,
    terms: &str,
) -> Result<i32> {
    let last = rows::last_version(tx, merchant, kind).await?;
    let row = |(version, store): (i32, &StoreId)| Model {
        merchant_id: merchant,
        kind,
        version,
        terms: terms.to_owned(),
        made_by: Some(by),
        created_at: world.now(),
        store_id: Some(*store),
        ended_at: None,
    };
    let copies: Vec<Model> = (last + 1..).zip(stores).map(row).collect();
    let version = copies.last().map_or(last, |copy| copy.version);
    rows::insert_programs(tx, copies).await?;
    Ok(version)
}

/// A store's own copy ends, and what headquarters holds holds there; false if it had none.
pub async fn end_store_program(
    tx: &Tx,
    world: &World,
    (merchant, kind): (MerchantId, Kind),
    store: StoreId,
) -> Result<bool> {
    rows::end_programs(tx, (merchant, store), kind, world.now()).await
}

/// It changed on this node, in whichever stores; the others see it within a moment.
pub async fn forget_program(app: &App, merchant: MerchantId, kind: Kind) {
    app.near.forget_all(near_key(merchant, kind));
}

fn near_key(merchant: MerchantId, kind: Kind) -> String {
    format!("merchant.program.{kind:?}.{merchant}.")
}
