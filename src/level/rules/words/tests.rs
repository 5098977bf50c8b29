use entity::ids::CategoryId;
use ulid::Ulid;

use super::{super::samples::*, *};
use crate::{
    lang::tests::in_english,
    level::{CategoryRate, Program, Terms, rules::dates},
};

fn rung(ladder: &Ladder, n: u128) -> &Rung {
    ladder.rung(id(n)).expect("a sample")
}

/// The sample's ladder with a price for 金卡.
fn sold(expiry: Expiry, upgrade: Upgrade) -> Ladder {
    let plain = ladder(expiry, upgrade);
    let mut gold = rung(&plain, 3).clone();
    gold.terms.price = Some(Fen(9_900));
    plain.with(gold)
}

#[test]
fn how_far_it_is_to_the_next_level_is_said_in_what_the_program_counts_lvl_06() {
    let point = Points::ONE.0;
    for (by, here, have, text, permille) in [
        (Upgrade::Growth, 1, 0, "再得 1,000 成长值可升级", 0),
        (Upgrade::Growth, 1, 720 * point, "再得 280 成长值可升级", 720),
        (Upgrade::Points, 2, 1_500 * point + 5_000, "再得 1,499.5 积分可升级", 500),
        (Upgrade::Spend, 1, 72_000, "再消费 ¥280 可升级", 720),
        (Upgrade::Spend, 1, 99_950, "再消费 ¥0.50 可升级", 999),
        (Upgrade::Spend, 1, -100, "再消费 ¥1,001 可升级", 0),
        (Upgrade::Growth, 1, -300 * point, "再得 1,300 成长值可升级", 0),
        (Upgrade::Recharge, 2, 100_000, "再充值 ¥2,000 可升级", 333),
        (Upgrade::Recharge, 2, 300_000, "已达到金卡的标准，下次充值后升级", 1_000),
        (Upgrade::Spend, 2, 900_000, "已达到金卡的标准，下次消费后升级", 1_000),
        (Upgrade::Growth, 2, 3_000 * point, "已达到金卡的标准，即将升级", 1_000),
    ] {
        let ladder = ladder(Expiry::None, by);
        let to = next(&ladder, rung(&ladder, here)).expect("a step above");
        assert_eq!(needs(&ladder, to, have), (text.to_owned(), permille), "{by:?} {here} {have}");
    }
    let by_price = sold(Expiry::None, Upgrade::None);
    let to = next(&by_price, rung(&by_price, 1)).expect("what is sold");
    let text = "在门店付费 ¥99 可升级".to_owned();
    assert_eq!((to.level.id, needs(&by_price, to, 0)), (id(3), (text, 0)));
    for (ladder, here) in [
        (ladder(Expiry::None, Upgrade::None), 1),
        (ladder(Expiry::None, Upgrade::Growth), 3),
        (ladder(Expiry::None, Upgrade::Growth), 9),
    ] {
        assert!(next(&ladder, rung(&ladder, here)).is_none(), "{here}");
    }
}

/// What ends a level, as the rung of this number sees it, and what ends is told of.
fn ends_as(rows: &[(Expiry, Upgrade, u128, Option<&str>)]) {
    for (expiry, by, here, text) in rows {
        let ladder = by_days(expiry.clone(), *by);
        let here = rung(&ladder, *here);
        assert_eq!(after(&ladder, here).as_deref(), *text, "{by:?} {}", here.level.name);
        let ends = dates::ends(&ladder, here, Timestamp(0)).is_some();
        assert_eq!(ends, text.is_some(), "what ends is what is told of: {}", here.level.name);
    }
}

#[test]
fn what_ends_a_level_is_said_as_it_will_be_lvl_13_lvl_19_lvl_20_lvl_21() {
    let year = Expiry::AnniversaryStepDown;
    ends_as(&[
        (Expiry::None, Upgrade::Growth, 3, None),
        (
            year.clone(),
            Upgrade::Growth,
            3,
            Some(
                "到期时过去一年的成长值满 3,000，续期一年；没有满但这一年有消费，也顺延一年；都没有，降一级为银卡",
            ),
        ),
        (
            year.clone(),
            Upgrade::Growth,
            2,
            Some(
                "到期时过去一年的成长值满 1,000，续期一年；没有满但这一年有消费，也顺延一年；都没有，降一级为一星",
            ),
        ),
        (
            year.clone(),
            Upgrade::Growth,
            1,
            Some("一星是最低等级，不会再降，到期续期一年；过去一年的成长值够升级就升级"),
        ),
        (year, Upgrade::Growth, 9, None),
        (
            Expiry::Recompute,
            Upgrade::Growth,
            3,
            Some(
                "到期第二天，按有效期内获得的成长值重新评定：满 3,000 保留金卡，不足则改为相应的等级",
            ),
        ),
        (
            Expiry::Recompute,
            Upgrade::Points,
            2,
            Some(
                "到期第二天，按有效期内获得的积分重新评定：满 1,000 保留银卡，不足则改为相应的等级",
            ),
        ),
        (Expiry::Recompute, Upgrade::Points, 1, Some("到期第二天，按有效期内获得的积分重新评定")),
        (Expiry::Recompute, Upgrade::Spend, 3, None),
        (Expiry::Recompute, Upgrade::Recharge, 3, None),
        (Expiry::Recompute, Upgrade::None, 3, None),
        (Expiry::Recompute, Upgrade::Growth, 9, None),
    ]);
}

#[test]
fn a_level_that_ends_for_a_fixed_one_or_by_balance_says_so_lvl_17_lvl_18() {
    let steps = |steps: &[(i64, u128)]| {
        let step = |(at_least, level): &(i64, u128)| BalanceStep {
            at_least: Fen(*at_least),
            level: id(*level),
        };
        Expiry::Balance { steps: steps.iter().map(step).collect() }
    };
    let balance = steps(&[(0, 1), (10_000, 2), (50_000, 3)]);
    ends_as(&[
        (Expiry::Fixed, Upgrade::Points, 3, Some("到期第二天，降为一星")),
        (Expiry::Fixed, Upgrade::Points, 1, None),
        (
            balance.clone(),
            Upgrade::Recharge,
            3,
            Some("到期第二天，看储值余额：¥500 起保留金卡，¥100 起降为银卡，¥0 起降为一星"),
        ),
        (
            balance.clone(),
            Upgrade::Recharge,
            2,
            Some("到期第二天，看储值余额：¥100 起保留银卡，¥0 起降为一星"),
        ),
        (balance, Upgrade::Recharge, 9, None),
        (steps(&[(0, 1)]), Upgrade::Recharge, 3, Some("到期第二天，看储值余额：¥0 起降为一星")),
    ]);
}

#[test]
fn how_levels_rise_and_fall_is_said_for_every_policy() {
    let year = Expiry::AnniversaryStepDown;
    let lasting = "等级长期有效。";
    for (ladder, starts, ends) in [
        (ladder(Expiry::None, Upgrade::None), "等级由门店设定。", lasting),
        (sold(Expiry::None, Upgrade::None), "在门店付费升级。", lasting),
        (sold(Expiry::None, Upgrade::Spend), "累计消费达到标准，第二天升级", lasting),
        (ladder(Expiry::Recompute, Upgrade::Recharge), "累计充值达到标准", lasting),
        (ladder(year, Upgrade::Growth), "成长值达到标准立即升级", "最低等级不再下降。"),
        (ladder(Expiry::Recompute, Upgrade::Points), "积分达到标准", "数量重新评定。"),
        (ladder(Expiry::Fixed, Upgrade::Points), "积分达到标准", "降为指定的等级。"),
        (ladder(Expiry::Balance { steps: vec![] }, Upgrade::None), "等级由门店", "只降不升。"),
    ] {
        let said = rule(&ladder);
        assert!(said.starts_with(starts) && said.ends_with(ends), "{said}");
    }
    assert!(rule(&sold(Expiry::None, Upgrade::Growth)).contains("也可以在门店付费升级"));
}

#[test]
fn what_a_level_gives_is_said_as_shops_write_it_lvl_06() {
    let food = CategoryId::from(Ulid::from(5));
    let known = Known {
        categories: BTreeMap::from([(food, "奶粉".to_owned())]),
        multipliers: BTreeMap::from([(id(3), 20_000), (id(2), 15_000)]),
    };
    let ladder = sold(Expiry::None, Upgrade::Growth);
    let with = |n: u128, terms: Terms| Rung { terms, ..rung(&ladder, n).clone() };
    let all = |rate| Terms { discount: Discount::All { rate }, ..Terms::default() };
    let rates = vec![CategoryRate { category: food, rate: 9_000 }];
    let some = Terms { discount: Discount::Categories { rates }, ..Terms::default() };
    for (rung, lines) in [
        (with(1, all(FULL)), vec![]),
        (with(2, all(9_500)), vec!["全场 9.5 折", "积分 1.5 倍"]),
        (with(3, all(8_800)), vec!["全场 8.8 折", "积分 2 倍"]),
        (with(1, some), vec!["奶粉 9 折"]),
        (with(3, Terms { earns_points: false, ..all(8_000) }), vec!["全场 8 折", "消费不积分"]),
    ] {
        assert_eq!(gives(&rung, &known), lines);
    }
    let thresholds = [9, 1, 2, 3].map(|n| threshold(&ladder, rung(&ladder, n)));
    assert_eq!(thresholds, ["", "", "成长值满 1,000", "成长值满 3,000，或付费 ¥99"]);
    assert_eq!(threshold(&by_spend(), rung(&by_spend(), 2)), "累计消费满 ¥1,000");
}

fn by_spend() -> Ladder {
    ladder(Expiry::None, Upgrade::Spend)
}

#[test]
fn what_is_certain_for_tomorrow_is_said_today_lvl_08() {
    let ladder = Ladder::new(
        (Program::default(), 0, Ladder::EVER),
        ladder(Expiry::None, Upgrade::Points).rungs().to_vec(),
    );
    let now = Timestamp::start_of("2026-11-22".parse().expect("a day")).plus_ms(9);
    let said = |here, to, days| {
        promised(rung(&ladder, here), rung(&ladder, to), now.midnight_in(days), now)
    };
    assert_eq!(said(1, 3, 1), "明天起升为金卡");
    assert_eq!(said(3, 1, 9), "12月1日起变为一星");
}

/// All that is said of these levels, without their names.
fn said(ladder: &Ladder) -> String {
    let mut said = vec![rule(ladder)];
    for here in ladder.rungs() {
        said.extend(gives(here, &Known::default()));
        said.extend([threshold(ladder, here), after(ladder, here).unwrap_or_default()]);
        for have in [0, 90_000_000] {
            said.extend(next(ladder, here).map(|to| needs(ladder, to, have).0));
        }
        for days in [1, 9] {
            let now = Timestamp(1_796_090_400_000);
            said.push(promised(here, &ladder.rungs()[1], now.midnight_in(days), now));
        }
    }
    let names = ladder.rungs().iter().map(|rung| &rung.level.name);
    names.fold(said.join("\n"), |said, name| said.replace(name, "NAME"))
}

#[test]
fn levels_are_told_in_english_without_a_word_of_chinese() {
    let steps = vec![
        BalanceStep { at_least: Fen(0), level: id(1) },
        BalanceStep { at_least: Fen(100_000), level: id(3) },
    ];
    let balance = Expiry::Balance { steps };
    for expiry in
        [Expiry::None, Expiry::AnniversaryStepDown, Expiry::Recompute, Expiry::Fixed, balance]
    {
        use Upgrade::{Growth, None, Points, Recharge, Spend};
        for by in [None, Growth, Points, Spend, Recharge] {
            for ladder in [by_days(expiry.clone(), by), sold(expiry.clone(), by)] {
                let said = in_english(|| said(&ladder));
                let strange = |c: char| c > '\u{2fff}';
                assert!(!said.contains(strange), "{expiry:?} {by:?}: {said}");
            }
        }
    }
}

#[test]
fn in_english_a_level_says_what_it_gives_and_what_it_takes() {
    let sold = sold(Expiry::None, Upgrade::Growth);
    let mut gold = rung(&sold, 3).clone();
    gold.terms.discount = Discount::All { rate: 9_500 };
    gold.terms.reward.points = Some(Points::ONE);
    let known = Known { multipliers: [(id(3), 15_000)].into(), ..Known::default() };
    in_english(|| {
        let gives = gives(&gold, &known);
        assert_eq!(gives, ["5% off everything", "1.5 × points", "1 point when you buy it"]);
        assert_eq!(threshold(&sold, &gold), "3,000 growth, or pay ¥99");
        assert_eq!(needs(&sold, &gold, 0).0, "3,000 more growth to go");
        let spend = ladder(Expiry::None, Upgrade::Spend);
        assert_eq!(threshold(&spend, rung(&spend, 2)), "¥1,000 of all purchases");
    });
}
