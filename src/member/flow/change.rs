//! 更换手机号: at once for whoever proves the old one as well, and for the staff; else it waits, and its
//! owner is told (B11).
use std::sync::Arc;

use entity::{
    ids::{MemberId, MerchantId, PhoneChangeId},
    member,
    phone_change::Model,
};

use super::{
    super::{MemberRefusal, rows, rules},
    PHONE, PhoneProof,
};
use crate::{app::Tx, error::Result, merchant, seal::Keys, world::World};

/// Who says that the new phone is the member's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vouched {
    /// They do, who read the messages of both: at once.
    Both,
    /// They do, who read those of the new one: it waits.
    New,
    /// The staff do: at once, but nobody has proven it, and stored value rests.
    Staff,
}

#[derive(Clone)]
pub struct ChangePhone {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub keys: Arc<Keys>,
    pub phone: PhoneProof,
    pub vouched: Vouched,
}

/// What waits, if the change waits. A change at once ends one that was waiting; it never ends early
/// what stored value waits for, or whoever took a member over would first change and then spend.
pub async fn change_phone(tx: &Tx, world: &World, ask: ChangePhone) -> Result<Option<Model>> {
    let (merchant, now) = (ask.merchant, world.now());
    let shop = merchant::hold(tx, merchant).await?;
    let member = rows::lock_living(tx, merchant, ask.member).await?;
    let PhoneProof(phone) = &ask.phone;
    let index = rows::phone_index(&ask.keys, phone);
    if index == member.phone_index {
        return Err(MemberRefusal::PhoneSame.into());
    }
    if shop.phone_unique && !rows::by_phone(tx, merchant, &index).await?.is_empty() {
        return Err(MemberRefusal::PhoneOfAnother.into());
    }
    let waiting = rows::change::open(tx, merchant, member.id).await?;
    let sealed = ask.keys.seal(world, PHONE, phone.reveal())?;
    let (proven_at, held_until) = match ask.vouched {
        Vouched::Both => (Some(now), None),
        Vouched::Staff => (None, Some(now.plus_ms(rules::HELD_MS))),
        Vouched::New if waiting.is_some() => return Err(MemberRefusal::PhoneChangePending.into()),
        Vouched::New => {
            return wait(tx, world, &member, (sealed, index)).await;
        }
    };
    if let Some(waiting) = waiting {
        rows::change::close(tx, &waiting, now).await?;
    }
    let (unique, tail) = (shop.phone_unique, Some(rows::phone_tail(&ask.keys, phone)));
    let phone = rows::change::Phone { sealed, index, tail, unique, proven_at };
    rows::change::set(tx, merchant, member.id, rows::change::phone(phone, held_until)).await?;
    Ok(None)
}

async fn wait(
    tx: &Tx,
    world: &World,
    member: &member::Model,
    (phone_sealed, phone_index): (Vec<u8>, Vec<u8>),
) -> Result<Option<Model>> {
    let now = world.now();
    let change = Model {
        id: world.id(),
        merchant_id: member.merchant_id,
        member_id: member.id,
        phone_sealed,
        phone_index,
        asked_at: now,
        effective_at: now.plus_ms(rules::WAITS_MS),
        closed_at: None,
        open_of: Some(member.id),
    };
    rows::change::insert(tx, change.clone()).await?;
    Ok(Some(change))
}

/// A member showed that a phone is theirs, which counts if it is the one they are known by (B10).
#[derive(Clone)]
pub struct Shown {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub phone_index: Vec<u8>,
}

pub async fn phone_shown(tx: &Tx, world: &World, shown: Shown) -> Result<()> {
    let Shown { merchant, member, phone_index } = shown;
    rows::change::prove(tx, merchant, member, (&phone_index, world.now())).await
}

/// What became of a phone that waited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// It is the member's, and stored value rests for a day.
    Changed(MerchantId, MemberId),
    /// It is somebody else's by now.
    Taken(MerchantId, MemberId),
    /// It was called off before, or its member is nobody by now.
    Over,
}

/// Its time has come.
pub async fn phone_due(tx: &Tx, world: &World, id: PhoneChangeId) -> Result<Due> {
    let now = world.now();
    let Some(change) = rows::change::find(tx, id).await? else { return Ok(Due::Over) };
    let (merchant, member) = (change.merchant_id, change.member_id);
    let shop = merchant::hold(tx, merchant).await?;
    let living = rows::lock(tx, merchant, member).await?.is_some_and(|row| rules::living(&row));
    if !rows::change::close(tx, &change, now).await? || !living {
        return Ok(Due::Over);
    }
    let Model { phone_sealed: sealed, phone_index: index, asked_at, .. } = change;
    let holders = rows::by_phone(tx, merchant, &index).await?;
    if shop.phone_unique && holders.iter().any(|holder: &member::Model| holder.id != member) {
        return Ok(Due::Taken(merchant, member));
    }
    // No key is at hand here: the clock fills its tail in.
    let (tail, unique, proven_at) = (None, shop.phone_unique, Some(asked_at));
    let phone = rows::change::Phone { sealed, index, tail, unique, proven_at };
    let until = now.plus_ms(rules::HELD_MS);
    rows::change::set(tx, merchant, member, rows::change::phone(phone, Some(until))).await?;
    Ok(Due::Changed(merchant, member))
}

/// Call off the phone that waits, if one does.
pub async fn call_off(
    tx: &Tx,
    world: &World,
    (merchant, member): (MerchantId, MemberId),
) -> Result<bool> {
    match rows::change::open(tx, merchant, member).await? {
        Some(waiting) => rows::change::close(tx, &waiting, world.now()).await,
        None => Ok(false),
    }
}

/// Whoever moves a member's stored value at their word asks this, in the same transaction.
pub async fn value_free(
    tx: &Tx,
    world: &World,
    merchant: MerchantId,
    member: MemberId,
) -> Result<()> {
    let member = rows::find(tx, merchant, member).await?;
    let held = member.and_then(|member| member.money_held_until);
    Ok(rules::may_spend_value(world.now(), held)?)
}
