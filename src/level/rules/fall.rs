//! What becomes of a level on the day after its last (C4, C5).
use entity::{
    level_change::Cause,
    values::{Fen, Points},
};

use super::{
    super::{BalanceStep, Expiry, Ladder, Rung, Upgrade},
    rise::{amount, is_above, noun},
};

/// What a program may ask of the term that is over; what it does not ask is nothing.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// What came in and was not taken back.
    pub growth: Points,
    pub points: Points,
    /// Paid and not paid back.
    pub spend: Fen,
    /// Principal and gift together, when the term was over.
    pub balance: Fen,
}

impl Default for Facts {
    fn default() -> Self {
        let (points, fen) = (Points::ZERO, Fen::ZERO);
        Self { growth: points, points, spend: fen, balance: fen }
    }
}

#[derive(Clone, Debug)]
pub struct Verdict<'a> {
    /// It may be the same level, for another term.
    pub to: &'a Rung,
    pub cause: Cause,
    /// A sentence in Chinese.
    pub why: String,
}

/// None where nothing ends this level any more: it lasts.
pub fn at_expiry<'a>(ladder: &'a Ladder, here: &'a Rung, facts: &Facts) -> Option<Verdict<'a>> {
    let ranked = here.level.rank.is_some();
    match &ladder.program.expiry {
        Expiry::None => None,
        Expiry::AnniversaryStepDown => ranked.then(|| anniversary(ladder, here, facts)),
        Expiry::Recompute if ranked => recompute(ladder, here, facts),
        Expiry::Recompute => None,
        Expiry::Fixed => fixed(ladder, here),
        Expiry::Balance { steps } if ranked => balance(ladder, here, steps, facts.balance),
        Expiry::Balance { .. } => None,
    }
}

/// C4: (a) what the year's growth earns, if that is no less; (b) else the same for another year, if
/// anything was bought; (c) else exactly one step down, and never below the lowest.
fn anniversary<'a>(ladder: &'a Ladder, here: &'a Rung, facts: &Facts) -> Verdict<'a> {
    let (name, growth, spend) = (&here.level.name, facts.growth, facts.spend);
    let earned = ladder.earned(Upgrade::Growth, growth.0).unwrap_or(here);
    if is_above(earned, here) {
        let higher = &earned.level.name;
        let why = format!("过去一年成长值 {growth}，达到{higher}的标准，升为{higher}");
        return Verdict { to: earned, cause: Cause::Recomputed, why };
    }
    if earned.level.rank == here.level.rank {
        let why = match earned.terms.thresholds.growth {
            Some(need) if need <= growth => {
                format!("过去一年成长值 {growth}，达到{name}的标准 {need}，续期一年")
            }
            _ => format!("{name}是最低等级，不再下调，续期一年"),
        };
        return Verdict { to: here, cause: Cause::Renewed, why };
    }
    let missed = format!("过去一年成长值 {growth}，未达到{name}的标准");
    match ladder.below(here) {
        Some(lower) if spend <= Fen::ZERO => {
            let why = format!("{missed}，且没有消费，下调一级为{}", lower.level.name);
            Verdict { to: lower, cause: Cause::SteppedDown, why }
        }
        _ => {
            let why = format!("{missed}，但到期前 12 个月消费 {spend}，顺延一年");
            Verdict { to: here, cause: Cause::Extended, why }
        }
    }
}

/// By what came in during the term: growth was set back when the level was reached, and points may
/// have been spent (LVL-14, LVL-15). What is never set back takes nobody down (LVL-16).
fn recompute<'a>(ladder: &'a Ladder, here: &'a Rung, facts: &Facts) -> Option<Verdict<'a>> {
    let by = ladder.program.upgrade;
    let have = match by {
        Upgrade::Growth => facts.growth.0,
        Upgrade::Points => facts.points.0,
        Upgrade::None | Upgrade::Spend | Upgrade::Recharge => return None,
    };
    let to = ladder.earned(by, have)?;
    let (what, had, name) = (noun(by), amount(by, have), &to.level.name);
    let same = to.level.id == here.level.id;
    let then = if same { "保留" } else { "重新评定为" };
    let why = format!("有效期内{what} {had}，按升级规则{then}{name}");
    Some(Verdict { to, cause: if same { Cause::Renewed } else { Cause::Recomputed }, why })
}

fn fixed<'a>(ladder: &'a Ladder, here: &Rung) -> Option<Verdict<'a>> {
    let to = ladder.rung(here.terms.falls_to?)?;
    let why = format!("{}到期，按指定等级降为{}", here.level.name, to.level.name);
    Some(Verdict { to, cause: Cause::Fixed, why })
}

/// The highest step that the balance reaches. Whoever has more than their level asks for keeps it:
/// this takes down, and nobody up.
fn balance<'a>(
    ladder: &'a Ladder,
    here: &'a Rung,
    steps: &[BalanceStep],
    balance: Fen,
) -> Option<Verdict<'a>> {
    let step = steps.iter().rev().find(|step| step.at_least <= balance)?;
    let to = ladder.rung(step.level)?;
    let (name, least) = (&to.level.name, step.at_least);
    if to.level.id == here.level.id || is_above(to, here) {
        let why = format!("到期时储值余额 {balance}，保留{}", here.level.name);
        return Some(Verdict { to: here, cause: Cause::Renewed, why });
    }
    let why = format!("到期时储值余额 {balance}，属于{name}的范围（{least} 起），降为{name}");
    Some(Verdict { to, cause: Cause::Balance, why })
}

#[cfg(test)]
mod tests {
    use super::{super::samples::*, *};

    fn facts(growth: i64, spend: i64) -> Facts {
        let growth = Points(growth * Points::ONE.0);
        Facts { growth, points: growth, spend: Fen(spend), balance: Fen(spend) }
    }

    fn verdicts(ladder: &Ladder, cases: &[(u128, i64, i64, u128, Cause)]) {
        for (here, growth, spend, to, cause) in cases {
            let here = ladder.rung(id(*here)).expect("a sample");
            let verdict = at_expiry(ladder, here, &facts(*growth, *spend)).expect("a verdict");
            let said = (verdict.to.level.id, verdict.cause);
            assert_eq!(said, (id(*to), *cause), "{} {growth} {spend}", here.level.name);
            assert!(verdict.why.contains(&verdict.to.level.name), "{}", verdict.why);
        }
    }

    /// Golden case 5 is the third to the sixth line.
    #[test]
    fn an_anniversary_renews_or_extends_or_takes_one_step_lvl_19_lvl_20_lvl_21() {
        let ladder = ladder(Expiry::AnniversaryStepDown, Upgrade::Growth);
        let cases = [
            (3, 3000, 0, 3, Cause::Renewed),
            (2, 1000, 0, 2, Cause::Renewed),
            (3, 0, 1, 3, Cause::Extended),
            (3, 0, 0, 2, Cause::SteppedDown),
            (2, 999, 0, 1, Cause::SteppedDown),
            (1, 0, 0, 1, Cause::Renewed),
            (3, 2999, 1, 3, Cause::Extended),
            (3, 1500, 0, 2, Cause::SteppedDown),
            (3, 0, -1, 2, Cause::SteppedDown),
            (2, 3000, 0, 3, Cause::Recomputed),
            (1, 0, 1, 1, Cause::Renewed),
        ];
        verdicts(&ladder, &cases);
        let staff = ladder.rung(id(9)).expect("a sample");
        assert!(at_expiry(&ladder, staff, &facts(0, 0)).is_none());
    }

    #[test]
    fn growth_and_points_of_the_term_are_counted_again_lvl_13_lvl_14_lvl_15() {
        for by in [Upgrade::Growth, Upgrade::Points] {
            let cases = [
                (3, 3000, 0, 3, Cause::Renewed),
                (3, 2999, 0, 2, Cause::Recomputed),
                (3, 999, 9, 1, Cause::Recomputed),
                (1, 0, 0, 1, Cause::Renewed),
                (1, 1000, 0, 2, Cause::Recomputed),
            ];
            verdicts(&ladder(Expiry::Recompute, by), &cases);
        }
    }

    #[test]
    fn what_is_never_set_back_takes_nobody_down_lvl_16() {
        for by in [Upgrade::Spend, Upgrade::Recharge, Upgrade::None] {
            let ladder = ladder(Expiry::Recompute, by);
            let gold = ladder.rung(id(3)).expect("a sample");
            assert!(at_expiry(&ladder, gold, &facts(0, 0)).is_none());
        }
    }

    #[test]
    fn a_level_falls_to_the_one_it_names_lvl_17() {
        let ladder = by_days(Expiry::Fixed, Upgrade::Points);
        let cases = [(3, 9000, 9, 1, Cause::Fixed), (2, 0, 0, 1, Cause::Fixed)];
        verdicts(&ladder, &cases);
        let lowest = ladder.rung(id(1)).expect("a sample");
        assert!(at_expiry(&ladder, lowest, &facts(0, 0)).is_none());
    }

    #[test]
    fn a_level_falls_to_where_the_balance_is_lvl_18() {
        let step = |at_least, level| BalanceStep { at_least: Fen(at_least), level: id(level) };
        let steps = vec![step(0, 1), step(10_000, 2), step(50_000, 3)];
        let cases = [
            (3, 0, 50_000, 3, Cause::Renewed),
            (3, 0, 49_999, 2, Cause::Balance),
            (3, 0, 9_999, 1, Cause::Balance),
            (2, 0, 90_000, 2, Cause::Renewed),
            (1, 0, 0, 1, Cause::Renewed),
        ];
        verdicts(&ladder(Expiry::Balance { steps }, Upgrade::Recharge), &cases);
    }
}
