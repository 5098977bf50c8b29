//! A merchant's levels and what moves cards between them, as they hold now.
use std::sync::Arc;

use entity::{
    card,
    ids::{LevelId, MerchantId},
    level,
    values::Timestamp,
};

use super::{
    program::{Program, Upgrade},
    rows,
    terms::Terms,
};
use crate::{app::App, error::Result};

/// One level, read.
#[derive(Clone, Debug)]
pub struct Rung {
    pub level: level::Model,
    pub terms: Terms,
}

#[derive(Clone, Debug)]
pub struct Ladder {
    pub program: Program,
    /// 0 for the house's own.
    pub version: i32,
    /// Since when the program holds. A validity that nobody has counted yet is counted from here,
    /// or from when the level began, if that is later.
    pub since: Timestamp,
    /// From the lowest to the highest; those that no rule moves come first.
    rungs: Vec<Rung>,
    /// Deleted. A card that came to one while it was being deleted holds it still.
    gone: Vec<Rung>,
}

impl Ladder {
    /// Before there was anything.
    pub const EVER: Timestamp = Timestamp(0);

    pub fn new((program, version, since): (Program, i32, Timestamp), all: Vec<Rung>) -> Self {
        let live = |rung: &Rung| rung.level.deleted_at.is_none();
        let (mut rungs, gone): (Vec<_>, Vec<_>) = all.into_iter().partition(live);
        rungs.sort_by_key(|rung| (rung.level.rank, rung.level.id));
        Self { program, version, since, rungs, gone }
    }

    /// A level that a card holds, though it be deleted.
    pub fn rung(&self, id: LevelId) -> Option<&Rung> {
        self.rungs.iter().chain(&self.gone).find(|rung| rung.level.id == id)
    }

    /// A level that a card can be given.
    pub fn offered(&self, id: LevelId) -> Option<&Rung> {
        self.rungs.iter().find(|rung| rung.level.id == id)
    }

    /// The same, with one level defined anew.
    pub fn with(&self, rung: Rung) -> Self {
        let all = self.rungs.iter().chain(&self.gone);
        let others = all.filter(|other| other.level.id != rung.level.id).cloned();
        let rungs = others.chain([rung.clone()]).collect();
        Self::new((self.program.clone(), self.version, self.since), rungs)
    }

    pub fn rungs(&self) -> &[Rung] {
        &self.rungs
    }

    /// What the level that a card holds now is worth.
    pub fn terms_of(&self, card: &card::Model, now: Timestamp) -> Terms {
        self.rung(held(card, now)).map(|rung| rung.terms.clone()).unwrap_or_default()
    }

    /// The steps, from the lowest to the highest, without levels that no rule moves.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &Rung> {
        self.rungs.iter().filter(|rung| rung.level.rank.is_some())
    }

    /// 一星会员: nothing falls below it.
    pub fn lowest(&self) -> Option<&Rung> {
        self.steps().next()
    }

    /// Exactly one step down, if there is one.
    pub fn below(&self, here: &Rung) -> Option<&Rung> {
        self.steps().rev().find(|rung| rung.level.rank < here.level.rank)
    }

    /// The highest step that so much of something reaches, in the unit of what is counted. Whoever
    /// reaches none stands on the lowest.
    pub fn earned(&self, by: Upgrade, have: i64) -> Option<&Rung> {
        let reached = |rung: &&Rung| rung.terms.thresholds.of(by).is_some_and(|need| need <= have);
        self.steps().rev().find(reached).or_else(|| self.lowest())
    }
}

/// The level that a card holds now: one that was certain since yesterday begins at midnight,
/// whether or not anybody has written so yet (LVL-08).
pub fn held(card: &card::Model, now: Timestamp) -> LevelId {
    match (card.next_level_id, card.next_level_at) {
        (Some(next), Some(at)) if at <= now => next,
        _ => card.level_id,
    }
}

/// A merchant's ladder as it was a moment ago.
pub async fn ladder(app: &App, merchant: MerchantId) -> Result<Arc<Ladder>> {
    app.near.or_fetch(near_key(merchant), rows::ladder(&app.db, merchant)).await
}

/// It changed on this node; the others see it within a moment.
pub async fn forget_ladder(app: &App, merchant: MerchantId) {
    app.near.forget(&near_key(merchant)).await;
}

fn near_key(merchant: MerchantId) -> String {
    format!("level.ladder.{merchant}")
}
