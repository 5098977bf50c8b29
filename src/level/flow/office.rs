//! Headquarters defines levels and how they move; the back office gives one by hand.
use entity::{
    ids::{CardId, LevelId, MerchantId, OperatorId},
    level,
    level_change::Cause,
    program::Kind,
};
use serde_json::json;

use super::{
    super::{Ladder, LevelRefusal, Program, Rung, Terms, rows, rules},
    change::{self, Change, LevelMove},
    settle::settle_due,
};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    ledger, merchant, typed,
    world::World,
};

#[derive(Clone)]
pub struct ChangeProgram {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub program: Program,
}

/// Another program, for terms that begin from now on: one that has begun keeps its end.
pub async fn change_program(tx: &Tx, world: &World, ask: ChangeProgram) -> Result<()> {
    let ChangeProgram { merchant, operator, program } = ask;
    // Whoever changes a level meanwhile waits, so that both are judged together.
    merchant::lock(tx, merchant).await?;
    let before = rows::ladder(tx, merchant).await?;
    let wanted = (program.clone(), before.version, before.since);
    rules::check::ladder(&Ladder::new(wanted, before.rungs().to_vec()))?;
    let version = new_version(tx, world, (merchant, operator), &program).await?;
    let deed = Deed {
        merchant,
        actor: operator.to_string(),
        action: "level.program",
        subject: &merchant,
        detail: json!({ "before": before.program, "after": program, "version": version }),
    };
    audit::write(tx, world, deed).await
}

#[derive(Clone)]
pub struct ChangeLevel {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub level: LevelId,
    pub name: String,
    /// Its step on the ladder; none for levels no rule moves.
    pub rank: Option<i32>,
    pub description: String,
    pub benefits: String,
    pub terms: Terms,
}

/// Another definition of a level, for all who hold it.
pub async fn change_level(tx: &Tx, world: &World, ask: ChangeLevel) -> Result<()> {
    let (merchant, operator) = (ask.merchant, ask.operator);
    rules::check::named(&ask.name, &ask.description, &ask.benefits)?;
    rules::check::terms(&ask.terms)?;
    merchant::lock(tx, merchant).await?;
    let ladder = rows::ladder(tx, merchant).await?;
    let before = ladder.offered(ask.level).ok_or(LevelRefusal::NoSuchLevel)?;
    only_ours(tx, merchant, &ask.terms).await?;
    let level = level::Model {
        name: ask.name,
        rank: ask.rank,
        description: ask.description,
        benefits: ask.benefits,
        terms: Some(serde_json::to_string(&ask.terms)?),
        ..before.level.clone()
    };
    let after = Rung { level, terms: ask.terms };
    rules::check::ladder(&ladder.with(after.clone()))?;
    rows::redefine(tx, &before.level, after.level.clone()).await?;
    if after.terms.valid_days != before.terms.valid_days {
        // Whose days nobody has counted yet begins to count them now, and not years ago.
        new_version(tx, world, (merchant, operator), &ladder.program).await?;
    }
    let deed = Deed {
        merchant,
        actor: operator.to_string(),
        action: "level.change",
        subject: &ask.level,
        detail: json!({ "before": told(before), "after": told(&after) }),
    };
    audit::write(tx, world, deed).await
}

pub(super) fn told(rung: &Rung) -> serde_json::Value {
    let Rung { level, terms } = rung;
    json!({
        "name": level.name, "rank": level.rank, "description": level.description,
        "benefits": level.benefits, "terms": terms,
    })
}

pub(super) async fn only_ours(tx: &Tx, merchant: MerchantId, terms: &Terms) -> Result<()> {
    let (categories, coupons) = (terms.categories(), terms.reward.coupons.clone());
    let named = (categories.len() as u64, coupons.len() as u64);
    let known = rows::known(tx, merchant, (categories, coupons)).await?;
    if known.0 < named.0 {
        return Err(LevelRefusal::TermsMalformed { why: "有不存在的商品分类".to_owned() }.into());
    }
    if known.1 < named.1 {
        return Err(LevelRefusal::TermsMalformed { why: "有不存在的券".to_owned() }.into());
    }
    Ok(())
}

async fn new_version(
    tx: &Tx,
    world: &World,
    (merchant, operator): (MerchantId, OperatorId),
    program: &Program,
) -> Result<i32> {
    let terms = serde_json::to_string(program)?;
    merchant::set_program(tx, world, (merchant, Kind::Level), Some(operator), terms).await
}

#[derive(Clone)]
pub struct Give {
    pub merchant: MerchantId,
    pub operator: (OperatorId, String),
    pub card: CardId,
    pub to: LevelId,
    pub reason: String,
}

/// By hand, up or down, with a reason. It is the last word: a promise made before is withdrawn, and
/// no reward comes with it (LVL-05).
pub async fn give(tx: &Tx, world: &World, ask: Give) -> Result<LevelMove> {
    let reason = typed::reason(&ask.reason)?;
    let ladder = rows::ladder(tx, ask.merchant).await?;
    let to = ladder.offered(ask.to).ok_or(LevelRefusal::NoSuchLevel)?;
    let mut holdings = ledger::lock(tx, ask.merchant, ask.card).await?;
    settle_due(tx, world, &ladder, &mut holdings).await?;
    let from = holdings.card.level_id;
    if from == ask.to {
        return Err(LevelRefusal::Unchanged { level: to.level.name.clone() }.into());
    }
    let (operator, name) = ask.operator;
    let why = format!("{name}手动调整为{}：{reason}", to.level.name);
    let change = Change { to, cause: Cause::Manual, why, at: world.now() };
    change::happen(tx, world, &ladder, &mut holdings, &change).await?;
    let deed = Deed {
        merchant: ask.merchant,
        actor: operator.to_string(),
        action: "level.give",
        subject: &ask.card,
        detail: json!({ "from": from, "to": ask.to, "reason": reason }),
    };
    audit::write(tx, world, deed).await?;
    Ok(change.told())
}
