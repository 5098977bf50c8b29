//! What happens to keys, and with them.
use std::{net::IpAddr, sync::Arc, time::Duration};

use entity::{
    ids::{MerchantId, OperatorId, TerminalId, TerminalKeyId},
    terminal_key::Model,
    terminal_nonce,
    values::Fen,
};
use serde_json::json;

use super::{
    rows,
    rules::{self, KeyRefusal, Shown, Terms},
};
use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    error::Result,
    merchant,
    seal::Keys,
    tally::{self, Sum},
    world::World,
};

const SECRET: &str = "terminal_key.secret";

/// Who signed a request, and what they may move.
#[derive(Clone)]
pub struct Signed {
    pub merchant: MerchantId,
    pub terminal: TerminalId,
    pub operator: OperatorId,
    pub allowance: Allowance,
}

/// What a key may move.
#[derive(Clone)]
pub struct Allowance {
    pub key: TerminalKeyId,
    pub cap: Fen,
    pub daily_cap: Fen,
}

impl Allowance {
    /// Whether one request may move so much.
    fn allows(&self, amount: Fen) -> Result<(), KeyRefusal> {
        match amount <= self.cap {
            true => Ok(()),
            false => Err(KeyRefusal::KeyCap { cap: self.cap }),
        }
    }
}

/// A signed request, as it came.
pub(super) struct Asked<'a> {
    /// After `KABAO`.
    pub shown: &'a str,
    pub method: &'a str,
    /// Path and query.
    pub target: &'a str,
    /// The route's.
    pub pattern: &'a str,
    pub body: &'a [u8],
    pub source: IpAddr,
    /// Whether it may change something, and is written into the log.
    pub writes: bool,
}

struct Known {
    row: Model,
    secret: String,
}

/// Take a signed request, once.
pub(super) async fn admit(app: &App, asked: Asked<'_>) -> Result<Signed> {
    let shown = Shown::read(asked.shown).ok_or(KeyRefusal::SignatureMalformed)?;
    rules::timely(shown.time, app.world.now())?;
    let Asked { method, target, body, .. } = asked;
    let text = rules::signed_text(method, target, body, shown.time, &shown.nonce);
    let known = known(app, shown.key).await?;
    let known = known.as_ref().as_ref();
    let known = known.filter(|known| rules::is_signed(&known.secret, &text, &shown.sign));
    let row = &known.ok_or(KeyRefusal::SignatureWrong)?.row;
    if row.revoked_at.is_some() {
        return Err(KeyRefusal::KeyRevoked.into());
    }
    not_too_fast(app, row.id).await?;
    Terms::of(row).allow(asked.source, &rules::need(asked.pattern))?;
    let path = target.split('?').next().unwrap_or_default();
    let call = asked.writes.then(|| format!("{method} {path}"));
    let take = Take { merchant: row.merchant_id, terminal: row.terminal_id, shown, call };
    app.transact(take_once, Arc::new(take)).await?;
    Ok(Signed {
        merchant: row.merchant_id,
        terminal: row.terminal_id,
        operator: row.operator_id,
        allowance: Allowance { key: row.id, cap: row.cap, daily_cap: row.daily_cap },
    })
}

async fn known(app: &App, id: TerminalKeyId) -> Result<Arc<Option<Known>>> {
    let fetch = async {
        let Some(row) = rows::find(&app.db, id).await? else { return Ok(None) };
        let keys = merchant::keys(app, row.merchant_id).await?;
        let secret = keys.open(SECRET, &row.secret_sealed)?;
        Ok(Some(Known { row, secret }))
    };
    app.near.or_fetch(near_key(id), fetch).await
}

async fn not_too_fast(app: &App, id: TerminalKeyId) -> Result<(), KeyRefusal> {
    const MINUTE: Duration = Duration::from_secs(60);
    match app.cache.count(&format!("till_key.calls.{id}"), MINUTE).await {
        0..=rules::MOST_A_MINUTE => Ok(()),
        _ => Err(KeyRefusal::KeyTooFast { retry_after_s: 60 }),
    }
}

struct Take {
    merchant: MerchantId,
    terminal: TerminalId,
    shown: Shown,
    call: Option<String>,
}

async fn take_once(tx: &Tx, world: &World, ask: Arc<Take>) -> Result<()> {
    let (key_id, nonce) = (ask.shown.key, ask.shown.nonce.clone());
    let row = terminal_nonce::Model { key_id, nonce, created_at: world.now() };
    if !rows::take_nonce(tx, row).await? {
        return Err(KeyRefusal::NonceUsed.into());
    }
    let Some(call) = &ask.call else { return Ok(()) };
    let deed = Deed {
        merchant: ask.merchant,
        actor: key_id.to_string(),
        action: "till_key.call",
        subject: &ask.terminal,
        detail: json!({ "call": call }),
    };
    audit::write(tx, world, deed).await
}

/// Count an amount that a key moves against its caps, in the transaction that moves it.
pub async fn spend(tx: &Tx, world: &World, key: &Allowance, amount: Fen) -> Result<()> {
    const DAY_MS: i64 = 24 * 3600 * 1000;
    key.allows(amount)?;
    let day = world.now().midnight().0.div_euclid(DAY_MS);
    let sum = Sum { name: format!("till_key.moved.{}", key.key), window: day, amount: amount.0 };
    match tally::add_up_to(tx, sum, key.daily_cap.0).await? {
        true => Ok(()),
        false => Err(KeyRefusal::KeyDailyCap { daily_cap: key.daily_cap }.into()),
    }
}

#[derive(Clone)]
pub struct NewKey {
    pub merchant: MerchantId,
    /// Who makes it.
    pub by: OperatorId,
    pub keys: Arc<Keys>,
    pub terminal: TerminalId,
    /// Whom it acts as.
    pub operator: OperatorId,
    pub terms: Terms,
}

/// A key with its secret, which is not seen again.
pub struct Made {
    pub key: Model,
    pub secret: String,
}

pub async fn create(tx: &Tx, world: &World, ask: NewKey) -> Result<Made> {
    let terms = ask.terms.checked()?;
    let secret = hex::encode(world.bytes::<32>());
    let key = Model {
        id: world.id(),
        merchant_id: ask.merchant,
        terminal_id: ask.terminal,
        operator_id: ask.operator,
        secret_sealed: ask.keys.seal(world, SECRET, &secret)?,
        scopes: terms.scopes_text(),
        addresses: terms.addresses_text(),
        cap: terms.cap,
        daily_cap: terms.daily_cap,
        revoked_at: None,
        created_at: world.now(),
    };
    rows::insert(tx, key.clone()).await?;
    let deed = Deed {
        merchant: ask.merchant,
        actor: ask.by.to_string(),
        action: "till_key.create",
        subject: &key.id,
        detail: json!({
            "terminal": key.terminal_id, "operator": key.operator_id, "scopes": key.scopes,
            "addresses": key.addresses, "cap": key.cap, "daily_cap": key.daily_cap,
        }),
    };
    audit::write(tx, world, deed).await?;
    Ok(Made { key, secret })
}

/// It opens nothing any more.
pub async fn revoke(
    app: &App,
    merchant: MerchantId,
    by: OperatorId,
    id: TerminalKeyId,
) -> Result<()> {
    app.transact(revoke_row, (merchant, by, id)).await?;
    app.near.forget(&near_key(id)).await;
    Ok(())
}

async fn revoke_row(
    tx: &Tx,
    world: &World,
    (merchant, by, id): (MerchantId, OperatorId, TerminalKeyId),
) -> Result<()> {
    if !rows::revoke(tx, merchant, id, world.now()).await? {
        return Ok(());
    }
    let (actor, detail) = (by.to_string(), json!({}));
    let deed = Deed { merchant, actor, action: "till_key.revoke", subject: &id, detail };
    audit::write(tx, world, deed).await
}

/// Forget nonces whose requests are too old to be sent again.
pub async fn forget(app: &App) -> Result<u64> {
    rows::forget_nonces(&app.db, app.world.now().plus_ms(-rules::NONCES_KEPT_MS)).await
}

fn near_key(id: TerminalKeyId) -> String {
    format!("till_key.{id}")
}
