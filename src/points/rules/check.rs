//! When a year's points end, and what an office may write into a program.
use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use entity::values::{Fen, Points, Timestamp};

use super::{
    PointsRefusal,
    program::{Earning, Expiry, Program, Season},
    redeem::{Cap, Redeem, Way},
};

/// Rules of one kind in one program.
const MANY: usize = 200;
/// ×10, in 1/10,000.
const LARGEST_RATE: i64 = 100_000;

/// In January: the year that has begun, and its first moment.
pub fn clearing(now: Timestamp) -> Option<(i32, Timestamp)> {
    let today = now.date();
    let first = NaiveDate::from_ymd_opt(today.year(), 1, 1)?;
    (today.month() == 1).then(|| (today.year(), Timestamp::start_of(first)))
}

/// From 16 December to 31 December (CLR-02).
pub fn warns(now: Timestamp) -> bool {
    let today = now.date();
    today.month() == 12 && today.day() >= 16
}

/// Whether a points program can be kept, or what is wrong with it.
pub fn check(program: &Program) -> Result<(), PointsRefusal> {
    money(program.fen_per_point, "fen_per_point")?;
    money(program.growth.fen_per_growth, "growth.fen_per_growth")?;
    for rule in &program.categories {
        earning(rule.earning, "categories")?;
    }
    for rule in &program.goods {
        earning(rule.earning, "goods")?;
    }
    let many = &program.multipliers;
    once(program.categories.iter().map(|rule| rule.category), "categories")?;
    once(program.goods.iter().map(|rule| rule.goods), "goods")?;
    once(many.levels.iter().map(|rate| rate.level), "multipliers.levels")?;
    for level in &many.levels {
        rate(level.rate, "multipliers.levels")?;
    }
    many.birthday.map_or(Ok(()), |times| rate(times, "multipliers.birthday"))?;
    seasons(&many.holidays, "multipliers.holidays")?;
    seasons(&many.periods, "multipliers.periods")?;
    require(program.pending_days <= 365, "pending_days", "最多 365 天")?;
    match program.expiry {
        Expiry::Months { months } => {
            require((1..=120).contains(&months), "expiry.months", "1 到 120 个月")
        }
        Expiry::Never => Ok(()),
    }
}

/// Whether points may pay like this, or what is wrong with it.
pub fn check_redeem(redeem: &Redeem) -> Result<(), PointsRefusal> {
    match &redeem.way {
        Way::Off => {}
        Way::Ratio { points_per_yuan, .. } => {
            let fine = (1..=Points::CAP.0).contains(&points_per_yuan.0);
            require(fine, "way.points_per_yuan", "积分必须大于 0")?;
        }
        Way::Tiers { tiers } => {
            require((1..=MANY).contains(&tiers.len()), "way.tiers", "至少一档，最多 200 档")?;
            let fine = |points: Points, worth: Fen| {
                (1..=Points::CAP.0).contains(&points.0) && (1..=Fen::CAP.0).contains(&worth.0)
            };
            let all = tiers.iter().all(|tier| fine(tier.points, tier.worth));
            require(all, "way.tiers", "积分和金额必须大于 0")?;
            let rising = tiers
                .windows(2)
                .all(|two| two[0].points < two[1].points && two[0].worth < two[1].worth);
            require(rising, "way.tiers", "积分越多，抵扣金额必须越大，从小到大填写")?;
        }
    }
    match redeem.cap {
        Cap::None => {}
        Cap::Share { rate } => {
            require((1..=10_000).contains(&rate), "cap.rate", "必须在 0 到 100% 之间")?;
        }
        Cap::Amount { amount } => money(Some(amount), "cap.amount")?,
    }
    require(redeem.times.0.len() <= MANY, "times", "最多 200 条")?;
    redeem.times.0.iter().try_for_each(|days| days.check("times"))
}

fn require(fine: bool, field: &'static str, why: &'static str) -> Result<(), PointsRefusal> {
    if fine { Ok(()) } else { Err(PointsRefusal::ProgramInvalid { field, why }) }
}

fn money(fen: Option<Fen>, field: &'static str) -> Result<(), PointsRefusal> {
    let fine = fen.is_none_or(|fen| (1..=Fen::CAP.0).contains(&fen.0));
    require(fine, field, "金额必须大于 0")
}

fn rate(rate: i64, field: &'static str) -> Result<(), PointsRefusal> {
    let fine = rate > 10_000 && rate <= LARGEST_RATE;
    require(fine, field, "倍数必须大于 1 倍，最多 10 倍")
}

fn earning(earning: Earning, field: &'static str) -> Result<(), PointsRefusal> {
    match earning {
        Earning::Spend { fen_per_point } => money(Some(fen_per_point), field),
        Earning::Fixed { points } => {
            require((0..=Points::CAP.0).contains(&points.0), field, "固定积分不能小于 0")
        }
        Earning::PriceShare { rate } => {
            require((0..=LARGEST_RATE).contains(&rate), field, "百分比必须在 0 到 1000% 之间")
        }
    }
}

fn seasons(seasons: &[Season], field: &'static str) -> Result<(), PointsRefusal> {
    require(seasons.len() <= MANY, field, "最多 200 条")?;
    for season in seasons {
        let named = (1..=20).contains(&season.name.chars().count());
        require(named, field, "名称 1 到 20 个字")?;
        rate(season.rate, field)?;
        season.days.check(field)?;
    }
    Ok(())
}

fn once<T: std::hash::Hash + Eq>(
    named: impl ExactSizeIterator<Item = T>,
    field: &'static str,
) -> Result<(), PointsRefusal> {
    require(named.len() <= MANY, field, "最多 200 条")?;
    let mut seen = HashSet::new();
    let mut named = named;
    require(named.all(|one| seen.insert(one)), field, "同一项只能设置一次")
}
