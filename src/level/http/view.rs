//! What is sent and seen of levels.
use entity::{
    ids::LevelId,
    values::{Fen, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{
    Expiry, Ladder, LevelName, Program, Rung, Terms, Upgrade,
    rules::{explain::Told, summary::summary},
};

/// How cards rise and fall, and between what.
#[derive(Serialize, ToSchema)]
pub struct LevelProgramView {
    /// 0 for the house's own.
    pub version: i32,
    pub upgrade: Upgrade,
    pub expiry: Expiry,
    /// From the lowest to the highest; those that no rule moves come first.
    pub levels: Vec<LevelDetail>,
    /// What will happen, and when: a sentence each.
    pub summary: Vec<String>,
}

impl From<Ladder> for LevelProgramView {
    fn from(ladder: Ladder) -> Self {
        let levels = ladder.rungs().iter().cloned().map(LevelDetail::from).collect();
        let summary = summary(&ladder);
        let Program { upgrade, expiry } = ladder.program;
        Self { version: ladder.version, upgrade, expiry, levels, summary }
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct LevelDetail {
    pub id: LevelId,
    pub code: String,
    pub name: String,
    /// 系统设置: cannot be deleted.
    pub system: bool,
    /// Its step on the ladder; null for levels no rule moves.
    pub rank: Option<i32>,
    pub description: String,
    /// 权益说明
    pub benefits: String,
    pub terms: Terms,
}

impl From<Rung> for LevelDetail {
    fn from(Rung { level, terms }: Rung) -> Self {
        Self {
            id: level.id,
            code: level.code,
            name: level.name,
            system: level.system,
            rank: level.rank,
            description: level.description,
            benefits: level.benefits,
            terms,
        }
    }
}

/// A level as headquarters defines it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelBody {
    pub name: String,
    pub rank: Option<i32>,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub benefits: String,
    pub terms: Terms,
}

/// A level given by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveBody {
    pub level: LevelId,
    pub reason: String,
}

/// Which level on that date, and why.
#[derive(Serialize, ToSchema)]
pub struct ExplainedLevel {
    /// `2026-05-03`
    pub on: String,
    /// At the end of that day; null before there was a card.
    pub level: Option<LevelName>,
    pub since: Option<Timestamp>,
    /// First moment after its validity; null if it lasts.
    pub until: Option<Timestamp>,
    pub sentences: Vec<String>,
    /// What happened up to that day, the newest first.
    pub history: Vec<String>,
}

impl ExplainedLevel {
    pub fn of(on: Timestamp, told: Told<'_>) -> Self {
        Self {
            on: on.day(),
            level: told.level.map(|rung| LevelName::from(rung.level.clone())),
            since: told.since,
            until: told.until,
            sentences: told.sentences,
            history: told.history,
        }
    }
}

/// A level that is for sale.
#[derive(Serialize, ToSchema)]
pub struct LevelOnSale {
    pub id: LevelId,
    pub name: String,
    pub benefits: String,
    pub price: Fen,
    /// `¥99`
    pub price_text: String,
}

impl LevelOnSale {
    pub fn of(rung: &Rung) -> Option<Self> {
        let price = rung.terms.price?;
        Some(Self {
            id: rung.level.id,
            name: rung.level.name.clone(),
            benefits: rung.level.benefits.clone(),
            price,
            price_text: price.to_string(),
        })
    }
}
