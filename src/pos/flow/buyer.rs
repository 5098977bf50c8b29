//! Who buys.
use std::sync::Arc;

use entity::{card, ids::CardId, member};

use super::identify::{Named, scanned as named};
use crate::{
    app::App,
    card as cards, coupon,
    coupon::CouponView,
    error::Result,
    ledger,
    member::{self as members, MemberRefusal},
    merchant,
    operator::Clerk,
    seal::Keys,
};

/// Coupons that a till's screen has room for.
const COUPONS: u64 = 20;

/// A member at the till.
pub struct Buyer {
    pub card: card::Model,
    pub member: member::Model,
    /// The half-minute of the code that named the card; none if anything else did.
    pub window: Option<i64>,
    /// What they can use here, as far as a screen shows.
    pub coupons: Vec<CouponView>,
    pub keys: Arc<Keys>,
}

/// Whom a scan names.
pub async fn scanned(app: &App, clerk: &Clerk, scan: &str) -> Result<Buyer> {
    let Named { card, window, .. } = named(app, clerk, scan).await?;
    buyer(app, clerk, card, window).await
}

/// The member of a card that was named before. It authorises nothing.
pub async fn known(app: &App, clerk: &Clerk, card: CardId) -> Result<Buyer> {
    let card = ledger::peek(&app.db, clerk.merchant, card).await?.card;
    buyer(app, clerk, card, None).await
}

/// The member of this card, if it is usable.
pub(super) async fn buyer(
    app: &App,
    clerk: &Clerk,
    card: card::Model,
    window: Option<i64>,
) -> Result<Buyer> {
    cards::usable(card.status)?;
    let merchant = clerk.merchant;
    let member = members::find(&app.db, merchant, card.member_id).await?;
    let member = member.ok_or(MemberRefusal::NoSuchMember)?;
    let coupons =
        coupon::usable(app, merchant, member.id, clerk.terminal.store_id, COUPONS).await?;
    let keys = merchant::keys(app, merchant).await?;
    Ok(Buyer { card, member, window, coupons, keys })
}
