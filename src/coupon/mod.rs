//! Coupons: taken from a template, kept by a member until used or expired.
//!
//! **Invariant:** no more are claimed than there are, and a member has no more than their share,
//! however many ask at once (CPN-06, E13). **Invariant:** whether a template is open is judged in
//! the statement that claims, so that an old link opens nothing (E15). **Invariant:** expiry is
//! asked of the clock and never written: no job is late with it (P39). **Invariant:** a sale counts
//! on a coupon, uses it up or gives it back by a statement that names whose it is, in which state
//! and for which sale: of two sales one gets it (E14, P28, P29). **Invariant:** a reservation ends
//! by the clock; no job frees it. **Invariant:** the number of a printed coupon is shown once, kept
//! as a keyed hash, and makes one coupon of one member (P27, CPN-02).
mod flow;
mod http;
mod jobs;
mod rows;
mod rules;
mod view;

use entity::ids::{CouponTemplateId, MemberId, MerchantId, OperatorId, StoreId, TerminalId};

pub use flow::{
    Redeem, Reserve, Reserved, give_back, grant, hand_over, redeem, release, reserve, restore,
    sending::many_allowed, take_back, used,
};
pub use http::{member_routes, office_routes, till_routes};
pub use jobs::SendMany;
pub use rows::{
    Held, count_usable, held, held_one, insert_template, template::gone as withdrawn, titles,
};
pub use rules::{CouponLine, CouponRefusal, CouponState, Terms, Worth, apportion, worth};
pub use view::CouponView;

use crate::{
    app::App,
    error::Result,
    merchant,
    once::Key,
    tally::{self, Count},
};

/// Who takes a coupon of what.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub template: CouponTemplateId,
}

/// Take a coupon, under a key of whoever asks. Most who come to a rush come too late: a read tells them
/// so.
pub async fn claim(app: &App, key: Key, ask: Claim) -> Result<CouponView> {
    let _hand = app.rush.acquire().await;
    let offer =
        rows::offer(&app.db, ask, rows::Door::Centre).await?.ok_or(CouponRefusal::NoSuchOffer)?;
    if let Err(no) = rules::claimable(&offer.template, offer.mine, app.world.now()) {
        // Unless they were in time, and ask again because they did not hear the answer.
        return Ok(app.answered(ask.merchant, &key).await?.ok_or(no)?);
    }
    app.once(ask.merchant, key, flow::claim, ask).await
}

/// Who types a printed coupon's number.
#[derive(Clone, Copy, Debug)]
pub enum Guesser {
    Member(MemberId),
    /// And who is at it.
    Till(TerminalId, OperatorId),
}

/// Somebody says they hold a printed coupon.
#[derive(Clone, Debug)]
pub struct Activation {
    pub merchant: MerchantId,
    /// Whose it becomes.
    pub member: MemberId,
    /// As typed.
    pub number: String,
    pub by: Guesser,
}

/// 激活: every number that could be one is counted as a guess before it is looked up.
pub async fn activate(app: &App, key: Key, ask: Activation) -> Result<CouponView> {
    let Activation { merchant, member, number, by } = ask;
    let number = rules::read_number(&number).ok_or(CouponRefusal::NumberMalformed)?;
    let (guesser, allowed, clerk) = match by {
        Guesser::Member(id) => (id.to_string(), rules::TRIES_OF_MEMBER, None),
        Guesser::Till(id, clerk) => (id.to_string(), rules::TRIES_OF_TILL, Some(clerk)),
    };
    let key = key.of(&guesser);
    if let Some(answer) = app.answered(merchant, &key).await? {
        return Ok(answer);
    }
    let tries = Count { name: format!("coupon.numbers.{guesser}"), window: rules::WINDOW };
    rules::try_number(tally::count(app, tries).await?, allowed, app.world.now())?;
    let hash = flow::hash(merchant::keys(app, merchant).await?.as_ref(), &number);
    let ask = flow::Activate { merchant, member, hash, clerk };
    app.once(merchant, key, flow::activate, ask).await
}

/// A template with its terms read.
pub async fn template(
    app: &App,
    merchant: MerchantId,
    id: CouponTemplateId,
) -> Result<(entity::coupon_template::Model, Terms)> {
    let found = rows::template::find(&app.db, merchant, id).await?;
    let template = found.ok_or(CouponRefusal::NoSuchOffer)?.template;
    let terms = Terms::of(&template)?;
    Ok((template, terms))
}

/// All of a member's coupons, in whatever state, the newest of each state first.
pub async fn all(
    app: &App,
    merchant: MerchantId,
    member: MemberId,
    limit: u64,
) -> Result<Vec<CouponView>> {
    let (now, mut all) = (app.world.now(), vec![]);
    for state in [CouponState::Usable, CouponState::Used, CouponState::Expired] {
        let held = rows::held(&app.db, (merchant, member), state, now, None, limit).await?;
        all.extend(held.into_iter().map(|held| CouponView::of(held, now)));
    }
    Ok(all)
}

/// What a member can use now in a store and no other sale counts on, the first to expire first.
pub async fn usable(
    app: &App,
    merchant: MerchantId,
    member: MemberId,
    store: StoreId,
    limit: u64,
) -> Result<Vec<CouponView>> {
    let now = app.world.now();
    let rows = rows::usable(&app.db, (merchant, member), store, now, limit).await?;
    Ok(rows.into_iter().map(|row| CouponView::of(row, now)).collect())
}
