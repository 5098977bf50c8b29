//! Words go out by customer-service message.
use entity::{
    ids::{MemberId, MerchantId},
    wechat_account::Kind,
};
use serde::{Deserialize, Serialize};
use wechat::{Advice, ClientError, client::CustomMessage};

use crate::{
    app::App,
    error::Result,
    jobs::Job,
    member,
    merchant::{self, Account},
};

/// Something a member should know of.
#[derive(Clone, Serialize, Deserialize)]
pub struct Word {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub text: String,
}

impl Job for Word {
    const NAME: &'static str = "word";

    async fn run(self, app: &App) -> Result<()> {
        tell(app, self.merchant, self.member, &self.text).await
    }
}

/// Tell a member, wherever they follow. An error means that nobody was told, and it may be tried again.
pub async fn tell(app: &App, merchant: MerchantId, member: MemberId, text: &str) -> Result<()> {
    let mut readers = vec![];
    for row in merchant::accounts(&app.db, Some(merchant)).await? {
        if row.kind != Kind::Service {
            continue;
        }
        let account = merchant::account(app, &row.appid).await?;
        let openids = member::followers(&app.db, merchant, member, &row.appid).await?;
        readers.extend(openids.into_iter().map(|openid| (account.clone(), openid)));
    }
    // Once somebody may have it, it is done: to try again would tell them twice.
    let (mut told, mut failed) = (false, Ok(()));
    for (account, openid) in readers {
        match send(app, &account, &openid, text).await {
            Ok(outcome) => {
                metrics::counter!("kabao_told_total", "outcome" => outcome).increment(1);
                told |= outcome != "refused";
            }
            Err(fault) => {
                tracing::warn!(%fault, "not told");
                failed = Err(fault);
            }
        }
    }
    if told { Ok(()) } else { failed }
}

/// An error means that nothing was sent: there was no access_token, or not now.
async fn send(app: &App, account: &Account, openid: &str, text: &str) -> Result<&'static str> {
    let message = CustomMessage::Text(text.to_owned());
    let (wechat, message) = (&app.wechat, &message);
    let call = |token: wechat::Secret| async move {
        match wechat.custom_send(token.reveal(), openid, message).await {
            Ok(()) => Ok(Ok("received")),
            Err(fault) => outcome(fault),
        }
    };
    let sent: Result<&str, ClientError> = merchant::with_access_token(app, account, call).await?;
    sent.map_err(|fault| anyhow::Error::from(fault).into())
}

/// The outer error is one that a fresh token mends; the inner one is for later.
fn outcome(fault: ClientError) -> Result<Result<&'static str, ClientError>, ClientError> {
    match fault.code().map(|code| code.advice()) {
        // It may have arrived: two receipts are worse than none.
        None => Ok(Ok("unknown")),
        Some(Advice::RefreshToken) => Err(fault),
        Some(Advice::RetryLater) => Ok(Err(fault)),
        Some(_) => Ok(Ok("refused")),
    }
}
