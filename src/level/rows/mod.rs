//! Rows of levels.
pub mod cards;
pub mod due;
pub mod sums;

use entity::{
    card, category, coupon_template,
    ids::{CardId, CategoryId, CouponTemplateId, LevelId, MerchantId},
    level::{self, Column, Entity, Model},
    program, recharge_rule,
    values::Timestamp,
};
use sea_orm::{
    ActiveValue::Set, ExprTrait, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*,
};

use super::{Ladder, LevelRefusal, Rung, Terms};
use crate::{
    app::Tx,
    engine::violates,
    error::{Result, exactly_one},
    gone::Gone,
};

/// All of a merchant's levels, oldest first, also those that were deleted: a card may hold one
/// still. A merchant has a handful.
pub async fn list(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    let levels = Entity::find().filter(Column::MerchantId.eq(merchant));
    Ok(levels.order_by_asc(Column::Id).all(db).await?)
}

/// Those that somebody can be given.
pub async fn offered(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    let mut levels = list(db, merchant).await?;
    levels.retain(|level| level.deleted_at.is_none());
    Ok(levels)
}

/// As [`find`], of those that somebody can be given.
pub async fn find_offered(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: LevelId,
) -> Result<Model> {
    let level = find(db, merchant, id).await?;
    Ok(Some(level).filter(|level| level.deleted_at.is_none()).ok_or(LevelRefusal::NoSuchLevel)?)
}

/// Deleted at `before` or earlier, the last one first.
pub async fn deleted(
    db: &impl ConnectionTrait,
    (merchant, before, limit): (MerchantId, Timestamp, u64),
) -> Result<Vec<Gone>> {
    let gone = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::DeletedAt.lte(before));
    let gone = gone.order_by_desc(Column::DeletedAt).order_by_desc(Column::Id).limit(limit);
    let told =
        |row: Model| Some(Gone { id: row.id.to_string(), name: row.name, at: row.deleted_at? });
    Ok(gone.all(db).await?.into_iter().filter_map(told).collect())
}

pub async fn find(db: &impl ConnectionTrait, merchant: MerchantId, id: LevelId) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant)).one(db).await?;
    Ok(found.ok_or(LevelRefusal::NoSuchLevel)?)
}

pub async fn by_code(db: &impl ConnectionTrait, merchant: MerchantId, code: &str) -> Result<Model> {
    let found =
        Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::Code.eq(code));
    Ok(found.one(db).await?.ok_or(LevelRefusal::NoSuchLevel)?)
}

/// As [`insert`], of one whose code may be another's.
pub async fn add(tx: &Tx, row: Model) -> Result<()> {
    let done = Entity::insert(row.into_active_model()).exec_without_returning(tx).await;
    unless_taken(done).map(drop)
}

/// The whole of a level that is there.
pub async fn rewrite(tx: &Tx, row: Model) -> Result<()> {
    let (merchant, id) = (row.merchant_id, row.id);
    let done = Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await;
    Ok(exactly_one(unless_taken(done)?.rows_affected)?)
}

/// SQLite names the index's columns, the others the index.
fn unless_taken<T>(done: Result<T, DbErr>) -> Result<T> {
    match done {
        Err(no) if violates(&no, "level_code") || violates(&no, "level.code") => {
            Err(LevelRefusal::CodeTaken.into())
        }
        done => Ok(done?),
    }
}

/// Whether any card holds a level, or is promised it.
pub async fn held_by_any(tx: &Tx, merchant: MerchantId, id: LevelId) -> Result<bool> {
    let holds = card::Column::LevelId.eq(id).or(card::Column::NextLevelId.eq(id));
    let cards = card::Entity::find()
        .select_only()
        .column(card::Column::Id)
        .filter(card::Column::MerchantId.eq(merchant))
        .filter(holds);
    Ok(cards.limit(1).into_tuple::<CardId>().one(tx).await?.is_some())
}

/// What a recharge rule says of levels that it gives.
#[derive(serde::Deserialize)]
struct Lifts {
    upgrade_to: Option<LevelId>,
}

/// The name of a recharge rule that gives a level, now or later. Whoever writes one holds the merchant
/// meanwhile.
pub async fn sold_by(
    tx: &Tx,
    merchant: MerchantId,
    id: LevelId,
    now: Timestamp,
) -> Result<Option<String>> {
    use recharge_rule::Column as Rule;
    let rules = recharge_rule::Entity::find()
        .filter(Rule::MerchantId.eq(merchant))
        .filter(Rule::WithdrawnAt.is_null())
        .filter(Rule::EndsAt.is_null().or(Rule::EndsAt.gt(now)))
        .order_by_asc(Rule::Id);
    for rule in rules.all(tx).await? {
        let lifts: Lifts = serde_json::from_str(&rule.terms)?;
        if lifts.upgrade_to == Some(id) {
            return Ok(Some(rule.name));
        }
    }
    Ok(None)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// All of a merchant's levels, with their rules and with what moves cards between them.
pub async fn ladder(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Ladder> {
    let versions = program::Entity::find()
        .filter(program::Column::MerchantId.eq(merchant))
        .filter(program::Column::Kind.eq(program::Kind::Level))
        .filter(program::Column::StoreId.is_null());
    let last = versions.order_by_desc(program::Column::Version).one(db).await?;
    let program = match last {
        Some(row) => (serde_json::from_str(&row.terms)?, row.version, row.created_at),
        None => (super::Program::default(), 0, Ladder::EVER),
    };
    let rungs = list(db, merchant).await?.into_iter().map(rung).collect::<Result<Vec<_>>>()?;
    Ok(Ladder::new(program, rungs))
}

/// A level with its rules read.
pub fn rung(level: Model) -> Result<Rung> {
    let terms: Terms = level.terms.as_deref().map_or(Ok(Terms::default()), serde_json::from_str)?;
    Ok(Rung { level, terms })
}

/// Change a level's definition; of two who do, the last one's stays.
pub async fn redefine(tx: &Tx, before: &Model, after: Model) -> Result<()> {
    let row = level::ActiveModel {
        name: Set(after.name),
        rank: Set(after.rank),
        description: Set(after.description),
        benefits: Set(after.benefits),
        terms: Set(after.terms),
        ..Default::default()
    };
    let same = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(before.id))
        .filter(Column::MerchantId.eq(before.merchant_id));
    Ok(exactly_one(same.exec(tx).await?.rows_affected)?)
}

/// How many of these are the merchant's own.
pub async fn known(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    (categories, templates): (Vec<CategoryId>, Vec<CouponTemplateId>),
) -> Result<(u64, u64)> {
    let categories = category::Entity::find()
        .filter(category::Column::MerchantId.eq(merchant))
        .filter(category::Column::Id.is_in(categories));
    let templates = coupon_template::Entity::find()
        .filter(coupon_template::Column::MerchantId.eq(merchant))
        .filter(coupon_template::Column::Id.is_in(templates));
    Ok((categories.count(db).await?, templates.count(db).await?))
}
