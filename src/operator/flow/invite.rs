//! A first password, by a link; and another one.
use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{
    ids::{MerchantId, OperatorId, SessionId},
    invite::Model,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    super::{
        OperatorRefusal, Staff,
        password::{self, GATE},
        rows, rules,
    },
    staff::{forget, tell},
};
use crate::{
    app::{App, Tx},
    error::Result,
    passport,
    tally::{self, Count},
    world::World,
};

/// How long a link is good.
pub const LASTS_MS: i64 = 72 * 3600 * 1000;

/// What is in a link, and what is kept of it.
pub struct Token {
    pub text: String,
    pub hash: Vec<u8>,
}

impl Token {
    pub fn new(world: &World) -> Self {
        let text = URL_SAFE_NO_PAD.encode(world.bytes::<32>());
        Self { hash: hash(&text), text }
    }
}

fn hash(text: &str) -> Vec<u8> {
    Sha256::digest(text).to_vec()
}

pub(super) async fn keep(
    tx: &Tx,
    world: &World,
    (merchant, operator): (MerchantId, OperatorId),
    token_hash: Vec<u8>,
) -> Result<()> {
    let expires_at = world.now().plus_ms(LASTS_MS);
    let row = Model { operator_id: operator, merchant_id: merchant, token_hash, expires_at };
    rows::set_invite(tx, row).await
}

/// Choose a password by a link: it is good once, and whoever was signed in is not any more.
pub async fn accept(app: &App, token: &str, password: String) -> Result<()> {
    let token_hash = hash(token);
    let invite = open(app, &token_hash).await?;
    let found = rows::find(&app.db, invite.merchant_id, invite.operator_id).await?;
    let found = found.filter(|who| who.disabled_at.is_none()).ok_or(OperatorRefusal::InviteOver)?;
    rules::check_password(&password, &found.login)?;
    let new = password::hash_in_turn(app, password).await?;
    let by = rows::staff(&app.db, found).await?;
    let (id, ask) = (by.operator.id, (by, token_hash, new));
    let ended = app.transact(accept_row, ask).await?;
    forget(app, id, &ended).await;
    Ok(())
}

async fn open(app: &App, token_hash: &[u8]) -> Result<Model> {
    let found = rows::find_invite(&app.db, token_hash).await?;
    let found = found.filter(|invite| invite.expires_at > app.world.now());
    Ok(found.ok_or(OperatorRefusal::InviteOver)?)
}

async fn accept_row(
    tx: &Tx,
    world: &World,
    (by, token_hash, new): (Staff, Vec<u8>, String),
) -> Result<Vec<SessionId>> {
    let id = by.operator.id;
    let now = rows::lock(tx, by.operator.merchant_id, id).await?;
    let still = rows::find_invite(tx, &token_hash).await?;
    let still = still.filter(|invite| invite.operator_id == id && now.disabled_at.is_none());
    if still.is_none() || !rows::delete_invite(tx, id).await? {
        return Err(OperatorRefusal::InviteOver.into());
    }
    rows::set_password(tx, id, new).await?;
    tell(tx, world, (&by, "staff.accept", id), json!({})).await?;
    passport::end_of(tx, world, (by.operator.merchant_id, id.0), None).await
}

/// Wrong old passwords that somebody may try in a quarter of an hour.
const TRIES: u64 = 5;

/// Another password, by whoever knows the one before. All their other sessions end.
pub async fn change_password(
    app: &App,
    (by, session): (Staff, SessionId),
    old: String,
    new: String,
) -> Result<()> {
    let id = by.operator.id;
    let window = Duration::from_millis(rules::WINDOW_MS.unsigned_abs());
    let count = Count { name: format!("operator.password.{id}"), window };
    let tried = tally::count(app, count.clone()).await?;
    rules::try_again(tried, TRIES, app.world.now())?;
    rules::check_password(&new, &by.operator.login)?;
    let seat = GATE.enter().await?;
    // What is remembered for a moment may be the password before this one.
    let found = rows::find(&app.db, by.operator.merchant_id, id).await?;
    let hash = found.map(|found| found.password_hash);
    if !password::verify(seat, old, hash.clone()).await? {
        return Err(OperatorRefusal::PasswordWrong.into());
    }
    let new = password::hash_in_turn(app, new).await?;
    let ended = app.transact(change_row, (by, session, hash.unwrap_or_default(), new)).await?;
    tally::forget(app, &count.name).await?;
    forget(app, id, &ended).await;
    Ok(())
}

async fn change_row(
    tx: &Tx,
    world: &World,
    (by, session, old, new): (Staff, SessionId, String, String),
) -> Result<Vec<SessionId>> {
    let id = by.operator.id;
    let now = rows::lock(tx, by.operator.merchant_id, id).await?;
    if now.password_hash != old {
        return Err(OperatorRefusal::PasswordWrong.into());
    }
    rows::set_password(tx, id, new).await?;
    // A link that somebody else may have is not good beside the new one.
    rows::delete_invite(tx, id).await?;
    tell(tx, world, (&by, "staff.password", id), json!({})).await?;
    passport::end_of(tx, world, (by.operator.merchant_id, id.0), Some(session)).await
}
