//! 充值: money comes in, and what the rule gives comes with it, or nothing does.
use std::sync::Arc;

use entity::{
    account::{Asset, Book},
    ids::{CardId, LevelId, OperatorId, RechargeRuleId, TopUpId},
    journal, level_change, recharge_rule, recharge_use,
    sale_tender::Kind as Tender,
    top_up,
    values::{Fen, Timestamp},
};
use serde_json::{Value, json};

use super::super::{
    Program, StoredValueRefusal,
    desk::{Desk, told},
    given::{Given, GivenCoupon},
    recharge::{self, Channel, Gifts, Terms, Visit, gift_until},
    rows, rules,
};
use crate::{
    app::Tx,
    audit::{self, Deed},
    coupon,
    error::Result,
    ledger::{self, Cause, Holdings, Into, LedgerRefusal, Leg, Sum},
    level::{self, Ladder, LevelMove},
    merchant, points,
    world::World,
};

/// What somebody pays in, and what they should have on top.
#[derive(Clone)]
pub struct TopUp {
    pub desk: Desk,
    pub program: Arc<merchant::Program<Program>>,
    /// How long points last that a rule gives.
    pub points: Arc<merchant::Program<points::Program>>,
    pub ladder: Arc<Ladder>,
    pub card: CardId,
    pub order_no: String,
    pub principal: Fen,
    /// And its version, as the clerk saw it.
    pub rule: Option<(RechargeRuleId, i32)>,
    /// Other than the rule's, if given.
    pub gift: Option<Fen>,
    pub tender: Tender,
    /// Somebody who may allow another gift than the rule's.
    pub approver: Option<OperatorId>,
}

/// What came of it.
pub struct ToppedUp {
    pub top_up: top_up::Model,
    pub rule: Option<String>,
    pub given: Given,
    /// Where the card has risen to, or will at midnight.
    pub levels: Vec<LevelMove>,
    /// Principal and gift on the card now.
    pub balance: (Fen, Fen),
}

/// What comes with the money.
struct Offer {
    rule: Option<recharge_rule::Model>,
    gifts: Gifts,
    gift_until: Option<Timestamp>,
    upgrade_to: Option<LevelId>,
    approved_by: Option<OperatorId>,
}

pub async fn top_up(tx: &Tx, world: &World, ask: TopUp) -> Result<ToppedUp> {
    let mut holdings = ledger::lock(tx, ask.desk.merchant, ask.card).await?;
    super::release_over(tx, world, &mut holdings).await?;
    level::settle_due(tx, world, &ask.ladder, &mut holdings).await?;
    let before = told(&holdings);
    let offer = offer(tx, world, &ask, &holdings).await?;
    let paid =
        rules::Paid { principal: ask.principal, gift: offer.gifts.balance, tender: ask.tender };
    rules::payable(&ask.program.terms, &paid, on_card(&holdings))?;
    let together = ask.principal.plus(offer.gifts.balance).ok_or(LedgerRefusal::Amount)?;
    ask.desk.moves(tx, world, together).await?;
    let id: TopUpId = world.id();
    let coupons = give_coupons(tx, world, &holdings, &offer.gifts).await?;
    let Gifts { points, counts, .. } = offer.gifts.clone();
    let given = Given { points, coupons, counts };
    let row = row(world, &ask, &holdings, (id, &offer), serde_json::to_string(&given)?);
    rows::top_up::insert(tx, row.clone()).await?;
    if let Some(rule) = offer.rule.as_ref().filter(|rule| rule.once_per_member) {
        use_once(tx, rule, &row).await?;
    }
    let legs = legs(&holdings, &row, &offer, ask.points.terms.lot(row.created_at));
    let cause = Cause {
        kind: journal::Kind::TopUp,
        business_key: format!("top-up/{id}"),
        subject: id.0,
        place: ask.desk.place(),
        reason: format!("充值 {}", row.principal),
    };
    ledger::post(tx, world, &mut holdings, cause, legs).await?;
    let levels = lift(tx, world, &ask.ladder, &mut holdings, &offer).await?;
    tell(tx, world, &row, audit::changed(before, told(&holdings))).await?;
    let balance = (holdings.principal(), holdings.gift());
    Ok(ToppedUp { top_up: row, rule: offer.rule.map(|rule| rule.name), given, levels, balance })
}

/// The rule's gifts, or another amount if somebody allows it (RCH-07, RCH-08).
async fn offer(tx: &Tx, world: &World, ask: &TopUp, holdings: &Holdings) -> Result<Offer> {
    let now = world.now();
    let (rule, terms) = match ask.rule {
        Some((id, version)) => {
            let rule = rows::rule::find(tx, ask.desk.merchant, id).await?;
            let rule = rule.ok_or(StoredValueRefusal::NoSuchRule)?;
            // What holds is what was read here, whoever changes it meanwhile.
            if rule.version != version {
                return Err(StoredValueRefusal::RuleChanged { version: rule.version }.into());
            }
            let terms: Terms = serde_json::from_str(&rule.terms)?;
            let level = Some(level::held(&holdings.card, now));
            let visit = Visit { store: ask.desk.store, level, channel: Channel::Till, now };
            recharge::holds(&rule, &terms, &visit)?;
            if rule.principal != ask.principal {
                return Err(StoredValueRefusal::RuleAmount { principal: rule.principal }.into());
            }
            (Some(rule), terms)
        }
        None if ask.program.terms.only_rules => return Err(StoredValueRefusal::OnlyRules.into()),
        None => (None, Terms::default()),
    };
    let mut gifts = terms.gifts;
    let other = ask.gift.filter(|gift| *gift != gifts.balance);
    let approved_by = match (other, ask.approver) {
        (None, _) => None,
        (Some(_), Some(by)) => Some(by),
        (Some(_), None) => return Err(StoredValueRefusal::GiftNeedsApproval.into()),
    };
    gifts.balance = other.unwrap_or(gifts.balance);
    let days = if rule.is_some() { gifts.balance_days } else { ask.program.terms.gift_days };
    let gift_until = gift_until(days, now);
    Ok(Offer { rule, gifts, gift_until, upgrade_to: terms.upgrade_to, approved_by })
}

/// Principal and gift, set aside or not.
pub(super) fn on_card(holdings: &Holdings) -> i128 {
    let all = [Asset::Principal, Asset::Gift];
    all.map(|asset| i128::from(holdings.have(asset)) + i128::from(holdings.held(asset)))
        .iter()
        .sum()
}

async fn give_coupons(
    tx: &Tx,
    world: &World,
    holdings: &Holdings,
    gifts: &Gifts,
) -> Result<Vec<GivenCoupon>> {
    let (merchant, member) = (holdings.card.merchant_id, holdings.card.member_id);
    let mut given = vec![];
    for gift in &gifts.coupons {
        for _ in 0..gift.count {
            let ask = coupon::Claim { merchant, member, template: gift.template };
            let held = coupon::grant(tx, world, ask).await?.held;
            given.push(GivenCoupon {
                coupon: held.coupon.id,
                title: held.title,
                value: gift.value,
            });
        }
    }
    Ok(given)
}

fn row(
    world: &World,
    ask: &TopUp,
    holdings: &Holdings,
    (id, offer): (TopUpId, &Offer),
    gifts: String,
) -> top_up::Model {
    top_up::Model {
        id,
        merchant_id: ask.desk.merchant,
        store_id: ask.desk.store,
        terminal_id: ask.desk.terminal,
        operator_id: ask.desk.operator,
        order_no: ask.order_no.clone(),
        card_id: ask.card,
        member_id: holdings.card.member_id,
        rule_id: ask.rule.map(|(id, _)| id),
        principal: ask.principal,
        gift: offer.gifts.balance,
        tender: ask.tender,
        gifts,
        approved_by: offer.approved_by,
        refunded: Fen::ZERO,
        created_at: world.now(),
    }
}

async fn use_once(tx: &Tx, rule: &recharge_rule::Model, row: &top_up::Model) -> Result<()> {
    let (rule_id, member_id) = (rule.id, row.member_id);
    let used =
        recharge_use::Model { rule_id, member_id, merchant_id: row.merchant_id, top_up_id: row.id };
    match rows::rule::use_once(tx, used).await? {
        true => Ok(()),
        false => Err(StoredValueRefusal::RuleUsed.into()),
    }
}

/// Principal and gift become lots of this top-up, so that their ratio is what it is for ever.
fn legs(holdings: &Holdings, row: &top_up::Model, offer: &Offer, of_points: Into) -> Vec<Leg> {
    let lot = |expires_at| Into::Lot { source: row.id.0, expires_at };
    let mut legs = vec![
        Leg::Credit { sum: Sum::principal(row.principal), from: Book::Paid, into: lot(None) },
        Leg::Credit { sum: Sum::gift(row.gift), from: Book::Granted, into: lot(offer.gift_until) },
    ];
    legs.extend(points::credit(holdings, offer.gifts.points, Book::Granted, of_points));
    legs.extend(offer.gifts.counts.iter().map(|gift| {
        let sum = Sum::counts(gift.service, gift.times);
        Leg::Credit { sum, from: Book::Granted, into: Into::Balance }
    }));
    legs
}

/// By what was paid in, at midnight; and by the rule, at once (LVL-10, LVL-12).
async fn lift(
    tx: &Tx,
    world: &World,
    ladder: &Ladder,
    holdings: &mut Holdings,
    offer: &Offer,
) -> Result<Vec<LevelMove>> {
    let mut moves = vec![];
    if let (Some(to), Some(rule)) = (offer.upgrade_to, &offer.rule) {
        let why = format!("充值活动“{}”自动升级", rule.name);
        let how = (to, level_change::Cause::RechargeRule, why);
        moves.extend(level::rise(tx, world, ladder, holdings, how).await?);
    }
    moves.extend(level::after(tx, world, ladder, holdings, level::Event::ToppedUp).await?);
    Ok(moves)
}

/// A line for the clerk, and one for whoever allowed another gift.
async fn tell(tx: &Tx, world: &World, row: &top_up::Model, changed: Value) -> Result<()> {
    let line = |by: OperatorId, action, detail| Deed {
        merchant: row.merchant_id,
        actor: by.to_string(),
        action,
        subject: &row.id,
        detail,
    };
    let mut made = json!({ "order_no": row.order_no, "sum": row.principal, "given": row.gift });
    let allowed = row.approved_by.map(|by| {
        let mut detail = made.clone();
        detail["clerk"] = json!(row.operator_id);
        line(by, "top_up.gift", detail)
    });
    (made["before"], made["after"]) = (changed["before"].clone(), changed["after"].clone());
    let mut lines = vec![line(row.operator_id, "top_up.make", made)];
    lines.extend(allowed);
    audit::write_all(tx, world, lines).await
}
