//! The tenant: a shop or a chain, its settings, its WeChat accounts and their secrets.
//!
//! **Invariant:** a secret leaves the database sealed and is opened here only.
//! **Invariant:** an access_token is fetched by one node at a time, and a node whose lease was
//! taken over cannot write what it fetched.
mod account;
mod program;
mod reached;
mod rows;
mod rules;
mod token;

pub use account::{
    Account, NewAccount, NewSecrets, Pair, SealedPair, account, forget_account, reseal,
    seal_account,
};
pub use program::{
    Program, end_store_program, forget_program, program, program_in, program_row, program_told,
    set_program, set_store_programs, terms,
};
pub use reached::{forget_cause, last_cause, reached, turned_away};
pub use rows::{
    account as account_rows, accounts, all, find, find_by_slug, hold, insert, insert_account, lock,
    set_defaults,
};
pub use rules::{MerchantRefusal, Theme, theme};
pub use token::{jsapi_ticket, refusal, with_access_token};

use std::sync::Arc;

use anyhow::Context;
use entity::{ids::MerchantId, merchant::Model, wechat_account::Kind};

use crate::{app::App, error::Result, seal::Keys};

/// The service account, where there is only one.
pub async fn only_service_account(app: &App) -> Result<String> {
    let accounts = rows::accounts(&app.db, None).await?;
    let mut service = accounts.into_iter().filter(|account| account.kind == Kind::Service);
    match (service.next(), service.next()) {
        (Some(only), None) => Ok(only.appid),
        _ => Err(MerchantRefusal::NoSuchAccount.into()),
    }
}

/// A merchant as pages show it: its name, its colours, its prefix.
pub async fn shown(app: &App, merchant: MerchantId) -> Result<Arc<Model>> {
    let fetch = async { Ok(rows::find(&app.db, merchant).await?.context("no such merchant")?) };
    app.near.or_fetch(format!("merchant.{merchant}"), fetch).await
}

/// What opens a merchant's secrets.
pub async fn keys(app: &App, merchant: MerchantId) -> Result<Arc<Keys>> {
    let fetch = async {
        let row = rows::find(&app.db, merchant).await?.context("no such merchant")?;
        Ok(app.master.open(&row.sealed_key)?)
    };
    app.near.or_fetch(format!("merchant.keys.{merchant}"), fetch).await
}
