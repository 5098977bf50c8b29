//! What can happen to a code: it is ordered, guessed at, used.
use std::sync::Arc;

use entity::{
    ids::{MerchantId, SmsCodeId},
    sms_code::{Model, Purpose},
    values::{Phone, Timestamp},
};

use super::{Deliver, Proof, SmsRefusal, rows, rules};
use crate::{app::Tx, error::Result, jobs, seal::Keys, world::World};

/// Where a phone number is sealed.
pub(super) const PHONE: &str = "sms_code.phone";

#[derive(Clone)]
pub struct Order {
    pub merchant: MerchantId,
    pub keys: Arc<Keys>,
    pub phone: Phone,
    pub phone_index: Vec<u8>,
    pub purpose: Purpose,
    pub asked_by: String,
    pub source: String,
}

/// Make a code and promise its message. The phone's gate comes first: of many who ask at once, one
/// is let through, and whatever counts the phone's rows counts them alone (C1).
pub async fn order(tx: &Tx, world: &World, order: Order) -> Result<()> {
    let now = world.now();
    let Order { merchant, purpose, ref phone_index, .. } = order;
    if let Err(last) = rows::pass_gate(tx, merchant, phone_index, now).await? {
        return Err(rules::too_soon(now, last).into());
    }
    let codes = rows::of_phone(tx, merchant, phone_index, now).await?;
    let others = rows::others(tx, merchant, &order.source, &order.asked_by, now).await?;
    rules::may_send(now, purpose, &codes, others)?;
    let deliver = Deliver { code: write(tx, world, order).await? };
    jobs::enqueue(tx, world, deliver).await
}

/// A new code, which replaces the older ones.
pub async fn write(tx: &Tx, world: &World, order: Order) -> Result<SmsCodeId> {
    let now = world.now();
    let Order { merchant, purpose, ref phone_index, .. } = order;
    rows::close_older(tx, merchant, phone_index, purpose, now).await?;
    let code = Model {
        id: world.id(),
        merchant_id: merchant,
        phone_sealed: order.keys.seal(world, PHONE, order.phone.reveal())?,
        phone_index: order.phone_index,
        purpose,
        asked_by: order.asked_by,
        source: order.source,
        attempts: 0,
        created_at: now,
        expires_at: now.plus_ms(rules::LIVES_MS),
        closed_at: None,
        sent_at: None,
    };
    let id = code.id;
    rows::insert(tx, code).await?;
    Ok(id)
}

/// Another phone is to take this one's place.
#[derive(Clone)]
pub struct Notice {
    pub merchant: MerchantId,
    pub keys: Arc<Keys>,
    pub phone: Phone,
    /// From when on; to say so afterwards is of no use.
    pub effective_at: Timestamp,
}

/// Promise word of it. No gate keeps it back: whoever asks for codes without end would otherwise see
/// to it that the phone's owner hears nothing.
pub async fn notice(tx: &Tx, world: &World, notice: Notice) -> Result<()> {
    let row = Model {
        id: world.id(),
        merchant_id: notice.merchant,
        phone_sealed: notice.keys.seal(world, PHONE, notice.phone.reveal())?,
        phone_index: super::index(&notice.keys, &notice.phone),
        purpose: Purpose::PhoneNotice,
        asked_by: String::new(),
        source: String::new(),
        attempts: 0,
        created_at: world.now(),
        expires_at: notice.effective_at,
        closed_at: None,
        sent_at: None,
    };
    let deliver = Deliver { code: row.id };
    rows::insert(tx, row).await?;
    jobs::enqueue(tx, world, deliver).await
}

/// Somebody is forgotten: what was sent to this phone says no more where it went.
pub async fn forget_phone(tx: &Tx, keys: &Keys, merchant: MerchantId, phone: &Phone) -> Result<()> {
    rows::blank(tx, merchant, &super::index(keys, phone)).await
}

#[derive(Clone)]
pub struct Guess {
    pub merchant: MerchantId,
    pub phone_index: Vec<u8>,
    pub purpose: Purpose,
    pub asked_by: String,
}

/// A guess that was counted, and may be compared.
pub struct Counted {
    pub id: SmsCodeId,
    /// After this one.
    pub attempts_left: i32,
}

/// Count a guess, or refuse it. Holding the gate, one guess of a phone is counted at a time (C6).
pub async fn guess(tx: &Tx, world: &World, guess: Guess) -> Result<Counted> {
    let now = world.now();
    let Guess { merchant, phone_index, purpose, asked_by } = guess;
    rows::hold_gate(tx, merchant, &phone_index).await?;
    let codes = rows::of_phone(tx, merchant, &phone_index, now).await?;
    let code = rules::guessed_at(now, &codes, purpose, &asked_by)?;
    rules::may_guess(now, &codes)?;
    if !rows::count_guess(tx, merchant, code.id, now).await? {
        return Err(SmsRefusal::CodeGone.into());
    }
    Ok(Counted { id: code.id, attempts_left: rules::TRIES - code.attempts - 1 })
}

/// Use the code up, in the transaction of what it was asked for: of many who prove the phone with
/// it, one does this (C9), and it is good again if the transaction fails.
pub async fn consume(tx: &Tx, world: &World, proof: &Proof) -> Result<()> {
    if rows::close(tx, proof.merchant, proof.code, world.now()).await? {
        Ok(())
    } else {
        Err(SmsRefusal::CodeGone.into())
    }
}
