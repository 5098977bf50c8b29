//! Rows of goods and categories.
use category::Column as Category;
use entity::{
    category,
    goods::{Column, Entity, Model},
    ids::{CategoryId, GoodsId, MerchantId},
    values::Timestamp,
};
use sea_orm::{
    Condition, ExprTrait, IntoActiveModel, QueryOrder, QuerySelect, Select,
    entity::prelude::*,
    sea_query::{Func, LikeExpr},
};

use super::rules::{CatalogRefusal, LONGEST_GOODS_CODE, Named, could_be_code, could_be_part};
use crate::{
    app::Tx,
    engine::violates,
    error::{Result, exactly_one},
    gone::Gone,
};

/// What the office asks for.
#[derive(Default)]
pub struct Search {
    /// A part of the code or of the name.
    pub text: Option<String>,
    pub category: Option<CategoryId>,
    pub on_sale: Option<bool>,
}

/// All that is named, in no order, sold or not, in one query; what is not there is left out.
/// [`super::pick`] takes them apart.
pub async fn find_goods(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    asked: &[Named],
) -> Result<Vec<Model>> {
    let (mut ids, mut codes) = (vec![], vec![]);
    for named in asked {
        match named {
            Named::Id(id) => ids.push(*id),
            Named::Code(code) if could_be_code(code, LONGEST_GOODS_CODE) => codes.push(code),
            Named::Code(_) => {}
        }
    }
    if ids.is_empty() && codes.is_empty() {
        return Ok(vec![]);
    }
    let named = Condition::any()
        .add_option((!ids.is_empty()).then(|| Column::Id.is_in(ids)))
        .add_option((!codes.is_empty()).then(|| Column::Code.is_in(codes)));
    Ok(all(merchant).filter(named).all(db).await?)
}

/// The newest goods before `before` that a search finds.
pub async fn search(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    search: &Search,
    before: Option<GoodsId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut found = all(merchant);
    if let Some(text) = &search.text {
        found = found.filter(holds(Column::Code, text).or(holds(Column::Name, text)));
    }
    if let Some(category) = search.category {
        found = found.filter(Column::CategoryId.eq(category));
    }
    if let Some(on_sale) = search.on_sale {
        let off = Column::OffSaleAt;
        found = found.filter(if on_sale { off.is_null() } else { off.is_not_null() });
    }
    if let Some(before) = before {
        found = found.filter(Column::Id.lt(before));
    }
    Ok(found.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// The oldest goods on sale after `after`, whose name holds a text and which are of a category.
pub async fn on_sale(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    (name, category): (&str, Option<CategoryId>),
    after: Option<GoodsId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut found = all(merchant).filter(Column::OffSaleAt.is_null());
    if let Some(category) = category {
        found = found.filter(Column::CategoryId.eq(category));
    }
    if let Some(after) = after {
        found = found.filter(Column::Id.gt(after));
    }
    if !name.is_empty() {
        found = found.filter(holds(Column::Name, name));
    }
    Ok(found.order_by_asc(Column::Id).limit(limit).all(db).await?)
}

/// Without the case of letters. LOWER folds ASCII alone on SQLite and all letters elsewhere, so the
/// text is looked for both ways, or a name with an É would not find itself; on SQLite É is not é.
fn holds(column: Column, text: &str) -> Expr {
    const ESCAPE: char = '|';
    let possible = match column {
        // MariaDB compares an ASCII column with ASCII text alone.
        Column::Code => could_be_code(text, LONGEST_GOODS_CODE),
        _ => could_be_part(text),
    };
    if !possible {
        return Expr::value(false);
    }
    let like = |folded: String| {
        let letters = folded.chars().flat_map(|c| {
            let escape = matches!(c, '%' | '_' | ESCAPE).then_some(ESCAPE);
            escape.into_iter().chain([c])
        });
        let pattern = format!("%{}%", letters.collect::<String>());
        Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(pattern).escape(ESCAPE))
    };
    like(text.to_ascii_lowercase()).or(like(text.to_lowercase()))
}

fn all(merchant: MerchantId) -> Select<Entity> {
    Entity::find().filter(Column::MerchantId.eq(merchant))
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    let done = Entity::insert(row.into_active_model()).exec_without_returning(tx).await;
    unless_taken(done, GOODS_CODE).map(drop)
}

pub async fn write(tx: &Tx, row: Model) -> Result<()> {
    let (merchant, id) = (row.merchant_id, row.id);
    let done = Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await;
    Ok(exactly_one(unless_taken(done, GOODS_CODE)?.rows_affected)?)
}

/// A unique index and the refusal that it stands for. SQLite names its columns, the others itself.
type Taken = ([&'static str; 2], CatalogRefusal);

const GOODS_CODE: Taken = (["goods_code", "goods.code"], CatalogRefusal::GoodsCodeTaken);
const CATEGORY_CODE: Taken =
    (["category_code", "category.code"], CatalogRefusal::CategoryCodeTaken);

fn unless_taken<T>(done: Result<T, DbErr>, (names, refusal): Taken) -> Result<T> {
    match done {
        Err(no) if names.iter().any(|name| violates(&no, name)) => Err(refusal.into()),
        done => Ok(done?),
    }
}

/// Goods as they are, held until the transaction ends.
pub async fn lock(tx: &Tx, merchant: MerchantId, id: GoodsId) -> Result<Model> {
    let found = all(merchant).filter(Column::Id.eq(id)).lock_exclusive().one(tx).await?;
    Ok(found.ok_or_else(|| CatalogRefusal::NoSuchGoods { asked: id.to_string() })?)
}

/// Of these categories, those that there are, with what they are called.
pub async fn category_names(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    ids: Vec<CategoryId>,
) -> Result<Vec<(CategoryId, String)>> {
    let found = live(merchant)
        .select_only()
        .column(Category::Id)
        .column(Category::Name)
        .filter(Category::Id.is_in(ids));
    Ok(found.into_tuple().all(db).await?)
}

/// Categories after `after`, the oldest first.
pub async fn categories(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    after: Option<CategoryId>,
    limit: u64,
) -> Result<Vec<category::Model>> {
    let mut found = live(merchant);
    if let Some(after) = after {
        found = found.filter(Category::Id.gt(after));
    }
    Ok(found.order_by_asc(Category::Id).limit(limit).all(db).await?)
}

fn live(merchant: MerchantId) -> Select<category::Entity> {
    category::Entity::find()
        .filter(Category::MerchantId.eq(merchant))
        .filter(Category::DeletedAt.is_null())
}

/// A category as it is, held until the transaction ends: nobody moves goods into one that goes.
pub async fn lock_category(
    tx: &Tx,
    merchant: MerchantId,
    id: CategoryId,
) -> Result<category::Model> {
    let found = live(merchant).filter(Category::Id.eq(id)).lock_exclusive().one(tx).await?;
    Ok(found.ok_or(CatalogRefusal::NoSuchCategory)?)
}

pub async fn sells_any(tx: &Tx, merchant: MerchantId, category: CategoryId) -> Result<bool> {
    let sold = all(merchant)
        .filter(Column::CategoryId.eq(category))
        .filter(Column::OffSaleAt.is_null())
        .limit(1);
    Ok(sold.one(tx).await?.is_some())
}

pub async fn insert_category(tx: &Tx, row: category::Model) -> Result<()> {
    let insert = category::Entity::insert(row.into_active_model());
    unless_taken(insert.exec_without_returning(tx).await, CATEGORY_CODE).map(drop)
}

pub async fn write_category(tx: &Tx, row: category::Model) -> Result<()> {
    let (merchant, id) = (row.merchant_id, row.id);
    let done = category::Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Category::MerchantId.eq(merchant))
        .filter(Category::Id.eq(id))
        .exec(tx)
        .await;
    Ok(exactly_one(unless_taken(done, CATEGORY_CODE)?.rows_affected)?)
}

/// Its code is free for another: the id, which no other row has, stands in its place. MySQL sets
/// columns in the order in which they stand.
pub async fn delete_category(
    tx: &Tx,
    merchant: MerchantId,
    id: CategoryId,
    now: Timestamp,
) -> Result<()> {
    let done = category::Entity::update_many()
        .col_expr(Category::DeletedAt, Expr::value(now.0))
        .col_expr(Category::CodeWas, Expr::col(Category::Code))
        .col_expr(Category::Code, Expr::value(id.to_string()))
        .filter(Category::MerchantId.eq(merchant))
        .filter(Category::Id.eq(id))
        .filter(Category::DeletedAt.is_null())
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// A deleted category as it is, held until the transaction ends.
pub async fn lock_deleted_category(
    tx: &Tx,
    merchant: MerchantId,
    id: CategoryId,
) -> Result<category::Model> {
    let found = category::Entity::find_by_id(id)
        .filter(Category::MerchantId.eq(merchant))
        .filter(Category::DeletedAt.is_not_null());
    let found = found.lock_exclusive().one(tx).await?;
    Ok(found.ok_or(CatalogRefusal::NoSuchCategory)?)
}

/// Taken off sale at `before` or earlier, the last one first.
pub async fn off_sale(
    db: &impl ConnectionTrait,
    (merchant, before, limit): (MerchantId, Timestamp, u64),
) -> Result<Vec<Gone>> {
    let gone = all(merchant).filter(Column::OffSaleAt.lte(before));
    let gone = gone.order_by_desc(Column::OffSaleAt).order_by_desc(Column::Id).limit(limit);
    let told =
        |row: Model| Some(Gone { id: row.id.to_string(), name: row.name, at: row.off_sale_at? });
    Ok(gone.all(db).await?.into_iter().filter_map(told).collect())
}

/// Deleted at `before` or earlier, the last one first.
pub async fn deleted_categories(
    db: &impl ConnectionTrait,
    (merchant, before, limit): (MerchantId, Timestamp, u64),
) -> Result<Vec<Gone>> {
    let gone = category::Entity::find()
        .filter(Category::MerchantId.eq(merchant))
        .filter(Category::DeletedAt.lte(before));
    let gone = gone.order_by_desc(Category::DeletedAt).order_by_desc(Category::Id).limit(limit);
    let told = |row: category::Model| {
        Some(Gone { id: row.id.to_string(), name: row.name, at: row.deleted_at? })
    };
    Ok(gone.all(db).await?.into_iter().filter_map(told).collect())
}
