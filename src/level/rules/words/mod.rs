//! Levels in a member's words: what they give, how far it is to the next, what ends them. Pure.
mod rule;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use entity::{
    ids::{CategoryId, LevelId},
    values::{Fen, Points, Timestamp},
};

pub use rule::rule;

use super::{
    super::{BalanceStep, Discount, Expiry, FULL, Ladder, Rung, Upgrade},
    rise::{self, is_above},
};
use crate::lang::{self, many, percent_off, say};

/// An amount as a page writes it, in the unit of what the program counts.
pub fn amount(by: Upgrade, units: i64) -> String {
    match by {
        Upgrade::Spend | Upgrade::Recharge => Fen(units).to_string(),
        Upgrade::None | Upgrade::Growth | Upgrade::Points => Points(units).to_string(),
    }
}

/// What the program counts.
fn noun(by: Upgrade) -> &'static str {
    let en = match by {
        Upgrade::None => "",
        Upgrade::Growth => "growth",
        Upgrade::Points => "points",
        Upgrade::Spend => "all purchases",
        Upgrade::Recharge => "all top-ups",
    };
    say(rise::noun(by), en)
}

/// Names of what levels speak of, and by how much each multiplies points.
#[derive(Default)]
pub struct Known {
    pub categories: BTreeMap<CategoryId, String>,
    /// In 1/10,000.
    pub multipliers: BTreeMap<LevelId, i64>,
}

/// `全场 9.5 折`, `积分 2 倍`: a line each. In English `5% off everything`, `2 × points`.
pub fn gives(rung: &Rung, known: &Known) -> Vec<String> {
    let terms = &rung.terms;
    let mut gives = match &terms.discount {
        Discount::All { rate } if *rate == FULL => vec![],
        Discount::All { rate } => vec![say(
            format!("全场 {} 折", tenths(*rate, 1_000)),
            format!("{} everything", percent_off(*rate)),
        )],
        Discount::Categories { rates } => {
            let lower = rates.iter().filter(|named| named.rate < FULL);
            let line = |named: &super::super::CategoryRate| {
                let name = known.categories.get(&named.category)?;
                let folds = tenths(named.rate, 1_000);
                let off = percent_off(named.rate);
                Some(say(format!("{name} {folds} 折"), format!("{off} {name}")))
            };
            lower.filter_map(line).collect()
        }
    };
    let times = known.multipliers.get(&rung.level.id).copied().unwrap_or(FULL);
    if !terms.earns_points {
        gives.push(say("消费不积分", "No points with purchases").to_owned());
    } else if times > FULL {
        gives.push(say!("积分 {} 倍", "{} × points", tenths(times, FULL)));
    }
    if terms.price.is_some() {
        let points = terms.reward.points.filter(|points| *points > Points::ZERO);
        gives.extend(points.map(|points| {
            let en = format!("{} when you buy it", many(points, "point"));
            say(format!("付费开通送 {points} 积分"), en)
        }));
        let coupons = terms.reward.coupons.len();
        let en = || format!("{} when you buy it", many(coupons, "coupon"));
        gives.extend((coupons > 0).then(|| say(format!("付费开通送券 {coupons} 张"), en())));
    }
    gives
}

/// `9500` of `1000` is `9.5`.
fn tenths(rate: i64, one: i64) -> String {
    Points(rate * (Points::ONE.0 / one)).to_string()
}

/// `成长值满 1,000，或付费 ¥99`, `1,000 growth, or ¥99`; empty where nothing brings one there.
pub fn threshold(ladder: &Ladder, rung: &Rung) -> String {
    let by = ladder.program.upgrade;
    let need = rung.terms.thresholds.of(by);
    let ways = [
        need.map(|need| reaches(by, need)),
        rung.terms.price.map(|price| say!("付费 {}", "pay {}", price)),
    ];
    ways.into_iter().flatten().collect::<Vec<_>>().join(say("，或", ", or "))
}

/// `成长值满 1,000`; `1,000 growth`, `¥500 of all purchases`
fn reaches(by: Upgrade, need: i64) -> String {
    let (what, need) = (noun(by), amount(by, need));
    let of = if matches!(by, Upgrade::Spend | Upgrade::Recharge) { " of" } else { "" };
    say(format!("{what}满 {need}"), format!("{need}{of} {what}"))
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
    let pays = || {
        let price = to.terms.price.map(|price| price.to_string());
        price.map(|price| say!("在门店付费 {} 可升级", "Pay {} in a store to get there", price))
    };
    let Some(need) = to.terms.thresholds.of(by) else {
        return (pays().unwrap_or_default(), 0);
    };
    let missing = need.saturating_sub(have);
    let text = match by {
        _ if missing <= 0 => match by {
            Upgrade::Spend => say!(
                "已达到{name}的标准，下次消费后升级",
                "Reached: {name} comes after your next purchase"
            ),
            Upgrade::Recharge => say!(
                "已达到{name}的标准，下次充值后升级",
                "Reached: {name} comes after your next top-up"
            ),
            _ => say!("已达到{name}的标准，即将升级", "Reached: {name} comes soon"),
        },
        Upgrade::Spend => say!("再消费 {} 可升级", "{} more to spend", amount(by, missing)),
        Upgrade::Recharge => say!("再充值 {} 可升级", "{} more to top up", amount(by, missing)),
        Upgrade::Points => say!("再得 {} 积分可升级", "{} more points to go", amount(by, missing)),
        Upgrade::Growth => {
            say!("再得 {} 成长值可升级", "{} more growth to go", amount(by, missing))
        }
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
            let earned = say!(
                "到期第二天，按有效期内获得的{}重新评定",
                "The day after, the {} earned in that time decide",
                noun(by)
            );
            Some(match here.terms.thresholds.of(by) {
                Some(need) => say!(
                    "{earned}：满 {} 保留{name}，不足则改为相应的等级",
                    "{earned}: {} keep {name}, less is the level it reaches",
                    amount(by, need)
                ),
                None => earned,
            })
        }
        Expiry::Recompute => None,
        Expiry::Fixed => {
            let to = ladder.rung(here.terms.falls_to?)?;
            Some(say!("到期第二天，降为{}", "The day after, it becomes {}", to.level.name))
        }
        Expiry::Balance { steps } if ranked => balance(ladder, here, steps),
        Expiry::Balance { .. } => None,
    }
}

fn anniversary(ladder: &Ladder, here: &Rung) -> String {
    let name = &here.level.name;
    let Some(lower) = ladder.below(here) else {
        return say!(
            "{name}是最低等级，不会再降，到期续期一年；过去一年的成长值够升级就升级",
            "{name} is the lowest level and goes on for another year, or rises if the year's growth is \
             enough"
        );
    };
    let standard = match here.terms.thresholds.growth {
        Some(need) => {
            say!("过去一年的成长值满 {}", "With {} growth in the past year", need)
        }
        None => {
            say!("过去一年的成长值达到{name}的标准", "With the growth of {name} in the past year")
        }
    };
    let lower = &lower.level.name;
    say!(
        "到期时{standard}，续期一年；没有满但这一年有消费，也顺延一年；都没有，降一级为{lower}",
        "{standard} it goes on for a year; without, but with a purchase in that year, too; otherwise it \
         becomes {lower}"
    )
}

/// The steps from the highest down; what keeps the level is told once.
fn balance(ladder: &Ladder, here: &Rung, steps: &[BalanceStep]) -> Option<String> {
    let keeps = |rung: &Rung| rung.level.id == here.level.id || is_above(rung, here);
    let known = steps.iter().filter_map(|step| Some((step.at_least, ladder.rung(step.level)?)));
    let (kept, lower): (Vec<_>, Vec<_>) = known.partition(|(_, rung)| keeps(rung));
    let keep = kept.iter().map(|(least, _)| *least).min();
    let name = &here.level.name;
    let keep = keep.map(|least| say!("{least} 起保留{name}", "from {least} on it stays {name}"));
    let falls = lower.iter().rev().map(|(least, rung)| {
        say!("{} 起降为{}", "from {} on it becomes {}", least, rung.level.name)
    });
    let outcomes: Vec<_> = keep.into_iter().chain(falls).collect();
    let outcomes = outcomes.join(say("，", ", "));
    (!outcomes.is_empty()).then(|| {
        say!("到期第二天，看储值余额：{}", "The day after, stored value decides: {}", outcomes)
    })
}

/// `明天起升为金卡`
pub fn promised(here: &Rung, to: &Rung, at: Timestamp, now: Timestamp) -> String {
    let tomorrow = at == now.midnight_in(1);
    let day = if tomorrow { say("明天", "tomorrow").to_owned() } else { lang::day(at, now) };
    let verb =
        if is_above(to, here) { say("升为", "Rises to") } else { say("变为", "Becomes") };
    let name = &to.level.name;
    let preposition = if tomorrow { "" } else { "on " };
    say(format!("{day}起{verb}{name}"), format!("{verb} {name} {preposition}{day}"))
}
