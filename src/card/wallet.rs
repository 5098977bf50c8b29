//! A member's cards: which is the first, what they are called, and whose they become.
use entity::{
    card::{Model, Status},
    ids::{CardId, MemberId, MerchantId},
};

use super::{CardRefusal, rows, rules};
use crate::{app::Tx, error::Result, world::World};

/// A member does something to a card of theirs.
#[derive(Clone, Copy, Debug)]
pub struct Mine {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub card: CardId,
}

/// From now on it is this one that the member's code is of. All their cards are held, so that of
/// two who choose, one comes after the other.
pub async fn make_primary(tx: &Tx, _: &World, ask: Mine) -> Result<Model> {
    let cards = rows::lock_all(tx, ask.merchant, &[ask.member]).await?;
    let mine = cards.iter().find(|card| card.id == ask.card);
    let chosen = mine.cloned().ok_or(CardRefusal::NoSuchCard)?;
    rules::usable(chosen.status)?;
    for other in cards.iter().filter(|card| card.primary_of.is_some() && card.id != ask.card) {
        rows::own(tx, &Model { primary_of: None, ..other.clone() }).await?;
    }
    let chosen = Model { primary_of: Some(ask.member), ..chosen };
    rows::own(tx, &chosen).await?;
    Ok(chosen)
}

/// What a member calls a card.
#[derive(Clone, Debug)]
pub struct Name {
    pub card: Mine,
    /// As [`name`](super::name) has it.
    pub name: String,
}

pub async fn rename(tx: &Tx, _: &World, ask: Name) -> Result<Model> {
    let Mine { merchant, member, card } = ask.card;
    let held = rows::lock(tx, merchant, card).await?;
    if held.member_id != member {
        return Err(CardRefusal::NoSuchCard.into());
    }
    let named = Model { name: ask.name, ..held };
    rows::own(tx, &named).await?;
    Ok(named)
}

/// Its member has left: a card that is held is void, and is called what all cards are. What it has
/// stays on it, in the books.
pub async fn end(tx: &Tx, card: &Model) -> Result<()> {
    let ended = Model { status: Status::Void, name: super::flow::NAME.to_owned(), ..card.clone() };
    rows::own(tx, &ended).await?;
    rows::set(tx, &ended).await
}

/// All cards of one member become another's, whatever their state, each with its level and all it
/// has: what is on a card is the card's. Both members are held. The other keeps their primary card
/// while it works, as [`first`](rules::first) has it.
pub async fn hand_over(
    tx: &Tx,
    merchant: MerchantId,
    (from, into): (MemberId, MemberId),
) -> Result<Vec<Model>> {
    let cards = rows::lock_all(tx, merchant, &[from, into]).await?;
    let first = rules::first(&cards, into);
    // Before another is: one card at the most is a member's first.
    for old in cards.iter().filter(|card| card.primary_of == Some(into) && Some(card.id) != first) {
        rows::own(tx, &Model { primary_of: None, ..old.clone() }).await?;
    }
    let mut handed = vec![];
    for card in cards {
        let (theirs, is_first) = (card.member_id == from, Some(card.id) == first);
        if !theirs && !is_first {
            continue;
        }
        let card = Model { member_id: into, primary_of: is_first.then_some(into), ..card };
        rows::own(tx, &card).await?;
        if theirs {
            handed.push(card);
        }
    }
    Ok(handed)
}
