//! The inbox: what WeChat pushes to us, and what it is answered within five seconds.
//!
//! **Invariant:** nothing is read of a push before [`wechat::Account::open`] vouches for it, and
//! whatever it does not vouch for is turned away in one and the same way (A1, A2, A5, A6).
//! **Invariant:** a push is handled once and answered alike however often it comes (A3). The cache
//! sees to it for pushes that change nothing; those that change something put their own row first
//! in the transaction, so that a lost cache and a second node change nothing twice (P4).
//! **Invariant:** once a push is opened, its answer waits for no more than [`ANSWER_WITHIN`]. What is not ready by then
//! follows as a customer-service message, once or not at all.
mod flow;
mod http;
mod jobs;
mod receive;
mod rows;
mod rules;

use std::time::Duration;

use entity::values::Timestamp;
use wechat::Secret;

use flow::PublishedMenu;
pub use flow::restore;
pub use flow::{AddRule, SaveMenu, add_rule, save_menu};
pub use http::{office_routes, wechat_routes};
pub use jobs::LateReply;
pub use rows::{deleted, forget_account};
pub use rules::{Draft, InboxRefusal, MenuButton, MenuKind, Reply};

use crate::{
    app::App,
    error::Result,
    merchant::{self, Account},
};

/// Send the menu's draft to WeChat.
pub async fn publish_menu(app: &App, account: &Account, actor: String) -> Result<Timestamp> {
    let draft = rows::menu(&app.db, account.merchant, &account.appid).await?;
    let buttons: Vec<MenuButton> = match draft {
        Some(menu) => serde_json::from_str(&menu.draft)?,
        None => vec![],
    };
    let menu = rules::wechat_menu(&buttons, &app.config.http.public_url)?;
    let (client, menu) = (&app.wechat, &menu);
    let call = |token: Secret| async move { client.menu_create(token.reveal(), menu).await };
    merchant::with_access_token(app, account, call).await?;
    let (merchant, appid) = (account.merchant, account.appid.clone());
    app.transact(flow::menu_published, PublishedMenu { merchant, actor, appid, buttons }).await
}

/// WeChat hangs up after 5 s; the rest is for the way there and back.
pub const ANSWER_WITHIN: Duration = Duration::from_millis(4500);

/// How long a push is remembered: WeChat tries again for a day at the most.
const KEPT_MS: i64 = 7 * 24 * 3600 * 1000;

/// Forget pushes that cannot come again.
pub async fn forget(app: &App) -> Result<u64> {
    rows::forget(&app.db, app.world.now().plus_ms(-KEPT_MS)).await
}
