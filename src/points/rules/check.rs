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

/// As [`check`], of a store's own copy. A card's points are of all stores, so whether they end with
/// the year is for headquarters to say.
pub fn check_copy(program: &Program) -> Result<(), PointsRefusal> {
    require(
        !program.yearly_clear,
        "yearly_clear",
        "年度清零由总部统一设置，门店的规则里不能单独设",
    )?;
    check(program)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::points::{Calc, Days, Multipliers, Tier, Times};

    fn at(text: &str) -> Timestamp {
        serde_json::from_str(&format!("\"{text}\"")).unwrap()
    }

    #[test]
    fn the_office_is_warned_in_the_last_days_of_the_year_golden_7_clr_02() {
        for (now, warned) in [
            ("2026-12-15T23:59:59.999+08:00", false),
            ("2026-12-16T00:00:00+08:00", true),
            ("2026-12-31T23:59:59.999+08:00", true),
            ("2027-01-01T00:00:00+08:00", false),
        ] {
            assert_eq!(warns(at(now)), warned, "{now}");
        }
    }

    #[test]
    fn a_year_is_cleared_when_it_has_begun_golden_7_clr_01() {
        let begins = at("2027-01-01T00:00:00+08:00");
        assert_eq!(clearing(begins.plus_ms(-1)), None);
        assert_eq!(clearing(begins), Some((2027, begins)));
        assert_eq!(clearing(at("2027-01-31T12:00:00+08:00")), Some((2027, begins)));
        assert_eq!(clearing(at("2027-02-01T00:00:00+08:00")), None);
    }

    fn refused(no: Result<(), PointsRefusal>) -> &'static str {
        match no {
            Err(PointsRefusal::ProgramInvalid { field, .. }) => field,
            _ => "fine",
        }
    }

    #[test]
    fn a_program_that_cannot_be_is_refused_by_the_field() {
        let house = Program::default();
        let birthday = |rate| Program {
            multipliers: Multipliers { birthday: Some(rate), ..Multipliers::default() },
            ..Program::default()
        };
        let holiday = |days| Program {
            multipliers: Multipliers {
                holidays: vec![Season { name: "节".to_owned(), days, rate: 20_000 }],
                ..Multipliers::default()
            },
            ..Program::default()
        };
        for (program, field) in [
            (house.clone(), "fine"),
            (Program { fen_per_point: None, ..house.clone() }, "fine"),
            (Program { fen_per_point: Some(Fen(0)), ..house.clone() }, "fen_per_point"),
            (Program { pending_days: 366, ..house.clone() }, "pending_days"),
            (Program { expiry: Expiry::Months { months: 0 }, ..house.clone() }, "expiry.months"),
            (birthday(30_000), "fine"),
            (birthday(10_000), "multipliers.birthday"),
            (birthday(i64::MAX), "multipliers.birthday"),
            (holiday(Days::Yearly { month: 2, day: 29 }), "fine"),
            (holiday(Days::Yearly { month: 2, day: 30 }), "multipliers.holidays"),
            (holiday(Days::Weekdays { days: vec![8] }), "multipliers.holidays"),
            (holiday(Days::MonthDays { days: vec![] }), "multipliers.holidays"),
        ] {
            assert_eq!(refused(check(&program)), field, "{program:?}");
        }
    }

    #[test]
    fn steps_that_do_not_rise_are_refused() {
        let ratio = |points| Way::Ratio { points_per_yuan: Points(points), calc: Calc::Fen };
        let step = |points, fen| Tier { points: Points(points), worth: Fen(fen) };
        let with = |way| Redeem { way, ..Redeem::default() };
        let days = Days::MonthDays { days: vec![32] };
        for (redeem, field) in [
            (Redeem::default(), "fine"),
            (with(ratio(1)), "fine"),
            (with(ratio(0)), "way.points_per_yuan"),
            (with(Way::Tiers { tiers: vec![] }), "way.tiers"),
            (with(Way::Tiers { tiers: vec![step(1, 1), step(2, 3)] }), "fine"),
            (with(Way::Tiers { tiers: vec![step(1, 1), step(2, 1)] }), "way.tiers"),
            (Redeem { cap: Cap::Share { rate: 10_001 }, ..with(ratio(1)) }, "cap.rate"),
            (Redeem { times: Times(vec![days]), ..with(ratio(1)) }, "times"),
        ] {
            assert_eq!(refused(check_redeem(&redeem)), field, "{redeem:?}");
        }
    }
}
