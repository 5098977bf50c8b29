//! Who rises, and what is said of it.
use entity::values::{Fen, Points};

use super::super::{Ladder, Rung, Upgrade};

/// The highest step above this one that so much reaches, in the unit of what the program counts. A
/// level that is on no step is moved by no rule.
pub fn reached<'a>(ladder: &'a Ladder, here: &Rung, have: i64) -> Option<&'a Rung> {
    let by = ladder.program.upgrade;
    let step = here.level.rank?;
    let need = |rung: &&Rung| rung.terms.thresholds.of(by).is_some_and(|need| need <= have);
    ladder.steps().rev().take_while(|rung| rung.level.rank > Some(step)).find(need)
}

/// Whether `to` is a step above `here`. Where one of them is on no step, nobody knows.
pub fn is_above(to: &Rung, here: &Rung) -> bool {
    matches!((to.level.rank, here.level.rank), (Some(to), Some(here)) if to > here)
}

/// `成长值达到 1200，满足金卡的标准 1000；立即升级，成长值清零`
pub fn why(by: Upgrade, to: &Rung, have: i64) -> String {
    let need = amount(by, to.terms.thresholds.of(by).unwrap_or_default());
    let (what, have, name) = (noun(by), amount(by, have), &to.level.name);
    let then =
        if by == Upgrade::Growth { "立即升级，成长值清零" } else { "次日升级" };
    format!("{what}达到 {have}，满足{name}的标准 {need}；{then}")
}

/// What is to become of a promise already made, when something has happened to a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    Keep,
    Make,
    Withdraw,
}

/// A level that was reached comes, though its points be spent by then; only a return takes back
/// what is not earned without it.
pub fn promise(promised: Option<&Rung>, reached: Option<&Rung>, returned: bool) -> Promise {
    match (promised, reached) {
        (None, None) => Promise::Keep,
        (None, Some(_)) => Promise::Make,
        (Some(old), Some(new)) if old.level.id == new.level.id => Promise::Keep,
        (Some(old), Some(new)) if returned || is_above(new, old) => Promise::Make,
        (Some(_), None) if returned => Promise::Withdraw,
        (Some(_), _) => Promise::Keep,
    }
}

/// What the program counts.
pub fn noun(by: Upgrade) -> &'static str {
    match by {
        Upgrade::None => "",
        Upgrade::Growth => "成长值",
        Upgrade::Points => "积分",
        Upgrade::Spend => "累计消费",
        Upgrade::Recharge => "累计充值",
    }
}

/// An amount in the unit of what the program counts.
pub fn amount(by: Upgrade, units: i64) -> String {
    match by {
        Upgrade::Spend | Upgrade::Recharge => Fen(units).to_string(),
        Upgrade::None | Upgrade::Growth | Upgrade::Points => Points(units).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::samples::*, *};
    use crate::level::Expiry;

    #[test]
    fn a_card_rises_to_the_highest_step_it_reaches_and_never_falls_by_it_lvl_07_lvl_12() {
        let ladder = ladder(Expiry::None, Upgrade::Growth);
        for (here, have, to) in [
            (1, 0, None),
            (1, 9_999_999, None),
            (1, 10_000_000, Some(2)),
            (1, 12_000_000, Some(2)),
            (1, 30_000_000, Some(3)),
            (2, 12_000_000, None),
            (2, 30_000_000, Some(3)),
            (3, 0, None),
            (3, 90_000_000, None),
            (9, 90_000_000, None),
        ] {
            let here = ladder.rung(id(here)).expect("a sample");
            let risen = reached(&ladder, here, have).map(|rung| rung.level.id);
            assert_eq!(risen, to.map(id), "{} {have}", here.level.name);
        }
    }

    #[test]
    fn only_a_return_takes_a_promise_back() {
        let ladder = ladder(Expiry::None, Upgrade::Points);
        let rung = |n: u128| ladder.rung(id(n));
        for (promised, reached, returned, outcome) in [
            (None, None, true, Promise::Keep),
            (None, rung(2), false, Promise::Make),
            (rung(2), rung(2), true, Promise::Keep),
            (rung(2), rung(3), false, Promise::Make),
            (rung(3), rung(2), false, Promise::Keep),
            (rung(3), rung(2), true, Promise::Make),
            (rung(2), None, false, Promise::Keep),
            (rung(2), None, true, Promise::Withdraw),
        ] {
            assert_eq!(promise(promised, reached, returned), outcome);
        }
    }

    #[test]
    fn money_is_counted_in_fen_and_said_in_yuan() {
        let ladder = ladder(Expiry::None, Upgrade::Spend);
        let (first, silver) = (&ladder.rungs()[1], &ladder.rungs()[2]);
        assert!(reached(&ladder, first, 99_999).is_none());
        assert!(reached(&ladder, first, 100_000).is_some());
        assert_eq!(
            why(Upgrade::Spend, silver, 120_050),
            "累计消费达到 ¥1,200.50，满足银卡的标准 ¥1,000；次日升级"
        );
    }
}
