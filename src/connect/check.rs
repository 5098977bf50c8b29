//! Asking WeChat whether an account is rightly connected. Each question is waited for as long as the
//! client waits, three of them at once, and nothing is held meanwhile.
use entity::wechat_account::{Kind, Model};
use wechat::ClientError;

use super::rules::{Answer, Kept, Seen};
use crate::{
    app::App,
    error::Result,
    merchant::{self, Account},
};

pub async fn look(app: &App, row: Model) -> Result<Seen> {
    let account = merchant::account(app, &row.appid).await?;
    let kept = Kept {
        service: row.kind == Kind::Service,
        reached_at: row.reached_at,
        cause: merchant::last_cause(app, &row.appid).await,
        domain: row.domain_words.as_ref().map(|_| row.domain_read_at),
    };
    let Account { appid, secret, .. } = account.as_ref();
    // Not the token that is kept: that one would hide a secret that is wrong by now.
    let token = match app.wechat.stable_token(appid, secret, false).await {
        Ok(fetched) => fetched.access_token,
        Err(no) => {
            let (addresses, menu) = (Answer::NotAsked, Answer::NotAsked);
            return Ok(Seen { kept, token: answer(Err(no)), addresses, menu });
        }
    };
    let (client, token) = (&app.wechat, token.reveal());
    let (pushes, calls, menu) = tokio::join!(
        client.callback_ips(token),
        async {
            match kept.service {
                true => client.api_ips(token).await,
                false => Ok(vec![]),
            }
        },
        async {
            match kept.service {
                true => client.menu_get(token).await.map(|menu| menu.is_some()),
                false => Ok(false),
            }
        },
    );
    let addresses = answer(calls.and(pushes.map(|from| from.len())));
    Ok(Seen { kept, token: Answer::Yes(()), addresses, menu: answer(menu) })
}

fn answer<T>(said: Result<T, ClientError>) -> Answer<T> {
    match said {
        Ok(yes) => Answer::Yes(yes),
        Err(ClientError::Refused { code, message, .. }) => {
            Answer::No { code: code.number(), errmsg: message }
        }
        Err(fault) => {
            tracing::warn!(%fault, "WeChat does not answer a check");
            Answer::Silent
        }
    }
}
