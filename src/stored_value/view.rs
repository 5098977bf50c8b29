//! Stored value in the words that clerks and the back office read.
use entity::{
    hold,
    ids::{CardId, HoldId, OperatorId, RechargeRuleId, StoreId, TopUpId, TopUpRefundId},
    recharge_rule,
    sale_tender::Kind as Tender,
    top_up,
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Sheet,
    flow::{Converted, Held, Refunded, ToppedUp},
    given::Given,
    offers::period,
    recharge::{Gifts, State, Terms, Visit, holds, state},
    rows::hold::Open,
};
use crate::{
    card::masked_number,
    error::{Error, Refusal, Result},
    level::LevelMove,
};

/// What is on the card now.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct StoredValueView {
    pub principal: Fen,
    pub gift: Fen,
    pub total: Fen,
}

impl From<(Fen, Fen)> for StoredValueView {
    fn from((principal, gift): (Fen, Fen)) -> Self {
        Self { principal, gift, total: Fen(principal.0.saturating_add(gift.0)) }
    }
}

/// A recharge rule.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct RechargeRuleView {
    pub id: RechargeRuleId,
    pub name: String,
    pub principal: Fen,
    pub principal_text: String,
    /// What it gives, a line each: `赠送 ¥10`.
    pub gift_lines: Vec<String>,
    pub terms: Terms,
    pub once_per_member: bool,
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    /// 1, 2, 3 …: how often it was written.
    #[serde(default)]
    pub version: i32,
    #[serde(default)]
    pub state: State,
    /// 未开始, 进行中, 已结束, 已停用
    #[serde(default)]
    pub state_text: String,
    /// `2026-11-22 至 2026-12-31`, `长期有效`
    #[serde(default)]
    pub period_text: String,
}

/// A rule, and when it is looked at.
impl TryFrom<(recharge_rule::Model, Timestamp)> for RechargeRuleView {
    type Error = Error;

    fn try_from((rule, now): (recharge_rule::Model, Timestamp)) -> Result<Self> {
        let terms: Terms = serde_json::from_str(&rule.terms)?;
        let state = state(&rule, now);
        Ok(Self {
            state,
            state_text: state.text().to_owned(),
            period_text: period(&rule),
            version: rule.version,
            id: rule.id,
            name: rule.name,
            principal: rule.principal,
            principal_text: rule.principal.to_string(),
            gift_lines: gift_lines(&terms.gifts),
            terms,
            once_per_member: rule.once_per_member,
            starts_at: rule.starts_at,
            ends_at: rule.ends_at,
        })
    }
}

/// A rule as a till offers it to somebody.
#[derive(Serialize, ToSchema)]
pub struct RechargeOffer {
    #[serde(flatten)]
    pub rule: RechargeRuleView,
    pub usable: bool,
    /// Why not.
    pub why_text: Option<String>,
}

impl RechargeOffer {
    pub fn of(rule: recharge_rule::Model, visit: &Visit, used: &[RechargeRuleId]) -> Result<Self> {
        let terms: Terms = serde_json::from_str(&rule.terms)?;
        let no = match holds(&rule, &terms, visit) {
            Err(no) => Some(no),
            Ok(()) => used.contains(&rule.id).then_some(super::StoredValueRefusal::RuleUsed),
        };
        let why_text = no.as_ref().map(Refusal::title_zh);
        Ok(Self { rule: (rule, visit.now).try_into()?, usable: why_text.is_none(), why_text })
    }
}

/// `赠送 ¥10`, a line each.
pub fn gift_lines(gifts: &Gifts) -> Vec<String> {
    let mut lines = vec![];
    if gifts.balance > Fen::ZERO {
        let days = gifts.balance_days.map(|days| format!("，{days} 天内有效")).unwrap_or_default();
        lines.push(format!("赠送 {}{days}", gifts.balance));
    }
    if gifts.points > Points::ZERO {
        lines.push(format!("赠送 {} 积分", gifts.points));
    }
    let coupons: u32 = gifts.coupons.iter().map(|gift| u32::from(gift.count)).sum();
    if coupons > 0 {
        lines.push(format!("赠送优惠券 {coupons} 张"));
    }
    let times: i64 = gifts.counts.iter().map(|gift| gift.times).sum();
    if times > 0 {
        lines.push(format!("赠送次卡 {times} 次"));
    }
    lines
}

/// A top-up, as a list shows it.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct TopUpView {
    pub id: TopUpId,
    pub order_no: String,
    pub card: CardId,
    pub store: StoreId,
    pub principal: Fen,
    pub gift: Fen,
    pub given: Given,
    pub tender: Tender,
    /// Who allowed a gift that no rule gives.
    pub approved_by: Option<OperatorId>,
    pub refunded: Fen,
    pub at: Timestamp,
}

impl TryFrom<top_up::Model> for TopUpView {
    type Error = Error;

    fn try_from(row: top_up::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            order_no: row.order_no,
            card: row.card_id,
            store: row.store_id,
            principal: row.principal,
            gift: row.gift,
            given: serde_json::from_str(&row.gifts)?,
            tender: row.tender,
            approved_by: row.approved_by,
            refunded: row.refunded,
            at: row.created_at,
        })
    }
}

/// What the till prints.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct TopUpReceipt {
    pub top_up: TopUpView,
    pub rule_name: Option<String>,
    /// Where the card has risen to, or will at midnight.
    pub levels: Vec<LevelMove>,
    pub balance: StoredValueView,
    pub lines: Vec<String>,
}

impl TryFrom<ToppedUp> for TopUpReceipt {
    type Error = Error;

    fn try_from(done: ToppedUp) -> Result<Self> {
        let ToppedUp { top_up, rule, given, levels, balance } = done;
        let balance = StoredValueView::from(balance);
        let mut lines = vec![format!("充值 {}", top_up.principal.exact())];
        lines.extend(rule.as_ref().map(|name| format!("活动 {name}")));
        if top_up.gift > Fen::ZERO {
            lines.push(format!("赠送 {}", top_up.gift.exact()));
        }
        if given.points > Points::ZERO {
            lines.push(format!("赠送 {} 积分", given.points));
        }
        lines.extend(given.coupons.iter().map(|coupon| format!("赠券 {}", coupon.title)));
        let times: i64 = given.counts.iter().map(|gift| gift.times).sum();
        if times > 0 {
            lines.push(format!("赠送次卡 {times} 次"));
        }
        lines.extend(levels.iter().map(|to| format!("等级 {}", to.level.name)));
        lines.push(format!("储值余额 {}", balance.total.exact()));
        Ok(Self { top_up: top_up.try_into()?, rule_name: rule, levels, balance, lines })
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct TopUpRefundView {
    pub id: TopUpRefundId,
    pub refund_no: String,
    pub sheet: Sheet,
    /// Gift points that were taken back, and the part of them that is owed because it was spent.
    pub points: Points,
    pub points_owed: Points,
    /// Gift coupons that are gone, and those that were used before.
    pub coupons: u32,
    pub coupons_used: u32,
    pub balance: StoredValueView,
    pub at: Timestamp,
}

impl TryFrom<Refunded> for TopUpRefundView {
    type Error = Error;

    fn try_from(done: Refunded) -> Result<Self> {
        let Refunded { refund, sheet, taken_back, balance } = done;
        Ok(Self {
            id: refund.id,
            refund_no: refund.refund_no,
            sheet,
            points: taken_back.points,
            points_owed: taken_back.points_owed,
            coupons: taken_back.coupons,
            coupons_used: taken_back.coupons_used,
            balance: balance.into(),
            at: refund.created_at,
        })
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct HoldView {
    pub id: HoldId,
    pub card: CardId,
    pub amount: Fen,
    pub captured: Fen,
    pub state: hold::State,
    /// 已预授权, 已完成, 已取消, 已到期
    pub state_text: String,
    pub expires_at: Timestamp,
    /// Without what is set aside.
    pub balance: StoredValueView,
}

/// 预授权 that is neither captured nor given back yet.
#[derive(Serialize, ToSchema)]
pub struct OpenHold {
    pub id: HoldId,
    /// The till's own number.
    pub order_no: String,
    /// In fen.
    pub amount: Fen,
    /// `T01`
    pub terminal: String,
    pub card_number_text: String,
    pub made_at: Timestamp,
    pub expires_at: Timestamp,
}

impl From<Open> for OpenHold {
    fn from(open: Open) -> Self {
        let Open { hold, business_key, terminal, card_number } = open;
        let order_no = business_key.split_once('/').map_or("", |(_, number)| number).to_owned();
        Self {
            id: hold.id,
            order_no,
            amount: Fen(hold.amount),
            terminal,
            card_number_text: masked_number(&card_number),
            made_at: hold.created_at,
            expires_at: hold.expires_at,
        }
    }
}

impl From<Held> for HoldView {
    fn from(done: Held) -> Self {
        let Held { hold, captured, balance } = done;
        let hold::Model { id, card_id, amount, state, expires_at, .. } = hold;
        let state_text = match state {
            hold::State::Open => "已预授权",
            hold::State::Captured => "已完成",
            hold::State::Released => "已取消",
            hold::State::Expired => "已到期",
        };
        Self {
            id,
            card: card_id,
            amount: Fen(amount),
            captured,
            state,
            state_text: state_text.to_owned(),
            expires_at,
            balance: balance.into(),
        }
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct ConvertedView {
    pub points: Points,
    pub worth: Fen,
    pub worth_text: String,
    pub points_left: Points,
    pub balance: StoredValueView,
}

impl From<Converted> for ConvertedView {
    fn from(done: Converted) -> Self {
        let Converted { points, worth, balance, points_left } = done;
        let worth_text = worth.to_string();
        Self { points, worth, worth_text, points_left, balance: balance.into() }
    }
}
