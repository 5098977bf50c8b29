//! 积分抵现: what points are worth as cash.
use entity::values::{Fen, Points, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{PointsRefusal, program::Days};

/// What a merchant decides about paying with points (RDM-03 to RDM-06).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Redeem {
    pub way: Way,
    /// 抵现上限
    pub cap: Cap,
    pub times: Times,
    /// 设置→网店→基础设置→积分抵现 (RDM-05)
    pub online: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
pub enum Way {
    #[default]
    Off,
    /// 比例模式
    Ratio { points_per_yuan: Points, calc: Calc },
    /// 梯度模式: more points, larger deduction.
    Tiers { tiers: Vec<Tier> },
}

/// 计算规则: the smallest step of a deduction; the rest of the points stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Calc {
    /// 精确到分
    Fen,
    /// 精确到角
    Jiao,
    /// 只抵整元
    Yuan,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    pub points: Points,
    pub worth: Fen,
}

/// The most that points pay of one sale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
pub enum Cap {
    /// 不限制
    #[default]
    None,
    /// 订单金额的百分比, in 1/10,000.
    Share { rate: i64 },
    /// 固定金额
    Amount { amount: Fen },
}

/// 兑换时间设置: any of these days, or every day if there are none (RDM-06).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Times(pub Vec<Days>);

/// Points that pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AsCash {
    pub points: Points,
    pub worth: Fen,
    /// In Chinese, for people.
    pub why: String,
}

impl AsCash {
    fn nothing(why: String) -> Self {
        Self { points: Points::ZERO, worth: Fen::ZERO, why }
    }
}

/// What points pay of `payable`. Somebody who names an amount gets at most that taken, and a refusal
/// if it pays nothing; nobody who asked for "as many as possible" (`None`) is refused.
pub fn as_cash(
    redeem: &Redeem,
    have: Points,
    asked: Option<Points>,
    payable: Fen,
    at: Timestamp,
) -> Result<AsCash, PointsRefusal> {
    match (open(redeem, at), asked) {
        (Err(no), Some(_)) => return Err(no),
        (Err(no), None) => return Ok(AsCash::nothing(crate::error::Refusal::title_zh(&no))),
        (Ok(()), _) => {}
    }
    let budget = match asked {
        Some(asked) if asked > have => {
            return Err(PointsRefusal::PointsInsufficient { have, asked });
        }
        Some(asked) => asked,
        None => have,
    };
    let paid = match &redeem.way {
        Way::Off => AsCash::nothing(String::new()),
        Way::Ratio { points_per_yuan, calc } => {
            by_ratio(redeem.cap, *points_per_yuan, *calc, budget, payable)
        }
        Way::Tiers { tiers } => by_tier(redeem.cap, tiers, budget, payable),
    };
    match asked {
        Some(_) if paid.worth <= Fen::ZERO => Err(PointsRefusal::RedeemNothing { why: paid.why }),
        _ => Ok(paid),
    }
}

/// An online shop asks this first (RDM-05).
pub fn may_redeem_online(redeem: &Redeem) -> Result<(), PointsRefusal> {
    if redeem.online { Ok(()) } else { Err(PointsRefusal::RedeemTillOnly) }
}

fn open(redeem: &Redeem, at: Timestamp) -> Result<(), PointsRefusal> {
    let days = &redeem.times.0;
    if redeem.way == Way::Off {
        Err(PointsRefusal::RedeemOff)
    } else if days.is_empty() || days.iter().any(|days| days.include(at.date())) {
        Ok(())
    } else {
        Err(PointsRefusal::RedeemNotNow)
    }
}

fn by_ratio(cap: Cap, per_yuan: Points, calc: Calc, budget: Points, payable: Fen) -> AsCash {
    let per_yuan = i128::from(per_yuan.0.max(1));
    let (limit, capped) = most(cap, payable);
    let step = match calc {
        Calc::Fen => 1,
        Calc::Jiao => 10,
        Calc::Yuan => 100,
    };
    let affordable = i128::from(budget.0.max(0)) * 100 / per_yuan;
    let worth = affordable.min(i128::from(limit.0));
    let worth = worth - worth % step;
    // What points cannot pay exactly, costs a unit more: 1/10,000 point.
    let points = Points(fits((worth * per_yuan + 99) / 100));
    let worth = Fen(fits(worth));
    let ratio = format!("每 {} 积分抵 ¥1", Points(fits(per_yuan)));
    let step = match calc {
        Calc::Fen => "精确到分",
        Calc::Jiao => "精确到角",
        Calc::Yuan => "只抵整元",
    };
    AsCash {
        points, worth, why: format!("{ratio}，{step}，{capped}：{points} 积分抵 {worth}")
    }
}

fn by_tier(cap: Cap, tiers: &[Tier], budget: Points, payable: Fen) -> AsCash {
    let (limit, capped) = most(cap, payable);
    let within = tiers.iter().filter(|tier| tier.points <= budget && tier.worth <= limit);
    match within.max_by_key(|tier| (tier.worth, std::cmp::Reverse(tier.points))) {
        Some(tier) => {
            let Tier { points, worth } = *tier;
            let why = format!("梯度抵现，{capped}：取能用的最高一档，{points} 积分抵 {worth}");
            AsCash { points, worth, why }
        }
        None => AsCash::nothing(format!("梯度抵现，{capped}：没有够得着的档位")),
    }
}

/// The most points may pay, and why.
fn most(cap: Cap, payable: Fen) -> (Fen, String) {
    let payable = payable.max(Fen::ZERO);
    let (limit, said) = match cap {
        Cap::None => (payable, format!("不超过应付 {payable}")),
        Cap::Share { rate } => {
            let share = i128::from(payable.0) * i128::from(rate) / 10_000;
            let limit = Fen(fits(share));
            (limit, format!("不超过应付 {payable} 的 {}%，即 {limit}", Points(rate * 100)))
        }
        Cap::Amount { amount } => (amount, format!("每单最多抵 {amount}")),
    };
    (limit.min(payable), said)
}

fn fits(wide: i128) -> i64 {
    i64::try_from(wide).unwrap_or(i64::MAX)
}
