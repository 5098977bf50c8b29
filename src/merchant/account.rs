//! A WeChat account with its secrets opened, ready to read pushes and to call WeChat.
use std::sync::Arc;

use anyhow::Context;
use entity::{
    ids::MerchantId,
    values::Timestamp,
    wechat_account::{Kind, Mode, Model},
};
use serde::{Deserialize, Serialize};

use super::{MerchantRefusal, keys, rows};
use crate::{app::App, error::Result, seal::Keys, world::World};

pub struct Account {
    pub appid: String,
    pub merchant: MerchantId,
    pub kind: Kind,
    /// `gh_…`
    pub original_id: String,
    /// AppSecret.
    pub secret: String,
    /// What its pushes are opened with.
    pub callback: wechat::Account,
    /// Whether WeChat is known to have today's Token.
    pub(super) reached: bool,
    /// Tells today's Token from any other.
    pub(super) token_sealed: Vec<u8>,
}

/// What is known of an account before its secrets are sealed.
pub struct NewAccount<'a> {
    pub appid: &'a str,
    pub merchant: MerchantId,
    pub kind: Kind,
    pub name: &'a str,
    pub original_id: &'a str,
    pub mode: Mode,
    pub secret: &'a str,
    pub token: &'a str,
    pub encoding_aes_key: &'a str,
}

const LONGEST_APPID: usize = 32;
const SECRET: &str = "wechat_account.secret";
const TOKEN: &str = "wechat_account.token";
const AES_KEY: &str = "wechat_account.aes_key";

/// The account of an appid, or a refusal.
pub async fn account(app: &App, appid: &str) -> Result<Arc<Account>> {
    // Whoever asks, asks with whatever they like: the database is not troubled with it.
    if appid.len() > LONGEST_APPID || !appid.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(MerchantRefusal::NoSuchAccount.into());
    }
    let fetch = async {
        let Some(row) = rows::find_account(&app.db, appid).await? else { return Ok(None) };
        let keys = keys(app, row.merchant_id).await?;
        Ok(Some(Arc::new(open(row, &keys, app.world.now())?)))
    };
    let found = app.near.or_fetch(near_key(appid), fetch).await?;
    Ok(found.as_ref().clone().ok_or(MerchantRefusal::NoSuchAccount)?)
}

/// The account changed on this node.
pub async fn forget_account(app: &App, appid: &str) {
    app.near.forget(&near_key(appid)).await;
}

fn near_key(appid: &str) -> String {
    format!("merchant.account.{appid}")
}

fn open(row: Model, keys: &Keys, now: Timestamp) -> Result<Account> {
    let aes_key = |sealed: &[u8]| -> anyhow::Result<wechat::EncodingAesKey> {
        keys.open(AES_KEY, sealed)?.parse().context("the stored EncodingAESKey")
    };
    let honoured = row.previous_until.is_some_and(|until| until > now);
    let previous = |sealed: &Option<Vec<u8>>| sealed.clone().filter(|_| honoured);
    let previous_key = previous(&row.previous_aes_key_sealed);
    let previous_token = previous(&row.previous_token_sealed);
    let callback = wechat::Account {
        appid: row.appid.clone(),
        token: keys.open(TOKEN, &row.token_sealed)?,
        mode: match row.mode {
            Mode::Plain => wechat::Mode::Plain,
            Mode::Compatible => wechat::Mode::Compatible,
            Mode::Safe => wechat::Mode::Safe,
        },
        key: Some(aes_key(&row.aes_key_sealed)?),
        previous_key: previous_key.as_deref().map(aes_key).transpose()?,
        previous_token: previous_token.map(|sealed| keys.open(TOKEN, &sealed)).transpose()?,
    };
    Ok(Account {
        merchant: row.merchant_id,
        kind: row.kind,
        original_id: row.original_id,
        secret: keys.open(SECRET, &row.secret_sealed)?,
        reached: row.reached_at.is_some(),
        token_sealed: row.token_sealed,
        appid: row.appid,
        callback,
    })
}

/// A new account's row.
pub fn seal_account(world: &World, keys: &Keys, new: NewAccount<'_>) -> anyhow::Result<Model> {
    Ok(Model {
        appid: new.appid.to_owned(),
        merchant_id: new.merchant,
        kind: new.kind,
        name: new.name.to_owned(),
        original_id: new.original_id.to_owned(),
        mode: new.mode,
        secret_sealed: keys.seal(world, SECRET, new.secret)?,
        token_sealed: keys.seal(world, TOKEN, new.token)?,
        aes_key_sealed: keys.seal(world, AES_KEY, new.encoding_aes_key)?,
        previous_aes_key_sealed: None,
        previous_until: None,
        created_at: world.now(),
        previous_token_sealed: None,
        reached_at: None,
        green: None,
        domain_words: None,
        domain_read_at: None,
    })
}

/// What WeChat's console wants to be told: Token and EncodingAESKey.
#[derive(Clone, PartialEq, Eq)]
pub struct Pair {
    pub token: String,
    pub aes_key: String,
}

/// A pair as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct SealedPair {
    token: Vec<u8>,
    aes_key: Vec<u8>,
}

impl SealedPair {
    pub fn of(row: &Model) -> Self {
        Self { token: row.token_sealed.clone(), aes_key: row.aes_key_sealed.clone() }
    }

    pub fn open(&self, keys: &Keys) -> anyhow::Result<Pair> {
        let (token, aes_key) = (keys.open(TOKEN, &self.token)?, keys.open(AES_KEY, &self.aes_key)?);
        Ok(Pair { token, aes_key })
    }
}

/// What a change of an account gives it anew.
#[derive(Clone, Default)]
pub struct NewSecrets {
    /// AppSecret.
    pub secret: Option<String>,
    pub pair: Option<Pair>,
}

/// Seal what is new. As long as WeChat may not have been told a new pair, what it signs with the one
/// that it knows is honoured, until `until`.
pub fn reseal(
    world: &World,
    keys: &Keys,
    before: Model,
    new: NewSecrets,
    until: Timestamp,
) -> anyhow::Result<Model> {
    let mut row = before.clone();
    if let Some(secret) = new.secret {
        row.secret_sealed = keys.seal(world, SECRET, &secret)?;
    }
    let Some(Pair { token, aes_key }) = new.pair else { return Ok(row) };
    row.token_sealed = keys.seal(world, TOKEN, &token)?;
    row.aes_key_sealed = keys.seal(world, AES_KEY, &aes_key)?;
    row.reached_at = None;
    row.previous_until = Some(until);
    // A pair that WeChat never used takes no place from the one that it still uses.
    let known = before.previous_until.is_some_and(|until| until > world.now());
    if before.reached_at.is_some() || !known {
        row.previous_token_sealed = Some(before.token_sealed);
        row.previous_aes_key_sealed = Some(before.aes_key_sealed);
    }
    Ok(row)
}
