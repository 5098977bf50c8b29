//! What WeChat shows of an account by what it sends: that it knows today's Token, or why nothing that
//! comes is opened.
use std::time::Duration;

use tokio::time::timeout;

use super::{Account, account::forget_account, rows};
use crate::{app::App, error::Result};

/// How long a cause is told: whatever comes again says it again.
const TOLD_FOR: Duration = Duration::from_secs(300);
const KEPT_WITHIN: Duration = Duration::from_secs(1);

/// Something was signed with today's Token. That is written down the first time, if it can be done
/// while WeChat waits.
pub async fn reached(app: &App, account: &Account) {
    if account.reached {
        return;
    }
    match timeout(KEPT_WITHIN, keep(app, account)).await {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => tracing::error!(%fault, "cannot keep that WeChat has reached us"),
        Err(_) => tracing::warn!("no time to keep that WeChat has reached us"),
    }
}

async fn keep(app: &App, account: &Account) -> Result<()> {
    let Account { appid, token_sealed, .. } = account;
    rows::account::reached(&app.db, (appid, token_sealed.clone()), app.world.now()).await?;
    forget_cause(app, appid).await;
    forget_account(app, appid).await;
    Ok(())
}

/// Something came that claims to be for this account and could not be opened.
pub async fn turned_away(app: &App, appid: &str, cause: &str) {
    app.cache.set(&cause_key(appid), cause, TOLD_FOR).await;
}

/// Why the last thing that came lately could not be opened.
pub async fn last_cause(app: &App, appid: &str) -> Option<String> {
    app.cache.get(&cause_key(appid)).await
}

/// It may be mended.
pub async fn forget_cause(app: &App, appid: &str) {
    app.cache.forget(&cause_key(appid)).await;
}

fn cause_key(appid: &str) -> String {
    format!("merchant.turned_away.{appid}")
}
