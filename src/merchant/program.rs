//! A merchant's programs: settings of one kind, of which every version is kept, so that what was
//! once quoted can be explained by what held then.
use std::sync::Arc;

use entity::{
    ids::{MerchantId, OperatorId},
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
}

/// A program as it was a moment ago.
pub async fn program<T>(app: &App, merchant: MerchantId, kind: Kind) -> Result<Arc<Program<T>>>
where
    T: DeserializeOwned + Default + Send + Sync + 'static,
{
    let fetch = async {
        let Some(row) = rows::program(&app.db, merchant, kind).await? else {
            return Ok(Program::default());
        };
        Ok(Program { version: row.version, terms: serde_json::from_str(&row.terms)? })
    };
    app.near.or_fetch(near_key(merchant, kind), fetch).await
}

/// What holds now, for the log; an empty object if nobody wrote it.
pub async fn terms(tx: &Tx, merchant: MerchantId, kind: Kind) -> Result<serde_json::Value> {
    let Some(row) = rows::program(tx, merchant, kind).await? else {
        return Ok(serde_json::json!({}));
    };
    Ok(serde_json::from_str(&row.terms)?)
}

/// Write the next version. Two who write at once: the second is told that it came second.
pub async fn set_program(
    tx: &Tx,
    world: &World,
    (merchant, kind): (MerchantId, Kind),
    by: Option<OperatorId>,
    terms: String,
) -> Result<i32> {
    let before = rows::program(tx, merchant, kind).await?;
    let version = before.map_or(0, |row| row.version) + 1;
    let made_by = by;
    let created_at = world.now();
    let row = Model { merchant_id: merchant, kind, version, terms, made_by, created_at };
    rows::insert_program(tx, row).await?;
    Ok(version)
}

/// It changed on this node; the others see it within a moment.
pub async fn forget_program(app: &App, merchant: MerchantId, kind: Kind) {
    app.near.forget(&near_key(merchant, kind)).await;
}

fn near_key(merchant: MerchantId, kind: Kind) -> String {
    format!("merchant.program.{kind:?}.{merchant}")
}
