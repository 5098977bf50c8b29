//! What can happen to a card.
use anyhow::Context;
use entity::{
    card::{Model, Status},
    ids::{LevelId, MemberId, MerchantId},
    member,
};

use super::rows;
use crate::{
    app::Tx,
    error::Result,
    member::{Enrol, enrol as enrol_member},
    world::World,
};

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
        name: "会员卡".to_owned(),
        status: Status::Active,
        primary_of: Some(member),
        level_since: world.now(),
        level_until: None,
        next_level_id: None,
        next_level_at: None,
        created_at: world.now(),
    };
    rows::insert(tx, card.clone()).await?;
    Ok(card)
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
