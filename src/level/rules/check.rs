//! What may be saved. Whatever passes here, the night can decide by.
use std::collections::HashSet;

use entity::{
    merchant,
    values::{Fen, Points},
};

use super::{
    super::{BalanceStep, Discount, Expiry, FULL, Ladder, Rung, Terms, Upgrade},
    LevelRefusal,
};
use crate::typed;

/// A hundred years.
const LONGEST_DAYS: i64 = 36_500;
const MOST_NAMED: usize = 500;
const MOST_COUPONS: usize = 20;

/// What a level is called, and what is said of it.
pub fn named(name: &str, description: &str, benefits: &str) -> Result<(), LevelRefusal> {
    let short = typed::name(name, 32).as_deref() == Some(name);
    let prose = [description, benefits].iter().all(|text| text.chars().count() <= 500);
    let why = match (short, prose) {
        (true, true) => return Ok(()),
        (false, _) => "等级名称应为 1 到 32 个字",
        (true, false) => "说明不超过 500 字",
    };
    Err(LevelRefusal::TermsMalformed { why: why.to_owned() })
}

/// What a level is known by in other systems.
pub fn code(code: &str) -> Result<(), LevelRefusal> {
    if (1..=16).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(());
    }
    let why = "编号应为 1 到 16 个字母、数字或符号".to_owned();
    Err(LevelRefusal::TermsMalformed { why })
}

/// Whether a level can go: nobody holds it, or would come to it, also by a recharge rule of this name.
pub fn deletable(
    ladder: &Ladder,
    rung: &Rung,
    (shop, held, sold_by): (&merchant::Model, bool, Option<&str>),
) -> Result<(), LevelRefusal> {
    if rung.level.system {
        return Err(LevelRefusal::System);
    }
    let id = rung.level.id;
    let falls_here = ladder.rungs().iter().find(|other| other.terms.falls_to == Some(id));
    let in_steps = match &ladder.program.expiry {
        Expiry::Balance { steps } => steps.iter().any(|step| step.level == id),
        _ => false,
    };
    let why = if held {
        "还有会员卡是这个等级".to_owned()
    } else if [shop.default_level_wechat, shop.default_level_till].contains(&id) {
        "它是新会员的默认等级".to_owned()
    } else if let Some(other) = falls_here {
        format!("{}到期后降为它", other.level.name)
    } else if in_steps {
        "余额范围里有它".to_owned()
    } else if let Some(rule) = sold_by {
        format!("充值活动「{rule}」会升级为它")
    } else {
        return Ok(());
    };
    Err(LevelRefusal::InUse { why })
}

/// Of one level, by itself.
pub fn terms(terms: &Terms) -> Result<(), LevelRefusal> {
    let refuse = |why: &str| Err(LevelRefusal::TermsMalformed { why: why.to_owned() });
    let fen = |fen: Fen| (1..=Fen::CAP.0).contains(&fen.0);
    let points = |points: Points| (1..=Points::CAP.0).contains(&points.0);
    if !discount(&terms.discount) {
        return refuse("折扣率应在 1 到 10000 之间（9000 表示九折），每个分类只写一次");
    }
    let needs = &terms.thresholds;
    let counts = [needs.growth, needs.points].into_iter().flatten().all(points);
    if !counts || ![needs.spend, needs.recharge].into_iter().flatten().all(fen) {
        return refuse("自动升级的标准应大于 0");
    }
    if terms.valid_days.is_some_and(|days| !(1..=LONGEST_DAYS).contains(&days)) {
        return refuse("有效期天数应在 1 到 36500 之间");
    }
    if terms.price.is_some_and(|price| !fen(price)) {
        return refuse("付费金额应大于 0");
    }
    let distinct: HashSet<_> = terms.reward.coupons.iter().collect();
    let coupons = terms.reward.coupons.len();
    if terms.reward.points.is_some_and(|reward| !points(reward)) {
        return refuse("奖励积分应大于 0");
    }
    if coupons > MOST_COUPONS || distinct.len() < coupons {
        return refuse("奖励的券不超过 20 种，每种只写一次");
    }
    if terms.price.is_none() && (terms.reward.points.is_some() || coupons > 0) {
        return refuse("升级奖励只在付费升级时发放，请先填写付费金额");
    }
    Ok(())
}

fn discount(discount: &Discount) -> bool {
    let rate = |rate: i64| (1..=FULL).contains(&rate);
    match discount {
        Discount::All { rate: everywhere } => rate(*everywhere),
        Discount::Categories { rates } => {
            let distinct: HashSet<_> = rates.iter().map(|named| named.category).collect();
            let few = rates.len() <= MOST_NAMED && distinct.len() == rates.len();
            few && rates.iter().all(|named| rate(named.rate))
        }
    }
}

/// Of all levels and the program together (C11).
pub fn ladder(ladder: &Ladder) -> Result<(), LevelRefusal> {
    steps(ladder)?;
    program(ladder)
}

/// Of the program, as these levels are.
pub fn program(ladder: &Ladder) -> Result<(), LevelRefusal> {
    let (expiry, by) = (&ladder.program.expiry, ladder.program.upgrade);
    let refuse = |why: &str| Err(LevelRefusal::ProgramMalformed { why: why.to_owned() });
    match (expiry, by) {
        (Expiry::Fixed, Upgrade::Growth) => {
            refuse("按成长值升级时不能用「按指定等级」降级：成长值在升级时已清零，请用「重新计算」")
        }
        (Expiry::Balance { .. }, Upgrade::Growth) => {
            refuse("按成长值升级时不能用「按余额计算」降级：成长值在升级时已清零，请用「重新计算」")
        }
        (Expiry::Recompute, Upgrade::Spend | Upgrade::Recharge) => refuse(
            "累计消费和累计充值不会清零，重新计算不会降级：请用「按指定等级」或「按余额计算」",
        ),
        (Expiry::Recompute, Upgrade::None) => refuse("没有自动升级方式，无法重新计算"),
        (Expiry::Fixed, _) => falls(ladder),
        (Expiry::Balance { steps }, _) => balance_steps(ladder, steps),
        (Expiry::None | Expiry::AnniversaryStepDown | Expiry::Recompute, _) => Ok(()),
    }
}

/// Each step is one level, and asks for more than the one below.
pub fn steps(ladder: &Ladder) -> Result<(), LevelRefusal> {
    let refuse = |why: String| Err(LevelRefusal::TermsMalformed { why });
    let steps: Vec<&Rung> = ladder.steps().collect();
    for pair in steps.windows(2) {
        if pair[0].level.rank == pair[1].level.rank {
            let (one, other) = (&pair[0].level.name, &pair[1].level.name);
            return refuse(format!("{one}和{other}的级别次序相同"));
        }
    }
    for by in [Upgrade::Growth, Upgrade::Points, Upgrade::Spend, Upgrade::Recharge] {
        let asked = steps.iter().filter_map(|rung| Some((rung.terms.thresholds.of(by)?, *rung)));
        let asked: Vec<(i64, &Rung)> = asked.collect();
        if let Some(pair) = asked.windows(2).find(|pair| pair[0].0 >= pair[1].0) {
            let (lower, higher) = (&pair[0].1.level.name, &pair[1].1.level.name);
            return refuse(format!("{higher}的升级标准应高于{lower}"));
        }
    }
    Ok(())
}

fn falls(ladder: &Ladder) -> Result<(), LevelRefusal> {
    for rung in ladder.rungs() {
        let name = &rung.level.name;
        let why = match rung.terms.falls_to.map(|to| (to, ladder.rung(to))) {
            None if rung.terms.valid_days.is_some() => format!("{name}有有效期，请指定降级等级"),
            None => continue,
            Some((_, None)) => format!("{name}的降级等级不存在"),
            Some((to, _)) if to == rung.level.id => format!("{name}不能降级为自己"),
            Some((_, Some(to))) if super::is_above(to, rung) => {
                format!("{name}的降级等级{}比它高", to.level.name)
            }
            Some(_) => continue,
        };
        return Err(LevelRefusal::ProgramMalformed { why });
    }
    Ok(())
}

/// Every balance has its level: the first step begins at nothing, and each at more than the last.
fn balance_steps(ladder: &Ladder, steps: &[BalanceStep]) -> Result<(), LevelRefusal> {
    let rising = steps.windows(2).all(|pair| pair[0].at_least < pair[1].at_least);
    let from_nothing = steps.first().is_some_and(|step| step.at_least == Fen::ZERO);
    let known = steps.iter().all(|step| ladder.rung(step.level).is_some());
    let why = match (rising && from_nothing, known) {
        (true, true) if steps.len() <= MOST_NAMED => return Ok(()),
        (true, false) => "余额范围中有不存在的等级",
        _ => "余额范围应从 0 开始，逐级提高",
    };
    Err(LevelRefusal::ProgramMalformed { why: why.to_owned() })
}

#[cfg(test)]
mod tests {
    use entity::ids::{CategoryId, CouponTemplateId};
    use ulid::Ulid;

    use super::{
        super::samples::{by_days, id, ladder as plain, rung},
        *,
    };
    use crate::level::{CategoryRate, Program, Reward};

    fn refused(ladder: &Ladder) -> String {
        match super::ladder(ladder) {
            Err(LevelRefusal::ProgramMalformed { why } | LevelRefusal::TermsMalformed { why }) => {
                why
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_level_has_a_name_of_one_line_and_a_few_words() {
        assert_eq!(named("金卡", "", "全场 9 折\n生日礼盒"), Ok(()));
        let long = "字".repeat(501);
        for (name, description, benefits) in [
            ("", "", ""),
            (" 金卡", "", ""),
            ("金\n卡", "", ""),
            ("金卡", &long, ""),
            ("金卡", "", &long),
        ] {
            assert!(named(name, description, benefits).is_err(), "{name:?} {benefits:?}");
        }
    }

    #[test]
    fn growth_does_not_go_with_two_of_the_falls_c11_lvl_17_lvl_18() {
        let steps = vec![BalanceStep { at_least: Fen::ZERO, level: id(1) }];
        for (expiry, by, word) in [
            (Expiry::Fixed, Upgrade::Growth, "成长值在升级时已清零"),
            (Expiry::Balance { steps: steps.clone() }, Upgrade::Growth, "成长值在升级时已清零"),
            (Expiry::Recompute, Upgrade::Spend, "不会清零"),
            (Expiry::Recompute, Upgrade::Recharge, "不会清零"),
            (Expiry::Recompute, Upgrade::None, "没有自动升级方式"),
        ] {
            let why = refused(&by_days(expiry, by));
            assert!(why.contains(word), "{why}");
        }
        for (expiry, by) in [
            (Expiry::None, Upgrade::Growth),
            (Expiry::AnniversaryStepDown, Upgrade::Growth),
            (Expiry::Recompute, Upgrade::Growth),
            (Expiry::Recompute, Upgrade::Points),
            (Expiry::Balance { steps }, Upgrade::Recharge),
            (Expiry::None, Upgrade::None),
        ] {
            assert_eq!(super::ladder(&by_days(expiry, by)), Ok(()));
        }
    }

    #[test]
    fn a_fall_has_somewhere_to_go_lvl_17() {
        // The lowest of the samples has days, and nowhere to fall to.
        let why = refused(&by_days(Expiry::Fixed, Upgrade::Points));
        assert!(why.contains("请指定降级等级"), "{why}");
        let fixed = Program { upgrade: Upgrade::Points, expiry: Expiry::Fixed };
        for (to, word) in [(7, "不存在"), (2, "不能降级为自己"), (3, "比它高")] {
            let mut rungs = plain(Expiry::None, Upgrade::None).rungs().to_vec();
            rungs[2].terms.falls_to = Some(id(to));
            let why = refused(&Ladder::new((fixed.clone(), 1, Ladder::EVER), rungs));
            assert!(why.contains(word), "{why}");
        }
    }

    #[test]
    fn every_balance_has_its_level_lvl_18() {
        let step = |at_least, level| BalanceStep { at_least: Fen(at_least), level: id(level) };
        for steps in [
            vec![],
            vec![step(1, 1)],
            vec![step(0, 1), step(0, 2)],
            vec![step(0, 1), step(9, 2), step(8, 3)],
            vec![step(0, 7)],
        ] {
            let why = refused(&plain(Expiry::Balance { steps }, Upgrade::Points));
            assert!(why.contains("余额范围"), "{why}");
        }
    }

    #[test]
    fn a_higher_step_asks_for_more() {
        let program = (Program::default(), 0, Ladder::EVER);
        let with = |rungs| Ladder::new(program.clone(), rungs);
        let low = || rung(1, "银卡", Some(1), Some(1000));
        for other in [Some(999), Some(1000)] {
            let why = refused(&with(vec![low(), rung(2, "金卡", Some(2), other)]));
            assert!(why.contains("金卡的升级标准应高于银卡"), "{why}");
        }
        let why = refused(&with(vec![low(), rung(2, "金卡", Some(1), None)]));
        assert!(why.contains("次序相同"), "{why}");
        let unranked = vec![low(), rung(2, "员工卡", None, None), rung(3, "临时卡", None, Some(1))];
        assert_eq!(super::ladder(&with(unranked)), Ok(()));
    }

    #[test]
    fn terms_that_make_no_sense_are_refused_lvl_02() {
        let plain = Terms::default;
        let coupon = |n: u128| CouponTemplateId::from(Ulid::from(n));
        let rate = |rate| CategoryRate { category: CategoryId::from(Ulid::from(1)), rate };
        let reward = |points, coupons| Reward { points, coupons };
        let on = |rates| Discount::Categories { rates };
        let price = Some(Fen(9_900));
        for wrong in [
            Terms { discount: Discount::All { rate: 0 }, ..plain() },
            Terms { discount: Discount::All { rate: 10_001 }, ..plain() },
            Terms { discount: on(vec![rate(9_000), rate(8_000)]), ..plain() },
            Terms { discount: on(vec![rate(-1)]), ..plain() },
            Terms { valid_days: Some(0), ..plain() },
            Terms { valid_days: Some(i64::MAX), ..plain() },
            Terms { price: Some(Fen(0)), ..plain() },
            Terms { price: Some(Fen(i64::MAX)), ..plain() },
            Terms { reward: reward(Some(Points(1)), vec![]), ..plain() },
            Terms { price, reward: reward(Some(Points(0)), vec![]), ..plain() },
            Terms { price, reward: reward(None, vec![coupon(1), coupon(1)]), ..plain() },
            Terms {
                thresholds: crate::level::Thresholds {
                    growth: Some(Points(-1)),
                    ..Default::default()
                },
                ..plain()
            },
        ] {
            assert!(super::terms(&wrong).is_err(), "{wrong:?}");
        }
        let rewarded = reward(Some(Points::ONE), vec![coupon(1), coupon(2)]);
        assert_eq!(super::terms(&Terms { price, reward: rewarded, ..plain() }), Ok(()));
        assert_eq!(super::terms(&plain()), Ok(()));
    }
}
