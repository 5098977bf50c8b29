//! What happens to a code later: its message goes out.
use anyhow::Context;
use entity::{
    ids::SmsCodeId,
    sms_code::{Model, Purpose},
    values::Phone,
};
use serde::{Deserialize, Serialize};

use super::{
    code, flow, rows,
    vendors::{self, Message, Outcome, Request, Says},
};
use crate::{app::App, error::Result, jobs::Job, merchant};

/// Hand a code to the vendor, once. The row says that before the vendor is asked: a second message
/// is worse than none, because the phone's owner can ask for another after a minute, and the vendor
/// counts what we send (C5).
#[derive(Clone, Serialize, Deserialize)]
pub struct Deliver {
    pub code: SmsCodeId,
}

impl Job for Deliver {
    const NAME: &'static str = "sms.deliver";

    async fn run(self, app: &App) -> Result<()> {
        let Some(row) = rows::find(&app.db, self.code).await? else { return Ok(()) };
        if row.sent_at.is_some() {
            return Ok(());
        }
        let vendor = vendors::of(&app.config);
        let request = message(app, &row, |message| {
            let nonce = hex::encode(app.world.bytes::<16>());
            vendor.request(message, app.world.now(), &nonce)
        })
        .await?;
        let (merchant, code) = (row.merchant_id, row.id);
        if !rows::claim_sending(&app.db, merchant, code, app.world.now()).await? {
            return Ok(());
        }
        let outcome = match call(app, request).await {
            Ok((status, body)) => vendor.outcome(status, &body),
            Err(fault) => unanswered(&fault),
        };
        told(self.code, &outcome);
        if outcome == Outcome::NotSent {
            rows::unclaim_sending(&app.db, merchant, code).await?;
            return Err(anyhow::anyhow!("the SMS vendor takes nothing now").into());
        }
        Ok(())
    }
}

/// What `use_it` makes of the message; the code and the whole number go nowhere else.
async fn message<T>(
    app: &App,
    row: &Model,
    use_it: impl FnOnce(&Message<'_>) -> Result<T>,
) -> Result<T> {
    let keys = merchant::keys(app, row.merchant_id).await?;
    let sender = merchant::find(&app.db, row.merchant_id).await?.context("no such merchant")?;
    let phone = Phone::parse(&keys.open(flow::PHONE, &row.phone_sealed)?);
    let phone = phone.context("what was sealed was a phone")?;
    let code = code::of(&keys, row.id, &phone, row.purpose, &row.asked_by);
    let says = match row.purpose {
        Purpose::PhoneNotice => Says::PhoneChanges(row.expires_at.said(app.world.now())),
        _ => Says::Code(&code),
    };
    use_it(&Message { id: row.id, phone: &phone, says, sender: &sender.name })
}

async fn call(app: &App, request: Request) -> reqwest::Result<(u16, Vec<u8>)> {
    let mut call = app.web.post(request.url).body(request.body);
    for (name, value) in request.headers {
        call = call.header(name, value);
    }
    let answer = call.send().await?;
    let status = answer.status().as_u16();
    Ok((status, answer.bytes().await?.to_vec()))
}

fn unanswered(fault: &reqwest::Error) -> Outcome {
    if fault.is_connect() || fault.is_builder() { Outcome::NotSent } else { Outcome::Unknown }
}

/// By its row's id, which names nobody.
fn told(code: SmsCodeId, outcome: &Outcome) {
    let word = match outcome {
        Outcome::Sent => "sent",
        Outcome::NotSent => "not_sent",
        Outcome::Refused { .. } => "refused",
        Outcome::Unknown => "unknown",
    };
    metrics::counter!("kabao_sms_total", "outcome" => word).increment(1);
    if *outcome != Outcome::Sent {
        tracing::warn!(%code, ?outcome, "an SMS was not sent, or we cannot tell");
    }
}
