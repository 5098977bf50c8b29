//! A quote as a till shows it.
use entity::{
    ids::SaleId,
    sale::{self, State},
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Purse, TillCard, TillMember, remind};
use crate::{
    coupon::CouponView,
    error::{Error, Result},
    ledger::Holdings,
    level::LevelName,
    member,
    points::{AsCash, Earned},
    pos::{
        flow::{Buyer, Quoted},
        price::{CouponUsed, PointsUsed, PricedLine},
        rules::{Reminder, state_text},
    },
};

/// A priced cart.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct QuoteView {
    pub sale: SaleId,
    pub order_no: String,
    /// Give it to the settle: it takes no other price than this one (D13).
    pub hash: String,
    /// Each with every step from its list price to what is paid, and what that beat.
    pub lines: Vec<PricedLine>,
    /// In fen: at list price, what is taken off, and what is to be paid.
    pub list_total: Fen,
    pub off_total: Fen,
    pub payable: Fen,
    pub payable_text: String,
    pub coupon: Option<CouponUsed>,
    pub points: Option<PointsUsed>,
    /// None for a guest.
    pub member: Option<BuyerView>,
    /// What it will earn, part by part; none for a guest.
    pub earn: Option<Earned>,
    /// In points.
    pub earn_total: Points,
    /// No settle from this moment on.
    pub expires_at: Timestamp,
}

/// A member at a till, with what they can pay with.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct BuyerView {
    pub member: TillMember,
    pub card: TillCard,
    #[serde(flatten)]
    pub purse: Purse,
    /// 积分 that are owed.
    pub points_debt: Points,
    /// Whether a member code named them: without one, stored value, points and coupons need a code
    /// at the settle.
    pub code_shown: bool,
    /// What they can use here; 20 at most.
    pub coupons: Vec<CouponView>,
    /// The most that points could pay of this sale.
    pub most_points: AsCash,
    /// `储值将于 11月26日 14:03 恢复使用`, while none of it can be spent; else empty.
    #[serde(default)]
    pub value_held_text: String,
    /// What to say to them, 5 at most.
    #[serde(default)]
    pub reminders: Vec<Reminder>,
}

impl BuyerView {
    fn new(
        sale: &sale::Model,
        level: LevelName,
        (buyer, holdings, most_points): (&Buyer, &Holdings, AsCash),
        now: Timestamp,
    ) -> Result<Self> {
        let phone = member::phone(&buyer.keys, &buyer.member)?;
        Ok(Self {
            member: TillMember::new(buyer.member.clone(), &phone),
            reminders: remind(buyer, holdings, &level.name, now),
            card: TillCard::new(holdings.card.clone(), level),
            purse: Purse::of(holdings, now),
            points_debt: holdings.points_debt(),
            code_shown: sale.code_window.is_some(),
            coupons: buyer.coupons.clone(),
            most_points,
            value_held_text: member::value_held_text(&buyer.member, now),
        })
    }
}

impl TryFrom<Quoted> for QuoteView {
    type Error = Error;

    fn try_from(quoted: Quoted) -> Result<Self> {
        let Quoted { sale, quote, level, buyer, now } = quoted;
        let member = match (&buyer, level) {
            (Some((buyer, holdings, most)), Some(level)) => {
                Some(BuyerView::new(&sale, level, (buyer, holdings, most.clone()), now)?)
            }
            _ => None,
        };
        let bill = quote.bill;
        Ok(Self {
            sale: sale.id,
            order_no: sale.order_no,
            hash: hex::encode(sale.hash),
            lines: bill.lines,
            list_total: bill.list_total,
            off_total: Fen(bill.list_total.0 - bill.payable.0),
            payable: bill.payable,
            payable_text: bill.payable.exact(),
            coupon: bill.coupon,
            points: bill.points,
            member,
            earn_total: quote.earned.as_ref().map_or(Points::ZERO, Earned::total),
            earn: quote.earned,
            expires_at: sale.expires_at,
        })
    }
}

/// A sale that waits, or has ended unpaid.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ParkedView {
    pub sale: SaleId,
    pub state: State,
    /// 已挂单, 已取消
    pub state_text: String,
}

impl From<sale::Model> for ParkedView {
    fn from(sale: sale::Model) -> Self {
        let state_text = state_text(sale.state).to_owned();
        Self { sale: sale.id, state: sale.state, state_text }
    }
}
