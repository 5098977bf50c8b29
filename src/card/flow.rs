//! What can happen to a card.
use anyhow::Context;
use entity::{
    card::{Model, Status},
    ids::{CardId, LevelId, MemberId, MerchantId, OperatorId},
    member,
};
use serde_json::json;

use super::{CardRefusal, rows, rules};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    lang::say,
    member::{Enrol, enrol as enrol_member},
    world::World,
};

/// What a card is called until its member says otherwise.
pub(super) const NAME: &str = "会员卡";

/// A new member and their first card.
#[derive(Clone, Debug)]
pub struct Enrolled {
    pub member: member::Model,
    pub card: Model,
}

/// Make a member, with a card of this level.
pub async fn enrol(tx: &Tx, world: &World, ask: Enrol, level: LevelId) -> Result<Enrolled> {
    let merchant = ask.merchant;
    let member = enrol_member(tx, world, ask).await?;
    let card = issue(tx, world, merchant, member.id, level).await?;
    Ok(Enrolled { member, card })
}

/// A member's primary card.
pub async fn issue(
    tx: &Tx,
    world: &World,
    merchant: MerchantId,
    member: MemberId,
    level: LevelId,
) -> Result<Model> {
    let card = Model {
        id: world.id(),
        merchant_id: merchant,
        member_id: member,
        number: new_number(world),
        sequence: new_sequence(tx, world, merchant).await?,
        level_id: level,
        // In the language they registered in.
        name: say(NAME, "Member card").to_owned(),
        status: Status::Active,
        primary_of: Some(member),
        level_since: world.now(),
        level_until: None,
        next_level_id: None,
        next_level_at: None,
        linked_number: None,
        created_at: world.now(),
    };
    rows::insert(tx, card.clone()).await?;
    Ok(card)
}

/// Somebody of the staff does something to a card.
#[derive(Clone, Copy, Debug)]
pub struct Handle {
    pub merchant: MerchantId,
    pub card: CardId,
    pub operator: OperatorId,
}

/// 挂失: it can be looked at, and nothing else. Said twice, it is lost once.
pub async fn lose(tx: &Tx, world: &World, ask: Handle) -> Result<Model> {
    change(tx, world, ask, "card.lose", Status::Lost).await
}

/// It turned up again.
pub async fn find_again(tx: &Tx, world: &World, ask: Handle) -> Result<Model> {
    change(tx, world, ask, "card.find", Status::Active).await
}

/// 退卡: for ever. Whoever calls this has seen to it that nothing is on the card.
pub async fn void(tx: &Tx, world: &World, ask: Handle) -> Result<Model> {
    change(tx, world, ask, "card.void", Status::Void).await
}

async fn change(
    tx: &Tx,
    world: &World,
    ask: Handle,
    action: &'static str,
    to: Status,
) -> Result<Model> {
    let before = rows::lock(tx, ask.merchant, ask.card).await?;
    if before.status == to {
        return Ok(before);
    }
    rules::may_become(before.status, to)?;
    let after = Model { status: to, ..before.clone() };
    rows::set(tx, &after).await?;
    told(tx, world, ask, action, &before, &after).await?;
    Ok(after)
}

/// 补办: a lost card gets a new number and a new code. The account behind it stays where it is,
/// with all it has: nothing moves, so nothing can be lost on the way (CRD-04).
pub async fn reissue(tx: &Tx, world: &World, ask: Handle) -> Result<Model> {
    let before = rows::lock(tx, ask.merchant, ask.card).await?;
    if before.status != Status::Lost {
        return Err(CardRefusal::NotLost.into());
    }
    let after = Model {
        number: new_number(world),
        sequence: new_sequence(tx, world, ask.merchant).await?,
        status: Status::Active,
        ..before.clone()
    };
    rows::retire(tx, &before, world.now()).await?;
    rows::set(tx, &after).await?;
    told(tx, world, ask, "card.reissue", &before, &after).await?;
    Ok(after)
}

async fn told(
    tx: &Tx,
    world: &World,
    ask: Handle,
    action: &'static str,
    before: &Model,
    after: &Model,
) -> Result<()> {
    let state = |card: &Model| json!({ "status": card.status, "number": rules::masked_number(&card.number) });
    let deed = Deed {
        merchant: ask.merchant,
        actor: ask.operator.to_string(),
        action,
        subject: &ask.card,
        detail: json!({ "before": state(before), "after": state(after) }),
    };
    audit::write(tx, world, deed).await
}

/// 18 digits; the first two, 80 to 87, are no payment code's, nor the demo's member codes'.
fn new_number(world: &World) -> String {
    let first = 80 + world.below(8);
    format!("{first}{:016}", world.below(10_i64.pow(16)))
}

/// A random handle below 10⁹. With a million cards one draw in a thousand is taken, so several are
/// drawn at once and asked about in one query.
async fn new_sequence(tx: &Tx, world: &World, merchant: MerchantId) -> Result<i64> {
    const DRAWS: usize = 8;
    let drawn: [i64; DRAWS] = std::array::from_fn(|_| world.below(1_000_000_000));
    let taken = rows::taken_sequences(tx, merchant, &drawn).await?;
    let free = drawn.into_iter().find(|sequence| !taken.contains(sequence));
    Ok(free.context("eight handles drawn, and all were taken")?)
}
