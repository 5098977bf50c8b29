//! The demo: a mother-and-baby shop with two stores, and the WeChat it is connected to.
mod goods;
mod programs;
mod scale;
mod shop;
mod wechat;

use anyhow::Context;
pub use scale::{Scale, scale};
use shop::{Passwords, make};
pub use wechat::{MINI, SERVICE, SLUG, UNCONNECTED, accounts, simulator};

use crate::{app::App, error::Result, inbox, merchant, operator};

/// What all of the demo's staff type.
pub const PASSWORD: &str = "kabao-demo";

/// Make the demo shop unless it is there; true if it was made.
pub async fn demo(app: &App) -> anyhow::Result<bool> {
    if merchant::find_by_slug(&app.db, SLUG).await?.is_some() {
        return Ok(false);
    }
    let passwords = Passwords {
        owner: operator::hash_password(&app.world, PASSWORD)?,
        clerk: operator::hash_password(&app.world, PASSWORD)?,
        clerk2: operator::hash_password(&app.world, PASSWORD)?,
    };
    let (keys, sealed) = app.master.make(&app.world)?;
    app.transact(make, (keys, sealed, passwords)).await?;
    Ok(true)
}

/// Top-up rules and a ladder that moves, for a shop that was just made. Tests begin without them.
pub async fn furnish(app: &App) -> anyhow::Result<()> {
    let shop =
        merchant::find_by_slug(&app.db, SLUG).await?.context("the demo shop is not there")?;
    Ok(app.transact(programs::make, shop.id).await?)
}

/// The simulator forgets when it stops: give it the shop's menu again.
pub async fn publish_menu(app: &App) -> Result<()> {
    let account = merchant::account(app, SERVICE.appid).await?;
    inbox::publish_menu(app, &account, "system".to_owned()).await?;
    Ok(())
}
