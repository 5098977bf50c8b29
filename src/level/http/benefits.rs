//! 会员权益 as a member's page shows it.
use entity::{card, ids::LevelId, values::Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::{
    Ladder, LevelName, LevelView, Rung, held,
    rules::{
        dates,
        explain::Told,
        words::{self, Known},
    },
};
use crate::lang::date;

/// The levels, what each gives, how far it is to the next, until when and what happens then.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Benefits {
    pub current: CurrentLevel,
    /// Null at the top, and where no rule lifts anybody.
    pub next: Option<NextLevel>,
    /// The steps, from the lowest to the highest.
    pub levels: Vec<LevelStep>,
    /// How levels rise and fall.
    pub rule_text: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CurrentLevel {
    pub level: LevelView,
    /// `2026-11-22`
    pub since_text: String,
    /// The last day; null if it lasts.
    pub until_text: Option<String>,
    /// What happens after that day; null if it lasts.
    pub after_text: Option<String>,
    /// How the card came to it.
    pub why: String,
    /// `明天起升为金卡`
    pub pending_text: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NextLevel {
    pub level: LevelName,
    /// `再消费 ¥280 可升级`
    pub needs_text: String,
    /// How much of the way is done.
    #[schema(minimum = 0, maximum = 1000)]
    pub permille: u16,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LevelStep {
    pub id: LevelId,
    pub name: String,
    /// 权益说明 (LVL-06)
    pub benefits: String,
    /// `全场 9.5 折`, `积分 2 倍`
    pub gives: Vec<String>,
    /// `成长值满 1,000`; empty where nothing brings one there.
    pub threshold_text: String,
    pub current: bool,
    /// It is the member's, or below theirs.
    pub reached: bool,
}

impl Benefits {
    /// None, if the level that the card holds is not on record. `have` is what the program counts.
    pub fn of(
        ladder: &Ladder,
        card: &card::Model,
        told: &Told<'_>,
        (have, known): (i64, &Known),
        now: Timestamp,
    ) -> Option<Self> {
        let here = ladder.rung(held(card, now))?;
        let promised = card.next_level_at.filter(|at| *at > now);
        let promised = promised.zip(card.next_level_id.and_then(|id| ladder.rung(id)));
        let from = promised.map_or(here, |(_, to)| to);
        let next = words::next(ladder, from).map(|to| {
            let (needs_text, permille) = words::needs(ladder, to, have);
            NextLevel { level: LevelName::from(to.level.clone()), needs_text, permille }
        });
        let until = until(ladder, card, here, now);
        let current = CurrentLevel {
            level: LevelView::from(here.level.clone()),
            since_text: date(told.since.unwrap_or(card.created_at)),
            until_text: until.map(|end| date(end.plus_ms(-1))),
            after_text: until.and_then(|_| words::after(ladder, here)),
            why: told.why(),
            pending_text: promised.map(|(at, to)| words::promised(here, to, at, now)),
        };
        let step = |rung: &Rung| LevelStep::of(ladder, rung, here, known);
        let shown = ladder.rungs().iter();
        let shown =
            shown.filter(|rung| rung.level.rank.is_some() || rung.level.id == here.level.id);
        Some(Self {
            current,
            next,
            levels: shown.map(step).collect(),
            rule_text: words::rule(ladder),
        })
    }
}

/// The first moment after its validity. What midnight has done may not be written on the card yet.
fn until(ladder: &Ladder, card: &card::Model, here: &Rung, now: Timestamp) -> Option<Timestamp> {
    match card.next_level_at.filter(|at| *at <= now) {
        Some(at) => dates::ends(ladder, here, at),
        None => dates::end_of(ladder, card),
    }
}

impl LevelStep {
    fn of(ladder: &Ladder, rung: &Rung, here: &Rung, known: &Known) -> Self {
        let current = rung.level.id == here.level.id;
        let below = matches!((rung.level.rank, here.level.rank),
            (Some(rank), Some(mine)) if rank < mine);
        Self {
            id: rung.level.id,
            name: rung.level.name.clone(),
            benefits: rung.level.benefits.clone(),
            gives: words::gives(rung, known),
            threshold_text: words::threshold(ladder, rung),
            current,
            reached: current || below,
        }
    }
}
