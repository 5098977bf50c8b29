//! How a member comes by a coupon.
use entity::{
    coupon::{Model, State},
    values::Timestamp,
};

use super::super::{
    Claim, CouponRefusal,
    rows::{self, Door, Held, Offer},
    rules::{self, Terms},
};
use crate::{
    app::Tx,
    error::{ChangeRefusal, Result},
    member,
    world::World,
};

/// A coupon that somebody has just come by.
pub struct Claimed {
    pub held: Held,
    pub at: Timestamp,
}

/// 领取: one of those that the coupon centre shows.
pub async fn claim(tx: &Tx, world: &World, ask: Claim) -> Result<Claimed> {
    let member = member::heir(tx, ask.merchant, ask.member).await?;
    come_by(tx, world, Claim { member, ..ask }, Door::Centre).await
}

/// A gift: from the same stock and within the same share and time, whether it is shown or not. The
/// caller holds the member, or a card of theirs, so that the gift is not a member's who was merged.
pub async fn grant(tx: &Tx, world: &World, ask: Claim) -> Result<Claimed> {
    come_by(tx, world, ask, Door::Gift).await
}

/// Take one from the stock, then count the member's own. Every claim locks the template first and
/// nothing before it that another claim wants for itself, so claims queue and do not deadlock; and
/// what is counted behind that lock stays true until we commit.
async fn come_by(tx: &Tx, world: &World, ask: Claim, door: Door) -> Result<Claimed> {
    let now = world.now();
    let taken = rows::take_from_stock(tx, ask, door, now).await?;
    let offer = rows::offer(tx, ask, door).await?.ok_or(CouponRefusal::NoSuchOffer)?;
    if !taken {
        rules::open(&offer.template, now)?;
        return Err(ChangeRefusal::Raced.into());
    }
    issue(tx, world, ask, offer).await
}

/// Behind the template's lock: the member's next one.
pub(super) async fn issue(tx: &Tx, world: &World, ask: Claim, offer: Offer) -> Result<Claimed> {
    let now = world.now();
    let coupon = Model {
        id: world.id(),
        merchant_id: ask.merchant,
        template_id: ask.template,
        member_id: ask.member,
        nth: rules::nth(&offer.template, offer.mine)?,
        state: State::Usable,
        claimed_at: now,
        valid_until: rules::valid_until(&offer.template, &Terms::of(&offer.template)?, now),
        sale_id: None,
        sale_store_id: None,
        reserved_until: None,
        used_at: None,
    };
    rows::insert(tx, coupon.clone()).await?;
    Ok(Claimed { held: Held::of(coupon, offer), at: now })
}
