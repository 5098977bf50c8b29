//! What WeChat shows of an account by what it sends: that it knows today's Token, or why nothing that
//! comes is opened.
use std::{sync::Arc, time::Duration};

use tracing::Instrument;

use super::{Account, account::forget_account, rows};
use crate::{app::App, error::Result};

/// How long a cause is told: whatever comes again says it again.
const TOLD_FOR: Duration = Duration::from_secs(300);

/// Something was signed with today's Token. That is written down the first time, behind the answer.
pub fn reached(app: &App, account: &Arc<Account>) {
    if account.reached {
        return;
    }
    let (node, account) = (app.clone(), account.clone());
    let work = async move {
        if let Err(fault) = keep(&node, &account).await {
            tracing::error!(%fault, "cannot keep that WeChat has reached us");
        }
    };
    app.tasks.spawn(work.in_current_span());
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
