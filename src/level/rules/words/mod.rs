//! Levels in a member's words: what they give, how far it is to the next, what ends them. Pure.
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use entity::{
    ids::{CategoryId, LevelId},
    values::{Fen, Points, Timestamp},
};

use super::{
    super::{BalanceStep, Discount, Expiry, FULL, Ladder, Rung, Upgrade},
    rise::{is_above, noun},
};

/// An amount as a page writes it, in the unit of what the program counts.
pub fn amount(by: Upgrade, units: i64) -> String {
    match by {
        Upgrade::Spend | Upgrade::Recharge => Fen(units).brief(),
        Upgrade::None | Upgrade::Growth | Upgrade::Points => Points(units).grouped(),
    }
}

/// Names of what levels speak of, and by how much each multiplies points.
#[derive(Default)]
pub struct Known {
    pub categories: BTreeMap<CategoryId, String>,
    /// In 1/10,000.
    pub multipliers: BTreeMap<LevelId, i64>,
}

/// `全场 9.5 折`, `积分 2 倍`: a line each.
pub fn gives(rung: &Rung, known: &Known) -> Vec<String> {
    let terms = &rung.terms;
    let mut gives = match &terms.discount {
        Discount::All { rate } if *rate == FULL => vec![],
        Discount::All { rate } => vec![format!("全场 {} 折", tenths(*rate, 1_000))],
        Discount::Categories { rates } => {
            let lower = rates.iter().filter(|named| named.rate < FULL);
            let line = |named: &super::super::CategoryRate| {
                let name = known.categories.get(&named.category)?;
                Some(format!("{name} {} 折", tenths(named.rate, 1_000)))
            };
            lower.filter_map(line).collect()
        }
    };
    let times = known.multipliers.get(&rung.level.id).copied().unwrap_or(FULL);
    if !terms.earns_points {
        gives.push("消费不积分".to_owned());
    } else if times > FULL {
        gives.push(format!("积分 {} 倍", tenths(times, FULL)));
    }
    if terms.price.is_some() {
        let points = terms.reward.points.filter(|points| *points > Points::ZERO);
        gives.extend(points.map(|points| format!("付费开通送 {} 积分", points.grouped())));
        let coupons = terms.reward.coupons.len();
        gives.extend((coupons > 0).then(|| format!("付费开通送券 {coupons} 张")));
    }
    gives
}

/// `9500` of `1000` is `9.5`.
fn tenths(rate: i64, one: i64) -> String {
    Points(rate * (Points::ONE.0 / one)).to_string()
}

/// `成长值满 1,000，或付费 ¥99`; empty where nothing brings one there.
pub fn threshold(ladder: &Ladder, rung: &Rung) -> String {
    let by = ladder.program.upgrade;
    let need = rung.terms.thresholds.of(by);
    let ways = [
        need.map(|need| format!("{}满 {}", noun(by), amount(by, need))),
        rung.terms.price.map(|price| format!("付费 {}", price.brief())),
    ];
    ways.into_iter().flatten().collect::<Vec<_>>().join("，或")
}

/// The next level above this one that somebody can come to, and how.
pub fn next<'a>(ladder: &'a Ladder, here: &Rung) -> Option<&'a Rung> {
    let by = ladder.program.upgrade;
    let open = |rung: &&Rung| {
        is_above(rung, here)
            && (rung.terms.thresholds.of(by).is_some() || rung.terms.price.is_some())
    };
    ladder.steps().find(open)
}

/// What is missing, and how much of the way is done, in 1/1000.
pub fn needs(ladder: &Ladder, to: &Rung, have: i64) -> (String, u16) {
    let (by, name) = (ladder.program.upgrade, &to.level.name);
    let pays = || to.terms.price.map(|price| format!("在门店付费 {} 可升级", price.brief()));
    let Some(need) = to.terms.thresholds.of(by) else {
        return (pays().unwrap_or_default(), 0);
    };
    let missing = need.saturating_sub(have);
    let text = match by {
        _ if missing <= 0 => match by {
            Upgrade::Spend => format!("已达到{name}的标准，下次消费后升级"),
            Upgrade::Recharge => format!("已达到{name}的标准，下次充值后升级"),
            _ => format!("已达到{name}的标准，即将升级"),
        },
        Upgrade::Spend => format!("再消费 {} 可升级", amount(by, missing)),
        Upgrade::Recharge => format!("再充值 {} 可升级", amount(by, missing)),
        Upgrade::Points => format!("再得 {} 积分可升级", amount(by, missing)),
        Upgrade::Growth => format!("再得 {} 成长值可升级", amount(by, missing)),
        Upgrade::None => String::new(),
    };
    let permille = match need {
        ..=0 => 1_000,
        need => (i128::from(have.max(0)) * 1_000 / i128::from(need)).min(1_000),
    };
    // Between 0 and 1000.
    (text, permille as u16)
}

/// What happens to this level once its last day is over; none if it lasts.
pub fn after(ladder: &Ladder, here: &Rung) -> Option<String> {
    let by = ladder.program.upgrade;
    let ranked = here.level.rank.is_some();
    let name = &here.level.name;
    match &ladder.program.expiry {
        Expiry::None => None,
        Expiry::AnniversaryStepDown => ranked.then(|| anniversary(ladder, here)),
        Expiry::Recompute if ranked && matches!(by, Upgrade::Growth | Upgrade::Points) => {
            let earned = format!("到期第二天，按有效期内获得的{}重新评定", noun(by));
            Some(match here.terms.thresholds.of(by) {
                Some(need) => {
                    format!("{earned}：满 {} 保留{name}，不足则改为相应的等级", amount(by, need))
                }
                None => earned,
            })
        }
        Expiry::Recompute => None,
        Expiry::Fixed => {
            let to = ladder.rung(here.terms.falls_to?)?;
            Some(format!("到期第二天，降为{}", to.level.name))
        }
        Expiry::Balance { steps } if ranked => balance(ladder, here, steps),
        Expiry::Balance { .. } => None,
    }
}

fn anniversary(ladder: &Ladder, here: &Rung) -> String {
    let name = &here.level.name;
    let Some(lower) = ladder.below(here) else {
        return format!("{name}是最低等级，不会再降，到期续期一年；过去一年的成长值够升级就升级");
    };
    let standard = match here.terms.thresholds.growth {
        Some(need) => format!("过去一年的成长值满 {}", need.grouped()),
        None => format!("过去一年的成长值达到{name}的标准"),
    };
    let lower = &lower.level.name;
    format!("到期时{standard}，续期一年；没有满但这一年有消费，也顺延一年；都没有，降一级为{lower}")
}

/// The steps from the highest down; what keeps the level is told once.
fn balance(ladder: &Ladder, here: &Rung, steps: &[BalanceStep]) -> Option<String> {
    let keeps = |rung: &Rung| rung.level.id == here.level.id || is_above(rung, here);
    let known = steps.iter().filter_map(|step| Some((step.at_least, ladder.rung(step.level)?)));
    let (kept, lower): (Vec<_>, Vec<_>) = known.partition(|(_, rung)| keeps(rung));
    let keep = kept.iter().map(|(least, _)| *least).min();
    let keep = keep.map(|least| format!("{} 起保留{}", least.brief(), here.level.name));
    let falls = lower
        .iter()
        .rev()
        .map(|(least, rung)| format!("{} 起降为{}", least.brief(), rung.level.name));
    let outcomes: Vec<_> = keep.into_iter().chain(falls).collect();
    (!outcomes.is_empty()).then(|| format!("到期第二天，看储值余额：{}", outcomes.join("，")))
}

/// How levels rise and fall here, in general.
pub fn rule(ladder: &Ladder) -> String {
    let by = ladder.program.upgrade;
    let sold = ladder.steps().any(|rung| rung.terms.price.is_some());
    let rise = match by {
        Upgrade::None if sold => "在门店付费升级。",
        Upgrade::None => "等级由门店设定。",
        Upgrade::Growth => "成长值达到标准立即升级，升级后成长值从零重新累计。",
        Upgrade::Points => "积分达到标准，第二天升级，积分不减少。",
        Upgrade::Spend => "累计消费达到标准，第二天升级；退款从累计中扣除。",
        Upgrade::Recharge => "累计充值达到标准，第二天升级；退款从累计中扣除。",
    };
    let or_paid =
        if sold && by != Upgrade::None { "也可以在门店付费升级。" } else { "" };
    let fall = match &ladder.program.expiry {
        Expiry::AnniversaryStepDown => {
            "等级有效期一年。到期时看过去一年：成长值达到标准就续期或升级；没有达到但有消费，顺延一年；\
             都没有，降一级，最低等级不再下降。"
        }
        Expiry::Recompute if matches!(by, Upgrade::Growth | Upgrade::Points) => {
            "有有效期的等级，到期第二天按有效期内获得的数量重新评定。"
        }
        Expiry::Fixed => "有有效期的等级，到期第二天降为指定的等级。",
        Expiry::Balance { .. } => "有有效期的等级，到期第二天按储值余额评定，只降不升。",
        Expiry::None | Expiry::Recompute => "等级长期有效。",
    };
    [rise, or_paid, fall].concat()
}

/// `明天起升为金卡`
pub fn promised(here: &Rung, to: &Rung, at: Timestamp, now: Timestamp) -> String {
    let day = if at == now.midnight_in(1) { "明天".to_owned() } else { at.day_said(now) };
    let verb = if is_above(to, here) { "升为" } else { "变为" };
    format!("{day}起{verb}{}", to.level.name)
}
