//! One-time codes by SMS, which prove that somebody reads a phone's messages.
//!
//! **Invariant:** a code is stored nowhere: it is computed from its row's id under the merchant's
//! key, and travels in the message to its phone only. **Invariant:** a guess is counted, and the
//! count committed, before it is compared. **Invariant:** of all who show a right code, one has the
//! effect it was asked for; if that effect fails, the code is still good. **Invariant:** limits are
//! counted from rows, so that a lost cache opens nothing. **Invariant:** who names somebody by what
//! they have learns nothing of whether there is such a person: they are answered, limited and
//! refused alike.
mod about;
mod code;
mod flow;
mod jobs;
mod rows;
mod rules;
mod vendors;

use std::net::IpAddr;

use entity::{
    ids::{MerchantId, SmsCodeId},
    sms_code::Purpose,
    values::Phone,
};
use serde::{Deserialize, Serialize};

pub use about::{About, check_about, send_about};
pub use flow::{Notice, consume, forget_phone, notice};
pub use jobs::Deliver;
pub use rules::SmsRefusal;

use crate::{
    app::App,
    error::{Error, Result},
    member::MemberRefusal,
    merchant,
    seal::Keys,
};

/// A code is wanted.
pub struct Ask {
    pub merchant: MerchantId,
    pub phone: Phone,
    pub purpose: Purpose,
    /// Id of the session or terminal that asks, and that alone may show the code.
    pub asked_by: String,
    pub source: IpAddr,
}

/// What whoever asked may know: the same whether or not the phone is a member's.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Sent {
    /// `138****0001`
    pub phone_masked: String,
    /// Seconds until another may be asked for.
    pub retry_after_s: i64,
    pub expires_in_s: i64,
}

/// A code was typed.
pub struct Check {
    pub merchant: MerchantId,
    pub phone: Phone,
    pub purpose: Purpose,
    pub asked_by: String,
    pub code: String,
}

/// A phone was proven. It is worth one effect: give it to [`consume`] in that effect's transaction.
#[derive(Clone, Debug)]
pub struct Proof {
    merchant: MerchantId,
    pub code: SmsCodeId,
    pub phone: Phone,
}

/// The phone that people typed, or a refusal.
pub fn phone(text: &str) -> Result<Phone> {
    Ok(Phone::parse(text).ok_or(MemberRefusal::PhoneMalformed)?)
}

/// Promise a message with a new code, which replaces the older ones of that phone and purpose.
pub async fn send(app: &App, ask: Ask) -> Result<Sent> {
    let keys = merchant::keys(app, ask.merchant).await?;
    let phone_masked = ask.phone.masked();
    let order = flow::Order {
        merchant: ask.merchant,
        phone_index: index(&keys, &ask.phone),
        keys,
        phone: ask.phone,
        purpose: ask.purpose,
        asked_by: ask.asked_by,
        source: ask.source.to_string(),
    };
    app.transact(flow::order, order).await.inspect_err(counted)?;
    Ok(Sent {
        phone_masked,
        retry_after_s: rules::PAUSE_MS / 1000,
        expires_in_s: rules::LIVES_MS / 1000,
    })
}

/// Whether the code is the right one. This guess is counted even if we die before we answer.
pub async fn check(app: &App, check: Check) -> Result<Proof> {
    if check.code.trim().is_empty() {
        return Err(SmsRefusal::CodeNeeded.into());
    }
    let Check { merchant, phone, purpose, asked_by, code: typed } = check;
    let keys = merchant::keys(app, merchant).await?;
    let guess = flow::Guess { merchant, phone_index: index(&keys, &phone), purpose, asked_by };
    let counted = app.transact(flow::guess, guess.clone()).await?;
    let code = code::of(&keys, counted.id, &phone, purpose, &guess.asked_by);
    if !code.is(typed.trim()) {
        return Err(SmsRefusal::CodeWrong { attempts_left: counted.attempts_left }.into());
    }
    Ok(Proof { merchant, code: counted.id, phone })
}

/// Forget codes that count for no limit any more: the longest looks back a day.
pub async fn forget(app: &App) -> Result<u64> {
    const KEPT_MS: i64 = 7 * 24 * 3600 * 1000;
    rows::forget(&app.db, app.world.now().plus_ms(-KEPT_MS)).await
}

fn index(keys: &Keys, phone: &Phone) -> Vec<u8> {
    keys.index("phone", phone.reveal())
}

/// An alarm may be set on many refusals.
fn counted(no: &Error) {
    if let Some(code) = no.code() {
        metrics::counter!("kabao_sms_refused_total", "code" => code).increment(1);
    }
}
