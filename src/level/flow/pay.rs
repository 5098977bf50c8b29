//! 付费升级: a fixed price buys a level, and its reward comes with it.
use std::sync::Arc;

use entity::{
    account::Book,
    ids::{CardId, LevelId},
    journal::Kind,
    level_change::Cause,
    sale_tender,
    values::Fen,
};
use serde_json::json;

use super::{
    super::{Ladder, LevelRefusal, Reward, rules},
    change::LevelMove,
    rise::rise,
};
use crate::{
    app::Tx,
    audit::{self, Deed},
    coupon::{self, Claim},
    error::Result,
    ledger::{self, Holdings, Place},
    operator::{ClerkRef, spend_allowance},
    points,
    world::World,
};

#[derive(Clone)]
pub struct Pay {
    pub clerk: ClerkRef,
    pub ladder: Arc<Ladder>,
    pub card: CardId,
    pub to: LevelId,
    /// The till's own, unique among its upgrades for ever.
    pub order_no: String,
    pub tender: sale_tender::Kind,
    /// What the customer was told.
    pub paid: Fen,
    /// What says how long the reward's points last.
    pub points: points::Program,
}

/// Take the price and give the level, once for an order number, and its reward, which no other way
/// to a level gives (LVL-05, LVL-11).
pub async fn pay(tx: &Tx, world: &World, ask: Pay) -> Result<LevelMove> {
    let Pay { clerk, ladder, card, to, .. } = &ask;
    let sold = ladder.offered(*to).ok_or(LevelRefusal::NoSuchLevel)?;
    rules::sale(sold, ask.tender, ask.paid)?;
    spend_allowance(tx, world, clerk, ask.paid).await?;
    let mut holdings = ledger::lock(tx, clerk.merchant, *card).await?;
    let (name, price) = (&sold.level.name, ask.paid);
    let why = format!("付费 {price} 升级为{name}（单号 {}）", ask.order_no);
    let lifted = rise(tx, world, ladder, &mut holdings, (*to, Cause::Paid, why.clone())).await?;
    let here = ladder.rung(holdings.card.level_id).unwrap_or(sold);
    let lifted =
        lifted.ok_or_else(|| LevelRefusal::NotHigher { level: here.level.name.clone() })?;
    reward(tx, world, &mut holdings, &ask, (&sold.terms.reward, why)).await?;
    let deed = Deed {
        merchant: clerk.merchant,
        actor: clerk.operator.to_string(),
        action: "level.sell",
        subject: card,
        detail: json!({
            "level": to, "order_no": ask.order_no, "tender": ask.tender, "paid": ask.paid,
        }),
    };
    audit::write(tx, world, deed).await?;
    Ok(lifted)
}

/// The journal keeps the order number, even where nothing is given.
async fn reward(
    tx: &Tx,
    world: &World,
    holdings: &mut Holdings,
    ask: &Pay,
    (reward, reason): (&Reward, String),
) -> Result<()> {
    let cause = ledger::Cause {
        kind: Kind::Grant,
        business_key: format!("upgrade/{}", ask.order_no),
        subject: ask.card.0,
        place: Place {
            store: Some(ask.clerk.store),
            terminal: Some(ask.clerk.terminal),
            operator: Some(ask.clerk.operator),
        },
        reason,
    };
    let into = ask.points.lot(world.now());
    let credit = |points| points::credit(holdings, points, Book::Granted, into);
    let legs = reward.points.map(credit).unwrap_or_default();
    ledger::post(tx, world, holdings, cause, legs).await?;
    let (merchant, member) = (ask.clerk.merchant, holdings.card.member_id);
    for template in &reward.coupons {
        coupon::grant(tx, world, Claim { merchant, member, template: *template }).await?;
    }
    Ok(())
}
