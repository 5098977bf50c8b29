//! A coupon and the sale that counts on it.
use entity::{
    coupon, coupon_template,
    ids::{CouponId, MemberId, MerchantId, SaleId, StoreId},
    values::Timestamp,
};

use super::super::{
    CouponRefusal,
    rows::sale as rows,
    rules::{self, Terms},
};
use crate::{
    app::Tx,
    error::{ChangeRefusal, Result},
    world::World,
};

/// A sale counts on a member's coupon until a moment.
#[derive(Clone, Copy, Debug)]
pub struct Reserve {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub coupon: CouponId,
    pub sale: SaleId,
    pub store: StoreId,
    pub until: Timestamp,
}

/// What a sale counts on: all that [`super::super::worth`] asks for.
pub struct Reserved {
    pub coupon: coupon::Model,
    pub template: coupon_template::Model,
    pub terms: Terms,
}

/// Keep a coupon for this sale; the sale that already has it may ask again, with a later end. Whose
/// it is, that it is unused, unexpired, good in this store and nobody else's for now is all asked in
/// the statement that takes it (P28, P29). A reservation that ran out is free by the clock.
pub async fn reserve(tx: &Tx, world: &World, ask: Reserve) -> Result<Reserved> {
    let now = world.now();
    let taken = rows::reserve(tx, ask, now).await?;
    let found = rows::find(tx, ask.merchant, ask.coupon).await?;
    let (coupon, template) = found.ok_or(CouponRefusal::NoSuchCoupon)?;
    if !taken {
        rules::usable_now(&coupon, &template, (ask.member, ask.sale, ask.store), now)?;
        return Err(ChangeRefusal::Raced.into());
    }
    let terms = Terms::of(&template)?;
    Ok(Reserved { coupon, template, terms })
}

/// A sale that uses up what it counts on.
#[derive(Clone, Copy, Debug)]
pub struct Redeem {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub coupon: CouponId,
    pub sale: SaleId,
}

/// Use up the coupon that this sale has reserved. It must not have expired since (P39): whether the
/// quote is alive is for the sale to know.
pub async fn redeem(tx: &Tx, world: &World, ask: Redeem) -> Result<()> {
    let now = world.now();
    if rows::redeem(tx, ask, now).await? {
        return Ok(());
    }
    let found = rows::find(tx, ask.merchant, ask.coupon).await?;
    let (coupon, _) = found.ok_or(CouponRefusal::NoSuchCoupon)?;
    Err(rules::unredeemed(&coupon, (ask.member, ask.sale), now).into())
}

/// The sale counts on no coupon any more; what it has used stays used, and what another sale has
/// taken over stays there (P34).
pub async fn release(tx: &Tx, merchant: MerchantId, sale: SaleId) -> Result<()> {
    rows::release(tx, merchant, sale).await
}

/// A whole sale was returned: its coupon is usable again, if its terms say so and it has not expired
/// meanwhile (E14, P30). True if it is.
pub async fn give_back(
    tx: &Tx,
    world: &World,
    merchant: MerchantId,
    sale: SaleId,
    coupon: CouponId,
) -> Result<bool> {
    let found = rows::find(tx, merchant, coupon).await?;
    let (_, template) = found.ok_or(CouponRefusal::NoSuchCoupon)?;
    if !Terms::of(&template)?.returns {
        return Ok(false);
    }
    rows::give_back(tx, merchant, sale, coupon, world.now()).await
}
