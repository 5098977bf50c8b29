//! A level is made, deleted, and taken out of the recycle bin.
use entity::{
    ids::{LevelId, MerchantId, OperatorId},
    level::{self, Model},
};
use serde_json::json;

use super::{
    super::{Ladder, LevelRefusal, Rung, Terms, rows, rules},
    office::{only_ours, told},
};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    gone::Back,
    merchant,
    world::World,
};

/// Somebody of headquarters.
#[derive(Clone, Copy)]
pub struct By {
    pub merchant: MerchantId,
    pub operator: OperatorId,
}

#[derive(Clone)]
pub struct Draft {
    pub code: String,
    pub name: String,
    pub rank: Option<i32>,
    pub description: String,
    pub benefits: String,
    pub terms: Terms,
}

/// A level that nobody holds yet.
pub async fn make(tx: &Tx, world: &World, (by, draft): (By, Draft)) -> Result<Rung> {
    let Draft { code, name, rank, description, benefits, terms } = draft;
    rules::check::code(&code)?;
    rules::check::named(&name, &description, &benefits)?;
    rules::check::terms(&terms)?;
    merchant::lock(tx, by.merchant).await?;
    let ladder = rows::ladder(tx, by.merchant).await?;
    only_ours(tx, by.merchant, &terms).await?;
    let level = Model {
        id: world.id(),
        merchant_id: by.merchant,
        code,
        name,
        system: false,
        rank,
        description,
        benefits,
        terms: Some(serde_json::to_string(&terms)?),
        code_was: None,
        deleted_at: None,
        created_at: world.now(),
    };
    let rung = Rung { level, terms };
    rules::check::ladder(&ladder.with(rung.clone()))?;
    rows::add(tx, rung.level.clone()).await?;
    write(tx, world, by, ("level.create", rung.level.id), json!({ "after": told(&rung) })).await?;
    Ok(rung)
}

/// Whoever holds one, is promised one, or would become one keeps it from being deleted.
pub async fn delete(tx: &Tx, world: &World, (by, id): (By, LevelId)) -> Result<()> {
    // Whoever registers meanwhile waits, or is waited for.
    let shop = merchant::lock(tx, by.merchant).await?;
    let ladder = rows::ladder(tx, by.merchant).await?;
    let rung = ladder.offered(id).ok_or(LevelRefusal::NoSuchLevel)?;
    let holder = rows::held_by_any(tx, by.merchant, id).await?;
    let sold_by = rows::sold_by(tx, by.merchant, id, world.now()).await?;
    rules::check::deletable(&ladder, rung, (&shop, holder, sold_by.as_deref()))?;
    // Its code is free for another: of its id, what no other has stands in its place.
    let stand_in = id.to_string();
    let level = level::Model {
        code: stand_in[stand_in.len() - 16..].to_owned(),
        code_was: Some(rung.level.code.clone()),
        deleted_at: Some(world.now()),
        ..rung.level.clone()
    };
    rows::rewrite(tx, level).await?;
    write(tx, world, by, ("level.delete", id), json!({ "before": told(rung) })).await
}

/// As it was, unless its code or its step is another's by now.
pub async fn restore(tx: &Tx, world: &World, back: Back<LevelId>) -> Result<()> {
    let Back { merchant, operator, id } = back;
    let by = By { merchant, operator };
    merchant::lock(tx, by.merchant).await?;
    let ladder = rows::ladder(tx, by.merchant).await?;
    let gone = ladder.rung(id).filter(|rung| rung.level.deleted_at.is_some());
    let gone = gone.ok_or(LevelRefusal::NoSuchLevel)?;
    let code = gone.level.code_was.clone().unwrap_or_else(|| gone.level.code.clone());
    let level = Model { code, code_was: None, deleted_at: None, ..gone.level.clone() };
    let back = Rung { level, terms: gone.terms.clone() };
    let after: Ladder = ladder.with(back.clone());
    rules::check::ladder(&after)?;
    rows::rewrite(tx, back.level.clone()).await?;
    write(tx, world, by, ("level.restore", id), json!({ "after": told(&back) })).await
}

async fn write(
    tx: &Tx,
    world: &World,
    by: By,
    (action, level): (&'static str, LevelId),
    detail: serde_json::Value,
) -> Result<()> {
    let (merchant, actor) = (by.merchant, by.operator.to_string());
    audit::write(tx, world, Deed { merchant, actor, action, subject: &level, detail }).await
}
