//! What a sale earns (PTS-01 to PTS-06, PTS-16).
use std::collections::BTreeMap;

use entity::values::{Fen, Points, Timestamp};

use super::{
    earned::{Bought, Component, Earned, LineEarned, Occasion, Source, units},
    program::{Earning, Program, Season},
    which::{beaten, how, rule},
};

/// ×1.
const ONE: i64 = 10_000;

/// What a member earns by a sale (PTS-01 to PTS-06, PTS-16).
pub fn earn(program: &Program, bought: &[Bought], who: &Occasion) -> Earned {
    let lines = lines(program, bought, who);
    let base: i64 = lines.iter().map(|line| line.points.0).sum();
    let mut parts = vec![Component {
        source: Source::Base,
        points: Points(base),
        why: format!("基础积分 {} 分，退货时收回", Points(base)),
    }];
    parts.extend(extras(program, base, who));
    let rounding = if program.round { round(&mut parts) } else { None };
    parts.retain(|part| part.points.0 != 0);
    let (growth, growth_why) = growth(program, bought);
    Earned { components: parts, lines, rounding, growth, growth_why }
}

/// Lines that share a rate share its remainder, so that no split of an order into lines earns
/// more or less than the whole (E12).
fn lines(program: &Program, bought: &[Bought], who: &Occasion) -> Vec<LineEarned> {
    let mut spent: BTreeMap<i64, i128> = BTreeMap::new();
    let mut earned = |line: &Bought| match rule(program, line, who) {
        Err(why) => LineEarned { line: line.line, points: Points::ZERO, why: why.to_owned() },
        Ok((rule, earning)) => {
            let points = match earning {
                Earning::Spend { fen_per_point } => {
                    let so_far = spent.entry(fen_per_point.0).or_default();
                    let before = per(*so_far, fen_per_point);
                    *so_far += i128::from(line.paid.0);
                    Points(per(*so_far, fen_per_point).0 - before.0)
                }
                Earning::Fixed { points } => {
                    units(i128::from(points.0) * i128::from(line.quantity) / 1000)
                }
                Earning::PriceShare { rate } => {
                    units(i128::from(line.list.0) * i128::from(rate) / 100)
                }
            };
            let why = format!(
                "{rule}：{}，得 {points} 分{}",
                how(earning, line),
                beaten(program, line, rule)
            );
            LineEarned { line: line.line, points, why }
        }
    };
    bought.iter().map(&mut earned).collect()
}

/// What multipliers add to the base (PTS-05).
fn extras(program: &Program, base: i64, who: &Occasion) -> Vec<Component> {
    let all = &program.multipliers;
    let level = all.levels.iter().find(|rate| rate.level == who.level);
    let birthday = all.birthday.filter(|_| who.birthday);
    let named = [
        (Source::Level, level.map(|rate| ("会员等级".to_owned(), rate.rate))),
        (Source::Birthday, birthday.map(|rate| ("会员生日".to_owned(), rate))),
        (Source::Holiday, season("特殊节日", &all.holidays, who.at)),
        (Source::Period, season("指定周期", &all.periods, who.at)),
    ];
    let part = |(source, rate): (Source, Option<(String, i64)>)| {
        let (name, rate) = rate?;
        let more = i128::from(base) * i128::from(rate - ONE) / i128::from(ONE);
        let points = units(more);
        let back = if source.refundable() { "收回" } else { "不收回" };
        let why = format!(
            "{name} ×{}：在基础 {} 分上多得 {points} 分，退货时{back}",
            Points(rate),
            Points(base)
        );
        Some(Component { source, points, why })
    };
    named.into_iter().filter_map(part).collect()
}

/// The largest of a day, and which it beat.
fn season(kind: &str, seasons: &[Season], at: Timestamp) -> Option<(String, i64)> {
    let mut today: Vec<_> =
        seasons.iter().filter(|season| season.days.include(at.date())).collect();
    today.sort_by_key(|season| std::cmp::Reverse(season.rate));
    let (best, others) = today.split_first()?;
    let others: Vec<_> = others.iter().map(|season| season.name.as_str()).collect();
    let beat = match others.as_slice() {
        [] => String::new(),
        others => format!("，取最高，不与{}叠加", others.join("、")),
    };
    Some((format!("{kind}（{}{beat}）", best.name), best.rate))
}

/// Down to whole points, once: the running sum is rounded, and each part is what it adds to that.
fn round(parts: &mut [Component]) -> Option<String> {
    let (mut exact, mut whole) = (0, 0);
    for part in parts {
        exact += part.points.0;
        let so_far = exact - exact % Points::ONE.0;
        part.points = Points(so_far - whole);
        whole = so_far;
    }
    (exact != whole).then(|| {
        format!("积分取整：{} 分舍去小数为 {} 分，每单只取整一次", Points(exact), Points(whole))
    })
}

fn growth(program: &Program, bought: &[Bought]) -> (Points, String) {
    let Some(fen_per_growth) = program.growth.fen_per_growth else {
        return (Points::ZERO, "消费不计成长值".to_owned());
    };
    let paid: i128 = bought.iter().map(|line| i128::from(line.paid.0)).sum();
    let exact = per(paid, fen_per_growth);
    let growth = if program.round { Points(exact.0 - exact.0 % Points::ONE.0) } else { exact };
    let paid = Fen(i64::try_from(paid).unwrap_or(i64::MAX));
    (growth, format!("实付 {paid}，每 {fen_per_growth} 得 1 成长值，共 {growth}"))
}

/// One point for so much money, to 1/10,000, rounded down.
fn per(fen: i128, fen_per_point: Fen) -> Points {
    units(fen * i128::from(Points::ONE.0) / i128::from(fen_per_point.0.max(1)))
}

#[cfg(test)]
mod tests {
    use entity::ids::{CategoryId, GoodsId, LevelId};
    use ulid::Ulid;

    use super::*;
    use crate::points::{CategoryRule, Days, GoodsRule, LevelRate};

    /// 2026-11-22, a Sunday.
    const NOW: Timestamp = Timestamp(1_795_320_000_000);

    fn id<T: From<Ulid>>(n: u128) -> T {
        Ulid::from(n).into()
    }

    fn line(fen: i64) -> Bought {
        Bought {
            line: 1,
            goods: Some(id(1)),
            category: Some(id(1)),
            quantity: 1000,
            list: Fen(fen),
            paid: Fen(fen),
            promotion: false,
            member_priced: false,
            no_code: false,
            activity: false,
        }
    }

    fn who() -> Occasion {
        Occasion { level: id::<LevelId>(1), earns: true, birthday: false, at: NOW }
    }

    fn points(program: &Program, bought: &[Bought]) -> String {
        earn(program, bought, &who()).total().to_string()
    }

    #[test]
    fn one_yuan_is_one_point_golden_1_pts_01() {
        let house = Program::default();
        for (fen, earned) in [(10_000, "100"), (2_990, "29.9"), (1, "0.01"), (0, "0")] {
            assert_eq!(points(&house, &[line(fen)]), earned, "{fen} fen");
        }
        let ten = Program { fen_per_point: Some(Fen(1_000)), ..Program::default() };
        assert_eq!(points(&ten, &[line(2_500)]), "2.5");
        let off = Program { fen_per_point: None, ..Program::default() };
        assert_eq!(points(&off, &[line(2_500)]), "0");
    }

    #[test]
    fn goods_earn_by_money_by_piece_or_by_price_pts_02() {
        for (earning, earned) in [
            (Earning::Spend { fen_per_point: Fen(200) }, "20"),
            (Earning::Fixed { points: Points(50_000) }, "12.5"),
            (Earning::PriceShare { rate: 1_000 }, "5"),
        ] {
            let rule = CategoryRule { category: id::<CategoryId>(1), earning };
            let program = Program { categories: vec![rule], ..Program::default() };
            let bought = Bought { quantity: 2_500, list: Fen(5_000), ..line(4_000) };
            assert_eq!(points(&program, &[bought]), earned, "{earning:?}");
        }
    }

    #[test]
    fn special_goods_go_before_goods_and_goods_before_spending_pts_03() {
        let fixed = |points: i64| Earning::Fixed { points: Points(points * 10_000) };
        let program = Program {
            goods: vec![GoodsRule { goods: id::<GoodsId>(1), earning: fixed(7) }],
            categories: vec![CategoryRule { category: id::<CategoryId>(1), earning: fixed(5) }],
            ..Program::default()
        };
        let other = |goods, category| Bought {
            goods: Some(id(goods)),
            category: Some(id(category)),
            ..line(1_200)
        };
        for (bought, earned, why) in [
            (
                other(1, 1),
                "7",
                "特殊商品积分：每件 7 分 × 1，得 7 分（优先于商品积分、消费金额积分）",
            ),
            (other(2, 1), "5", "商品积分：每件 5 分 × 1，得 5 分（优先于消费金额积分）"),
            (other(2, 2), "12", "消费金额积分：实付 ¥12，每 ¥1 积 1 分，得 12 分"),
        ] {
            let told = earn(&program, &[bought], &who());
            assert_eq!(
                (told.total().to_string().as_str(), told.lines[0].why.as_str()),
                (earned, why)
            );
        }
    }

    /// Turns a switch off; makes a line one that it is about.
    type Kind = (fn(&mut Program), fn(&mut Bought));

    #[test]
    fn each_switch_bars_its_own_goods_and_no_other_pts_04() {
        let kinds: [Kind; 4] = [
            (|program| program.no_code = false, |line| line.no_code = true),
            (|program| program.promotion = false, |line| line.promotion = true),
            (|program| program.activity = false, |line| line.activity = true),
            (|program| program.member_price = false, |line| line.member_priced = true),
        ];
        for (off, (switch, _)) in kinds.iter().enumerate() {
            let mut program = Program::default();
            switch(&mut program);
            for (kind, (_, mark)) in kinds.iter().enumerate() {
                let mut bought = line(100);
                mark(&mut bought);
                let earned = if kind == off { "0" } else { "1" };
                assert_eq!(points(&program, &[bought]), earned, "{off} {kind}");
            }
            assert_eq!(points(&program, &[line(100)]), "1", "{off}");
        }
        let no_points = Occasion { earns: false, ..who() };
        let told = earn(&Program::default(), &[line(100)], &no_points);
        assert_eq!((told.total(), told.growth), (Points::ZERO, Points::ONE), "(LVL-04)");
    }

    fn busy_day() -> Program {
        let season = |name: &str, rate, days| Season { name: name.to_owned(), days, rate };
        let mut program = Program::default();
        let many = &mut program.multipliers;
        many.levels = vec![LevelRate { level: id(1), rate: 20_000 }];
        many.birthday = Some(30_000);
        many.holidays = vec![
            season("店庆", 15_000, Days::Yearly { month: 11, day: 22 }),
            season("感恩节", 25_000, Days::Yearly { month: 11, day: 22 }),
            season("国庆", 50_000, Days::Yearly { month: 10, day: 1 }),
        ];
        many.periods = vec![season("周日", 12_000, Days::Weekdays { days: vec![7] })];
        program
    }

    #[test]
    fn multipliers_add_to_the_base_and_stay_apart_pts_05() {
        let birthday = Occasion { birthday: true, ..who() };
        let told = earn(&busy_day(), &[line(10_000)], &birthday);
        let parts: Vec<_> =
            told.components.iter().map(|part| (part.source, part.points.to_string())).collect();
        let expected = [
            (Source::Base, "100"),
            (Source::Level, "100"),
            (Source::Birthday, "200"),
            (Source::Holiday, "150"),
            (Source::Period, "20"),
        ];
        assert_eq!(parts, expected.map(|(source, points)| (source, points.to_owned())));
        let why = "特殊节日（感恩节，取最高，不与店庆叠加） ×2.5：在基础 100 分上多得 150 分，退货时不收回";
        assert_eq!(told.components[3].why, why);
        assert_eq!(told.refundable().to_string(), "200");
    }

    /// fuint looks at the first of several ranges only.
    #[test]
    fn each_of_several_ranges_of_days_counts_p38() {
        let date = |month, day| chrono::NaiveDate::from_ymd_opt(2026, month, day).expect("a day");
        let mut program = Program::default();
        program.multipliers.holidays = [(1, 1, 3), (5, 1, 5), (10, 1, 7)]
            .map(|(month, from, until)| Season {
                name: format!("{month} 月"),
                days: Days::Dates { from: date(month, from), until: date(month, until) },
                rate: 20_000,
            })
            .to_vec();
        for (month, day, earned) in [
            (1, 3, "200"),
            (1, 4, "100"),
            (4, 30, "100"),
            (5, 1, "200"),
            (5, 6, "100"),
            (10, 7, "200"),
            (10, 8, "100"),
        ] {
            let then = Occasion { at: Timestamp::start_of(date(month, day)), ..who() };
            let told = earn(&program, &[line(10_000)], &then);
            assert_eq!(told.total().to_string(), earned, "{month}-{day}");
        }
    }

    #[test]
    fn an_order_is_rounded_once_and_down_pts_16_p22() {
        let whole = Program { round: true, ..busy_day() };
        let birthday = Occasion { birthday: true, ..who() };
        for (lines, earned) in [(vec![199], "11"), (vec![99, 99, 1], "11"), (vec![17], "0")] {
            let bought: Vec<_> = lines.iter().map(|fen| line(*fen)).collect();
            let told = earn(&whole, &bought, &birthday);
            // 1.99 × (1 + 1 + 2 + 1.5 + 0.2) = 11.343
            assert_eq!(told.total().to_string(), earned, "{lines:?}");
            let parts: i64 = told.components.iter().map(|part| part.points.0).sum();
            assert_eq!(parts % Points::ONE.0, 0, "parts are whole points, too");
            assert!(told.rounding.is_some());
        }
        let told = earn(&Program { round: true, ..Program::default() }, &[line(1_290)], &who());
        let why = told.rounding.as_deref();
        assert_eq!(why, Some("积分取整：12.9 分舍去小数为 12 分，每单只取整一次"));
    }

    #[test]
    fn no_split_of_an_order_earns_more_e12() {
        let (mut seed, mut orders) = (7_u64, 0);
        let mut random = |below: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        while orders < 2_000 {
            orders += 1;
            let program = Program {
                fen_per_point: Some(Fen(random(1_000) as i64 + 1)),
                round: random(2) == 0,
                ..busy_day()
            };
            let fen: Vec<i64> = (0..=random(8)).map(|_| random(100_000) as i64 + 1).collect();
            let split: Vec<_> = fen.iter().map(|fen| line(*fen)).collect();
            let whole = earn(&program, &[line(fen.iter().sum())], &who());
            let by_line = earn(&program, &split, &who());
            assert_eq!(by_line.total(), whole.total(), "lines of one order");
            let by_receipt: i64 = split
                .iter()
                .map(|one| earn(&program, std::slice::from_ref(one), &who()).total().0)
                .sum();
            let lost = whole.total().0 - by_receipt;
            let receipts = split.len() as i64;
            assert!((0..receipts * Points::ONE.0).contains(&lost), "{lost} in {receipts} receipts");
        }
    }

    #[test]
    fn amounts_at_the_edge_do_not_overflow_e24() {
        let dear = Program { fen_per_point: Some(Fen(1)), ..busy_day() };
        let bought: Vec<_> = (0..100).map(|_| line(Fen::CAP.0)).collect();
        let told = earn(&dear, &bought, &who());
        assert!(told.total() >= Points::CAP, "the ledger refuses what is above");
    }
}
