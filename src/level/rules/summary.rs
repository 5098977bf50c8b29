//! What a program will do, and when, for whoever decides it. Pure.
use super::{
    super::{Expiry, Ladder, Rung, Upgrade},
    check, dates,
    rise::noun,
    words,
};
use crate::{error::Refusal, level::LevelRefusal};

/// A sentence for each rise and for each fall, from the lowest level up.
pub fn summary(ladder: &Ladder) -> Vec<String> {
    let mut said: Vec<_> = ladder.rungs().iter().flat_map(|rung| rises(ladder, rung)).collect();
    if said.is_empty() {
        said.push("没有自动升级，等级由门店调整".to_owned());
    }
    let falls: Vec<_> = ladder.rungs().iter().filter_map(|rung| falls(ladder, rung)).collect();
    if falls.is_empty() {
        said.push("等级长期有效，不会到期".to_owned());
    }
    said.extend(falls);
    said
}

fn rises(ladder: &Ladder, rung: &Rung) -> Vec<String> {
    let (by, name) = (ladder.program.upgrade, &rung.level.name);
    let need = rung.level.rank.and(rung.terms.thresholds.of(by));
    let reached = need.map(|need| {
        let (what, need) = (noun(by), words::amount(by, need));
        match by {
            Upgrade::Growth => format!("{what}达到 {need} 后立即升为{name}，成长值清零"),
            Upgrade::Points => format!("{what}达到 {need} 后，第二天升为{name}，积分不减少"),
            _ => format!("{what}达到 {need} 后，第二天升为{name}，退款从累计中扣除"),
        }
    });
    let paid = rung.terms.price.map(|price| format!("在门店付费 {} 立即升为{name}", price));
    reached.into_iter().chain(paid).collect()
}

fn falls(ladder: &Ladder, rung: &Rung) -> Option<String> {
    dates::ends(ladder, rung, Ladder::EVER)?;
    let then = words::after(ladder, rung)?;
    let name = &rung.level.name;
    Some(match (&ladder.program.expiry, rung.terms.valid_days) {
        (Expiry::AnniversaryStepDown, _) | (_, None) => format!("{name}有效一年，{then}"),
        (_, Some(days)) => format!("{name}有效 {days} 天，{then}"),
    })
}

/// Something that keeps a program from being kept.
pub struct Wrong {
    pub code: &'static str,
    /// In Chinese, for people.
    pub why: String,
}

/// All that is wrong with levels and program together, and with each level (C11).
pub fn wrong(ladder: &Ladder) -> Vec<Wrong> {
    let levels = ladder.rungs().iter().map(|rung| {
        check::terms(&rung.terms).map_err(|no| match no {
            LevelRefusal::TermsMalformed { why } => {
                LevelRefusal::TermsMalformed { why: format!("{}：{why}", rung.level.name) }
            }
            no => no,
        })
    });
    let together = [check::steps(ladder), check::program(ladder)];
    let wrong = levels.chain(together).filter_map(Result::err);
    wrong
        .map(|no| match no {
            LevelRefusal::TermsMalformed { ref why }
            | LevelRefusal::ProgramMalformed { ref why } => {
                Wrong { code: no.problem().1, why: why.clone() }
            }
            no => Wrong { code: no.problem().1, why: no.title_zh() },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{
        super::samples::{by_days, id, ladder},
        *,
    };
    use crate::level::{BalanceStep, Program};

    #[test]
    fn a_program_is_told_in_plain_words_lvl_07_lvl_13() {
        let said = summary(&ladder(Expiry::None, Upgrade::Growth));
        let last = said.last().expect("a sentence");
        assert!(said[0].starts_with("成长值达到 1,000 后立即升为银卡，成长值清零"), "{said:?}");
        assert_eq!(last, "等级长期有效，不会到期");
        let said = summary(&by_days(Expiry::Recompute, Upgrade::Points)).join("\n");
        assert!(said.contains("后，第二天升为银卡，积分不减少"), "{said}");
        assert!(said.contains("天，到期第二天，按有效期内获得的积分重新评定"), "{said}");
        let said = summary(&ladder(Expiry::AnniversaryStepDown, Upgrade::Growth)).join("\n");
        assert!(said.contains("金卡有效一年，到期时过去一年的成长值满"), "{said}");
        let said = summary(&ladder(Expiry::None, Upgrade::None));
        assert_eq!(said, ["没有自动升级，等级由门店调整", "等级长期有效，不会到期"]);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_c11() {
        let steps = vec![BalanceStep { at_least: entity::values::Fen(0), level: id(1) }];
        let mut rungs = ladder(Expiry::None, Upgrade::None).rungs().to_vec();
        rungs[1].terms.valid_days = Some(0);
        let program = Program { upgrade: Upgrade::Growth, expiry: Expiry::Balance { steps } };
        let wrong = wrong(&Ladder::new((program, 1, Ladder::EVER), rungs));
        let told: Vec<_> = wrong.iter().map(|wrong| wrong.code).collect();
        assert_eq!(told, ["level_terms_malformed", "level_program_malformed"]);
        assert!(wrong[1].why.contains("成长值在升级时已清零"), "{}", wrong[1].why);
    }
}
