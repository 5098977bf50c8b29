//! What the inbox does later.
use anyhow::anyhow;
use serde::{Deserialize, Serialize};
use wechat::{Advice, ClientError, Secret, client::CustomMessage};

use super::{flow, rules::Reply};
use crate::{
    app::App,
    error::{Error, Refusal, Result},
    jobs::Job,
    merchant::{self, Account, MerchantRefusal},
};

/// Tell a fan what could not be said in time. Sent once at the most: two greetings are worse than
/// none.
#[derive(Clone, Serialize, Deserialize)]
pub struct LateReply {
    /// Under which the attempt is written down.
    pub id: String,
    pub appid: String,
    pub openid: String,
    pub reply: Reply,
}

/// What became of a message.
enum Sent {
    Received,
    /// Not received, and trying again will not help: out of the 48 hours, too many, blocked.
    Refused(ClientError),
    /// Not received; it may be in a while.
    NotNow(ClientError),
    /// WeChat said nothing, or nothing we understand.
    Unknown(ClientError),
}

impl Job for LateReply {
    const NAME: &'static str = "inbox.late_reply";

    async fn run(self, app: &App) -> Result<()> {
        let account = match merchant::account(app, &self.appid).await {
            Err(no) if no.code() == Some(MerchantRefusal::NoSuchAccount.problem().1) => {
                return Ok(());
            }
            found => found?,
        };
        if !app.transact(flow::attempt, self.clone()).await? {
            return Ok(());
        }
        let outcome = match self.send(app, &account).await {
            Ok(Sent::Received) => "received",
            Ok(Sent::Refused(fault)) => {
                tracing::warn!(%fault, "a late reply was refused");
                "refused"
            }
            Ok(Sent::Unknown(fault)) => {
                tracing::warn!(%fault, "outcome of a late reply unknown; it is not sent again");
                "unknown"
            }
            Ok(Sent::NotNow(fault)) => return self.postpone(app, anyhow!(fault).into()).await,
            Err(no) => return self.postpone(app, no).await,
        };
        metrics::counter!("kabao_late_replies_total", "outcome" => outcome).increment(1);
        Ok(())
    }
}

impl LateReply {
    /// An error means that it was not sent: there was no access_token to send it with.
    async fn send(&self, app: &App, account: &Account) -> Result<Sent> {
        let message = match self.reply.said(&app.config.http.public_url) {
            wechat::Reply::Text(content) => CustomMessage::Text(content),
            wechat::Reply::News(articles) => match articles.into_iter().next() {
                Some(article) => CustomMessage::News(article),
                None => return Ok(Sent::Received),
            },
            _ => return Ok(Sent::Received),
        };
        let (app_wechat, message) = (&app.wechat, &message);
        let call = |token: Secret| async move {
            match app_wechat.custom_send(token.reveal(), &self.openid, message).await {
                Ok(()) => Ok(Sent::Received),
                Err(fault) => sent(fault),
            }
        };
        merchant::with_access_token(app, account, call).await
    }

    async fn postpone(self, app: &App, why: Error) -> Result<()> {
        app.transact(flow::postpone, self).await?;
        Err(why)
    }
}

/// What a failed call means for the message. An error is one that a fresh token mends.
fn sent(fault: ClientError) -> Result<Sent, ClientError> {
    match fault.code().map(|code| code.advice()) {
        None => Ok(Sent::Unknown(fault)),
        Some(Advice::RefreshToken) => Err(fault),
        Some(Advice::RetryLater) => Ok(Sent::NotNow(fault)),
        Some(_) => Ok(Sent::Refused(fault)),
    }
}
