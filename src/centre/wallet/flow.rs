//! What can happen to a wallet.
use std::sync::Arc;

use anyhow::Context;
use entity::{
    card::Status,
    ids::{CardId, MemberId, MerchantId},
    level, member as person, merchant as shop,
    values::Timestamp,
};

use super::{WalletRefusal, rules};
use crate::{
    app::{App, Tx},
    card::{self, Mine, Name},
    error::Result,
    ledger::{self, Holdings},
    level as levels,
    member::{self, MemberRefusal},
    merchant,
    merge::{By, Merge, merge},
    seal::Keys,
    sms::{self, Proof, SmsRefusal},
    stored_value,
    world::World,
};

/// A card with all that a wallet shows of it.
pub struct Shown {
    pub shop: shop::Model,
    pub held: Holdings,
    pub level: level::Model,
    /// `储值将于 … 恢复使用`, while it rests; else empty.
    pub value_held: String,
    pub at: Timestamp,
}

async fn shown(tx: &Tx, world: &World, merchant: MerchantId, card: CardId) -> Result<Shown> {
    let at = world.now();
    let shop = merchant::find(tx, merchant).await?.context("no such merchant")?;
    let held = vec![ledger::peek(tx, merchant, card).await?];
    let held = stored_value::as_if_released(tx, merchant, held, at).await?.pop();
    let held = held.context("a card without itself")?;
    let holder = member::find(tx, merchant, held.card.member_id).await?;
    let holder = holder.context("a card of nobody")?;
    let level = levels::find(tx, merchant, levels::held(&held.card, at)).await?;
    Ok(Shown { shop, held, level, value_held: member::value_held_text(&holder, at), at })
}

/// From now on the member shows the code of this card.
pub async fn primary(tx: &Tx, world: &World, ask: Mine) -> Result<Shown> {
    let card = card::make_primary(tx, world, ask).await?;
    shown(tx, world, ask.merchant, card.id).await
}

/// The member calls this card something.
pub async fn rename(tx: &Tx, world: &World, ask: Name) -> Result<Shown> {
    let merchant = ask.card.merchant;
    let card = card::rename(tx, world, ask).await?;
    shown(tx, world, merchant, card.id).await
}

/// Whose card has this number, if a code may be sent to them: nobody's if it was given back.
pub async fn holder(
    app: &App,
    (merchant, me): (MerchantId, MemberId),
    number: &str,
) -> Result<Option<(CardId, person::Model)>> {
    let card = card::by_number(&app.db, merchant, number).await?;
    let Some(card) = card.filter(|card| card.status != Status::Void) else { return Ok(None) };
    if card.member_id == me {
        return Err(WalletRefusal::Mine.into());
    }
    let holder = member::find(&app.db, merchant, card.member_id).await?;
    let holder = holder.filter(|holder| holder.left_at.is_none());
    Ok(holder.map(|holder| (card.id, holder)))
}

/// A card whose holder's phone was proven.
#[derive(Clone)]
pub struct Add {
    pub merchant: MerchantId,
    pub me: MemberId,
    pub card: CardId,
    pub holder: MemberId,
    pub keys: Arc<Keys>,
    pub proof: Proof,
}

/// Its holder and I are one person: all their cards are mine, with what is on them (CRD-01).
pub async fn add(tx: &Tx, world: &World, ask: Add) -> Result<Shown> {
    let Add { merchant, me, card, holder, keys, proof } = ask;
    // Both in the order of the merge: another may hold the same two the other way round.
    let pair = member::pair(tx, merchant, (holder, me)).await?;
    let pair = pair.ok_or(MemberRefusal::NoSuchMember)?;
    sms::consume(tx, world, &proof).await?;
    // The phone may have changed since its code was shown.
    if pair.from.phone_index != member::phone_index(&keys, &proof.phone) {
        return Err(SmsRefusal::CodeGone.into());
    }
    rules::still_theirs(&pair.from, world.now())?;
    let reason = "会员添加会员卡".to_owned();
    let ask = Merge { merchant, from: holder, into: me, by: By::Member, reason };
    merge(tx, world, ask).await?;
    shown(tx, world, merchant, card).await
}
