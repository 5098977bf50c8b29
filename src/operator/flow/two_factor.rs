//! A second factor: begun, confirmed, asked for, given up.
use entity::{ids::OperatorId, two_factor::Model};
use serde_json::json;
use std::time::Duration;

use super::{
    super::{
        OperatorRefusal, Staff, rows,
        rules::{self, Secret},
    },
    staff::tell,
};
use crate::{
    app::{App, Tx},
    error::Result,
    merchant,
    seal::Keys,
    tally::{self, Count},
    world::World,
};

/// Where secrets are sealed, and codes are hashed.
const SECRET: &str = "two_factor.secret";
const RECOVERY: &str = "two_factor.recovery";
/// Wrong codes at a sign-in in a quarter of an hour. They have a count of their own, which only a right
/// code ends: whoever gets in at a till has shown none (B15).
const TRIES_AT_DOOR: u64 = 5;
/// Digits that somebody may try in a quarter of an hour once they are inside.
const TRIES: u64 = 10;

/// Whether owners must have one.
pub fn must_enrol(app: &App, staff: &Staff) -> bool {
    app.config.owners_need_two_factor() && staff.owner && !staff.two_factor
}

/// A secret that is not in force before its first digits are shown.
pub async fn begin(app: &App, by: &Staff) -> Result<Secret> {
    let keys = merchant::keys(app, by.operator.merchant_id).await?;
    let secret = Secret::new(&app.world);
    let row = Model {
        operator_id: by.operator.id,
        merchant_id: by.operator.merchant_id,
        secret_sealed: keys.seal(&app.world, SECRET, &secret.text())?,
        last_step: 0,
        enrolled_at: None,
        created_at: app.world.now(),
    };
    app.transact(begin_row, row).await?;
    Ok(secret)
}

async fn begin_row(tx: &Tx, _: &World, row: Model) -> Result<()> {
    let had = rows::find_two_factor(tx, row.operator_id).await?;
    if had.is_some_and(|had| had.enrolled_at.is_some()) {
        return Err(OperatorRefusal::TwoFactorOn.into());
    }
    rows::begin(tx, row).await
}

/// The phone has it: from now on it is asked for. Codes for the day when the phone is lost.
pub async fn confirm(app: &App, by: Staff, code: &str) -> Result<Vec<String>> {
    try_it(app, by.operator.id).await?;
    let keys = merchant::keys(app, by.operator.merchant_id).await?;
    let had = rows::find_two_factor(&app.db, by.operator.id).await?;
    let had = had.ok_or(OperatorRefusal::TwoFactorOff)?;
    if had.enrolled_at.is_some() {
        return Err(OperatorRefusal::TwoFactorOn.into());
    }
    let step = secret(&keys, &had)?.step(code.trim(), app.world.now(), had.last_step);
    let step = step.ok_or(OperatorRefusal::TwoFactorMismatch)?;
    let codes = rules::new_recovery_codes(&app.world);
    let hashes = codes.iter().map(|code| recovery_hash(&keys, by.operator.id, code)).collect();
    let id = by.operator.id;
    app.transact(confirm_row, (by, step, hashes)).await?;
    app.near.forget(&super::near_key(id)).await;
    Ok(codes)
}

async fn confirm_row(
    tx: &Tx,
    world: &World,
    (by, step, hashes): (Staff, i64, Vec<Vec<u8>>),
) -> Result<()> {
    let id = by.operator.id;
    rows::enrol(tx, id, step, world.now()).await?;
    rows::keep_recovery(tx, id, hashes).await?;
    let states = json!({ "before": { "two_factor": false }, "after": { "two_factor": true } });
    tell(tx, world, (&by, "staff.two_factor", id), states).await
}

/// Ask for it, of whoever has one: digits that were never honoured, or a code that was never used.
pub async fn prove(app: &App, staff: &Staff, code: Option<&str>) -> Result<()> {
    if !staff.two_factor {
        return Ok(());
    }
    let code = code.map(str::trim).filter(|code| !code.is_empty());
    let code = code.ok_or(OperatorRefusal::TwoFactorNeeded)?;
    let tries = count("door", staff.operator.id);
    let tried = tally::count(app, tries.clone()).await?;
    rules::try_again(tried, TRIES_AT_DOOR, app.world.now())?;
    match honour(app, staff, code).await? {
        true => tally::forget(app, &tries.name).await,
        false => Err(OperatorRefusal::TwoFactorWrong.into()),
    }
}

/// Give it up, by showing it once more.
pub async fn disable(app: &App, by: Staff, code: &str) -> Result<()> {
    if !by.two_factor {
        return Err(OperatorRefusal::TwoFactorOff.into());
    }
    if app.config.owners_need_two_factor() && by.owner {
        return Err(OperatorRefusal::TwoFactorKept.into());
    }
    try_it(app, by.operator.id).await?;
    if !honour(app, &by, code.trim()).await? {
        return Err(OperatorRefusal::TwoFactorMismatch.into());
    }
    let id = by.operator.id;
    app.transact(disable_row, by).await?;
    app.near.forget(&super::near_key(id)).await;
    Ok(())
}

async fn disable_row(tx: &Tx, world: &World, by: Staff) -> Result<()> {
    let id = by.operator.id;
    rows::delete_two_factor(tx, id).await?;
    let states = json!({ "before": { "two_factor": true }, "after": { "two_factor": false } });
    tell(tx, world, (&by, "staff.two_factor", id), states).await
}

async fn try_it(app: &App, id: OperatorId) -> Result<()> {
    let tried = tally::count(app, count("inside", id)).await?;
    Ok(rules::try_again(tried, TRIES, app.world.now())?)
}

fn count(place: &str, id: OperatorId) -> Count {
    let window = Duration::from_millis(rules::WINDOW_MS.unsigned_abs());
    Count { name: format!("operator.code.{place}.{id}"), window }
}

async fn honour(app: &App, staff: &Staff, code: &str) -> Result<bool> {
    let keys = merchant::keys(app, staff.operator.merchant_id).await?;
    let id = staff.operator.id;
    if let Some(code) = rules::normal_recovery_code(code) {
        return app.transact(use_code, (id, recovery_hash(&keys, id, &code))).await;
    }
    let had = rows::find_two_factor(&app.db, id).await?;
    let Some(had) = had.filter(|had| had.enrolled_at.is_some()) else { return Ok(false) };
    match secret(&keys, &had)?.step(code, app.world.now(), had.last_step) {
        Some(step) => app.transact(use_step, (id, step)).await,
        None => Ok(false),
    }
}

async fn use_step(tx: &Tx, _: &World, (id, step): (OperatorId, i64)) -> Result<bool> {
    rows::honour(tx, id, step).await
}

async fn use_code(tx: &Tx, world: &World, (id, hash): (OperatorId, Vec<u8>)) -> Result<bool> {
    rows::use_recovery(tx, id, &hash, world.now()).await
}

fn secret(keys: &Keys, row: &Model) -> Result<Secret> {
    let text = keys.open(SECRET, &row.secret_sealed)?;
    Ok(Secret::of_text(&text).ok_or_else(|| anyhow::anyhow!("a second factor is malformed"))?)
}

fn recovery_hash(keys: &Keys, id: OperatorId, code: &str) -> Vec<u8> {
    keys.index(RECOVERY, &format!("{id}\n{code}"))
}
