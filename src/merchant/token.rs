//! access_token and jsapi_ticket: kept in the database for all nodes, fetched by whichever node
//! holds the lease, refreshed before they expire and once more when WeChat says they are no good.
use std::time::Duration;

use entity::wechat_token::{Kind, Model};
use wechat::{Advice, ClientError, Secret, client::TicketKind};

use super::{Account, MerchantRefusal, keys, rows};
use crate::{
    app::App,
    error::{Error, Result},
};

/// A token is renewed when it has this long to live: WeChat rotates five minutes before expiry and
/// honours both until then.
const MARGIN_MS: i64 = 5 * 60_000;
/// A node that fetches longer than this has lost its lease: the client gives up after 5 s.
const LEASE_MS: i64 = 10_000;
/// How often, and how many times, one looks whether the node with the lease has finished.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: usize = 50;

/// Call WeChat with the account's access_token. If WeChat says that the token is no good, and only
/// then, it is fetched anew and the call made once more.
pub async fn with_access_token<T, F, Run>(app: &App, account: &Account, call: F) -> Result<T>
where
    F: Fn(Secret) -> Run,
    Run: Future<Output = Result<T, ClientError>>,
{
    let (token, fence) = token(app, account, Kind::Access).await?;
    match call(token).await {
        Err(fault) if advice(&fault) == Some(Advice::RefreshToken) => {
            rows::expire_token(&app.db, (&account.appid, Kind::Access), fence).await?;
            let (token, _) = self::token(app, account, Kind::Access).await?;
            call(token).await.map_err(refusal)
        }
        answer => answer.map_err(refusal),
    }
}

/// What JS-SDK pages are signed with.
pub async fn jsapi_ticket(app: &App, account: &Account) -> Result<Secret> {
    Ok(token(app, account, Kind::JsapiTicket).await?.0)
}

/// The token and its fence.
async fn token(app: &App, account: &Account, kind: Kind) -> Result<(Secret, i64)> {
    for _ in 0..LOOKS {
        let now = app.world.now();
        let known = rows::token(&app.db, &account.appid, kind).await?;
        let alive = known.as_ref().filter(|known| known.expires_at > now);
        if let Some(known) = alive.filter(|known| known.expires_at.0 - MARGIN_MS > now.0) {
            return opened(app, account, known).await;
        }
        let key = (account.appid.as_str(), kind);
        let lease = now.plus_ms(LEASE_MS);
        if let Some(fence) = rows::lease_token(&app.db, known.as_ref(), key, now, lease).await? {
            match (fetch(app, account, kind, fence).await, alive) {
                // WeChat is away, and what we have is good for some minutes yet.
                (Err(no), Some(_)) => tracing::warn!(%no, "token not renewed in time"),
                (fetched, _) => return fetched,
            }
        }
        if let Some(known) = alive {
            return opened(app, account, known).await;
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(MerchantRefusal::WechatUnreachable.into())
}

async fn opened(app: &App, account: &Account, known: &Model) -> Result<(Secret, i64)> {
    let keys = keys(app, account.merchant).await?;
    Ok((Secret::new(keys.open("wechat_token", &known.sealed)?), known.fence))
}

async fn fetch(app: &App, account: &Account, kind: Kind, fence: i64) -> Result<(Secret, i64)> {
    let key = (account.appid.as_str(), kind);
    let (secret, expires_in) = match ask(app, account, kind).await {
        Ok(fetched) => fetched,
        Err(no) => {
            // The next who asks may try at once.
            rows::release_token(&app.db, key, fence).await?;
            return Err(no);
        }
    };
    let keys = keys(app, account.merchant).await?;
    let sealed = keys.seal(&app.world, "wechat_token", secret.reveal())?;
    let expires_at = app.world.now().plus_ms(expires_in.saturating_mul(1000));
    rows::keep_token(&app.db, key, fence, sealed, expires_at).await?;
    metrics::counter!("kabao_wechat_tokens_total", "appid" => account.appid.clone()).increment(1);
    Ok((secret, fence))
}

async fn ask(app: &App, account: &Account, kind: Kind) -> Result<(Secret, i64)> {
    match kind {
        Kind::Access => {
            let fetched = app.wechat.stable_token(&account.appid, &account.secret, false).await;
            let fetched = fetched.map_err(refusal)?;
            Ok((fetched.access_token, fetched.expires_in))
        }
        Kind::JsapiTicket => {
            let call = |token: Secret| async move {
                app.wechat.ticket(token.reveal(), TicketKind::Jsapi).await
            };
            let fetched = Box::pin(with_access_token(app, account, call)).await?;
            Ok((fetched.ticket, fetched.expires_in))
        }
    }
}

fn advice(fault: &ClientError) -> Option<Advice> {
    fault.code().map(|code| code.advice())
}

/// WeChat's no, in our words.
pub fn refusal(fault: ClientError) -> Error {
    match fault.code() {
        Some(code) => {
            let errmsg = fault.to_string();
            MerchantRefusal::Wechat { errcode: code.number(), errmsg }.into()
        }
        None => {
            tracing::warn!(%fault, "WeChat does not answer");
            MerchantRefusal::WechatUnreachable.into()
        }
    }
}
