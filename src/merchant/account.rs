//! A WeChat account with its secrets opened, ready to read pushes and to call WeChat.
use std::sync::Arc;

use anyhow::Context;
use entity::{
    ids::MerchantId,
    values::Timestamp,
    wechat_account::{Kind, Mode, Model},
};

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
    let found = app.near.or_fetch(format!("merchant.account.{appid}"), fetch).await?;
    Ok(found.as_ref().clone().ok_or(MerchantRefusal::NoSuchAccount)?)
}

fn open(row: Model, keys: &Keys, now: Timestamp) -> Result<Account> {
    let aes_key = |sealed: &[u8]| -> anyhow::Result<wechat::EncodingAesKey> {
        keys.open(AES_KEY, sealed)?.parse().context("the stored EncodingAESKey")
    };
    let previous = row.previous_until.is_some_and(|until| until > now);
    let previous = row.previous_aes_key_sealed.as_deref().filter(|_| previous);
    let callback = wechat::Account {
        appid: row.appid.clone(),
        token: keys.open(TOKEN, &row.token_sealed)?,
        mode: match row.mode {
            Mode::Plain => wechat::Mode::Plain,
            Mode::Compatible => wechat::Mode::Compatible,
            Mode::Safe => wechat::Mode::Safe,
        },
        key: Some(aes_key(&row.aes_key_sealed)?),
        previous_key: previous.map(aes_key).transpose()?,
        previous_token: None,
    };
    Ok(Account {
        merchant: row.merchant_id,
        kind: row.kind,
        original_id: row.original_id,
        secret: keys.open(SECRET, &row.secret_sealed)?,
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
    })
}
