//! What a till does later: the member hears of it in WeChat.
use entity::{
    ids::{MemberId, MerchantId},
    refund, sale,
    wechat_account::Kind,
};
use serde::{Deserialize, Serialize};
use wechat::{Advice, ClientError, client::CustomMessage};

use super::flow::{After, At};
use crate::{
    app::{App, Tx},
    error::Result,
    jobs::{self, Job},
    member,
    merchant::{self, Account},
    world::World,
};

/// A word to a member who follows the service account. WeChat takes it only within 48 hours of
/// their last word to the account, so it is a courtesy and no promise: what WeChat refuses is not
/// sent again. The receipt is the proof.
#[derive(Clone, Serialize, Deserialize)]
pub struct Tell {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub text: String,
}

impl Tell {
    /// To nobody who follows nobody: they could not be told.
    pub async fn promise(self, tx: &Tx, world: &World) -> Result<()> {
        let given = member::follows(self.merchant, self.member);
        jobs::enqueue_if(tx, world, self, given).await
    }

    pub fn settled(sale: &sale::Model, member: MemberId, at: &At, after: &After) -> Self {
        let After { stored_value, points, .. } = after;
        let text = format!(
            "您在{}消费 {}，本次得 {} 积分。储值余额 {stored_value}，积分 {points}。如非本人操作，\
             请联系门店。",
            at.store_name, sale.payable, sale.points_earned
        );
        Self { merchant: sale.merchant_id, member, text }
    }

    pub fn refunded(sale: &sale::Model, member: MemberId, at: &At, row: &refund::Model) -> Self {
        let text = format!("{}已为您退货，退款 {}，按原支付方式退回。", at.store_name, row.amount);
        Self { merchant: sale.merchant_id, member, text }
    }
}

impl Job for Tell {
    const NAME: &'static str = "pos.tell";

    async fn run(self, app: &App) -> Result<()> {
        let mut readers = vec![];
        for row in merchant::accounts(&app.db, Some(self.merchant)).await? {
            if row.kind != Kind::Service {
                continue;
            }
            let account = merchant::account(app, &row.appid).await?;
            let openids = member::followers(&app.db, self.merchant, self.member, &row.appid);
            readers.extend(openids.await?.into_iter().map(|openid| (account.clone(), openid)));
        }
        // Once somebody may have it, the job is done: to try again would tell them twice.
        let (mut told, mut failed) = (false, Ok(()));
        for (account, openid) in readers {
            match self.send(app, &account, &openid).await {
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
}

impl Tell {
    /// An error means that nothing was sent: there was no access_token, or not now.
    async fn send(&self, app: &App, account: &Account, openid: &str) -> Result<&'static str> {
        let message = CustomMessage::Text(self.text.clone());
        let (wechat, message) = (&app.wechat, &message);
        let call = |token: wechat::Secret| async move {
            match wechat.custom_send(token.reveal(), openid, message).await {
                Ok(()) => Ok(Ok("received")),
                Err(fault) => outcome(fault),
            }
        };
        let sent: Result<&str, ClientError> =
            merchant::with_access_token(app, account, call).await?;
        sent.map_err(|fault| anyhow::Error::from(fault).into())
    }
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
