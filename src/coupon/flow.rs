//! What can happen to a coupon: it is claimed.
use entity::coupon::{Model, State};

use super::{
    Claim, CouponRefusal,
    rows::{self, Held},
    rules,
};
use crate::{
    app::Tx,
    error::{ChangeRefusal, Result},
    world::World,
};

/// A coupon somebody has just claimed.
pub struct Claimed {
    pub held: Held,
    pub at: entity::values::Timestamp,
}

/// Take one from the stock, then count the member's own. Every claim locks the template first and
/// nothing before it that another claim wants, so claims queue and do not deadlock; and what is
/// counted behind that lock stays true until we commit.
pub async fn claim(tx: &Tx, world: &World, ask: Claim) -> Result<Claimed> {
    let now = world.now();
    let taken = rows::take_from_stock(tx, ask.merchant, ask.template, now).await?;
    let offer = rows::offer(tx, ask).await?.ok_or(CouponRefusal::NoSuchOffer)?;
    if !taken {
        rules::open(&offer.template, now)?;
        return Err(ChangeRefusal::Raced.into());
    }
    let coupon = Model {
        id: world.id(),
        merchant_id: ask.merchant,
        template_id: ask.template,
        member_id: ask.member,
        nth: rules::nth(&offer.template, offer.mine)?,
        state: State::Usable,
        claimed_at: now,
        valid_until: offer.template.valid_until,
        sale_id: None,
        sale_store_id: None,
        reserved_until: None,
        used_at: None,
    };
    rows::insert(tx, coupon.clone()).await?;
    Ok(Claimed { held: Held::of(coupon, offer), at: now })
}
