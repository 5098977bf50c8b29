//! Codes for the phone of somebody whom the asker only names, by a card's number for one. Where
//! nobody has that name, a row is written all the same, which is guessed at in vain.
use std::{net::IpAddr, sync::Arc};

use anyhow::Context;
use entity::{ids::MerchantId, sms_code::Purpose, values::Phone};

use super::{
    Check, Deliver, Proof, Sent, SmsRefusal, check, counted,
    flow::{self, Guess, Order},
    index, rows, rules,
};
use crate::{
    app::{App, Tx},
    error::{Error, Result},
    jobs,
    lang::say,
    merchant,
    seal::Keys,
    world::World,
};

/// Somebody, by what the asker knows of them.
#[derive(Clone)]
pub struct About {
    pub merchant: MerchantId,
    /// What was typed.
    pub named: String,
    /// Theirs, if there is such a person.
    pub phone: Option<Phone>,
    pub purpose: Purpose,
    /// Id of who asks, and who alone may show the code.
    pub asked_by: String,
}

#[derive(Clone)]
struct Wanted {
    /// Of the phone, if there is one.
    real: Option<Order>,
    /// Of the name.
    decoy: Order,
}

/// Promise a message, if there is somebody to have it.
pub async fn send_about(app: &App, about: About, source: IpAddr) -> Result<Sent> {
    let keys = merchant::keys(app, about.merchant).await?;
    let decoy = Order {
        merchant: about.merchant,
        phone_index: name_index(&keys, &about.named),
        keys: keys.clone(),
        phone: Phone::parse("13000000000").context("eleven digits")?,
        purpose: about.purpose,
        asked_by: about.asked_by,
        source: source.to_string(),
    };
    let real = about.phone.map(|phone| {
        let phone_index = index(&keys, &phone);
        Order { phone, phone_index, ..decoy.clone() }
    });
    app.transact(order, Wanted { real, decoy }).await.inspect_err(counted)?;
    Ok(Sent {
        phone_masked: say("尾号已隐藏", "number hidden").to_owned(),
        retry_after_s: rules::PAUSE_MS / 1000,
        expires_in_s: rules::LIVES_MS / 1000,
    })
}

/// What the asker is refused follows from what they did themselves. That the phone had too many
/// messages from others is not for them to know: then none is sent.
async fn order(tx: &Tx, world: &World, wanted: Wanted) -> Result<()> {
    let now = world.now();
    let Wanted { real, decoy } = wanted;
    if let Err(last) = rows::pass_gate(tx, decoy.merchant, &decoy.phone_index, now).await? {
        return Err(rules::too_soon(now, last).into());
    }
    let others = rows::others(tx, decoy.merchant, &decoy.source, &decoy.asked_by, now).await?;
    rules::may_send(now, decoy.purpose, &[], others)?;
    let Some(real) = real else { return flow::write(tx, world, decoy).await.map(drop) };
    if !phone_has_room(tx, world, &real).await? {
        return flow::write(tx, world, decoy).await.map(drop);
    }
    let deliver = Deliver { code: flow::write(tx, world, real).await? };
    jobs::enqueue(tx, world, deliver).await
}

async fn phone_has_room(tx: &Tx, world: &World, order: &Order) -> Result<bool> {
    let now = world.now();
    if rows::pass_gate(tx, order.merchant, &order.phone_index, now).await?.is_err() {
        return Ok(false);
    }
    let codes = rows::of_phone(tx, order.merchant, &order.phone_index, now).await?;
    Ok(rules::may_send(now, order.purpose, &codes, rules::Others::default()).is_ok())
}

/// Whether the code is the right one; of nobody's there is none that is right.
pub async fn check_about(app: &App, about: About, code: String) -> Result<Proof> {
    let About { merchant, named, phone, purpose, asked_by } = about;
    if code.trim().is_empty() {
        return Err(SmsRefusal::CodeNeeded.into());
    }
    if let Some(phone) = phone {
        let check_it = Check { merchant, phone, purpose, asked_by: asked_by.clone(), code };
        match check(app, check_it).await {
            Err(no) if no.code() == Some("sms_code_gone") => (),
            told => return told,
        }
    }
    let keys: Arc<Keys> = merchant::keys(app, merchant).await?;
    let guess = Guess { merchant, phone_index: name_index(&keys, &named), purpose, asked_by };
    let counted = app.transact(flow::guess, guess).await?;
    let attempts_left = counted.attempts_left;
    Err(Error::from(SmsRefusal::CodeWrong { attempts_left }))
}

fn name_index(keys: &Keys, named: &str) -> Vec<u8> {
    keys.index("sms.named", named)
}
