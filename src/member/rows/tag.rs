//! Rows of tags, and of whom they are on.
use entity::{
    ids::{MemberId, MerchantId, TagId},
    member_tag::{self, Column as On},
    tag::{ActiveModel, Color, Column, Entity, Model},
    values::Timestamp,
};
use sea_orm::{
    ActiveValue::Set, IntoActiveModel, QueryOrder, QuerySelect, Select, entity::prelude::*,
    sea_query::Query,
};

use crate::{
    app::Tx,
    error::{Result, exactly_one},
    gone::Gone,
};

/// Those that are not deleted.
fn kept(merchant: MerchantId) -> Select<Entity> {
    Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::DeletedAt.is_null())
}

/// All of a merchant's, the oldest first. A merchant has a handful.
pub async fn list(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    Ok(kept(merchant).order_by_asc(Column::Id).all(db).await?)
}

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: TagId,
) -> Result<Option<Model>> {
    Ok(kept(merchant).filter(Column::Id.eq(id)).one(db).await?)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn change(
    tx: &Tx,
    merchant: MerchantId,
    id: TagId,
    (name, color): (String, Color),
) -> Result<()> {
    write(tx, merchant, id, ActiveModel { name: Set(name), color: Set(color), ..no_change() }).await
}

/// Into the recycle bin. It stays on whom it was on, for whoever takes it out again.
pub async fn delete(tx: &Tx, merchant: MerchantId, id: TagId, now: Timestamp) -> Result<()> {
    write(tx, merchant, id, ActiveModel { deleted_at: Set(Some(now)), ..no_change() }).await
}

/// A deleted one.
pub async fn find_gone(tx: &Tx, merchant: MerchantId, id: TagId) -> Result<Option<Model>> {
    let gone = Entity::find_by_id(id)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::DeletedAt.is_not_null());
    Ok(gone.one(tx).await?)
}

/// Out of the recycle bin, and on whom it was on.
pub async fn bring_back(tx: &Tx, gone: &Model) -> Result<()> {
    let back = Entity::update_many()
        .set(ActiveModel { deleted_at: Set(None), ..no_change() })
        .filter(Column::MerchantId.eq(gone.merchant_id))
        .filter(Column::Id.eq(gone.id))
        .filter(Column::DeletedAt.is_not_null());
    Ok(exactly_one(back.exec(tx).await?.rows_affected)?)
}

/// Deleted at `before` or earlier, the last one first.
pub async fn gone(
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

fn no_change() -> ActiveModel {
    Default::default()
}

async fn write(tx: &Tx, merchant: MerchantId, id: TagId, row: ActiveModel) -> Result<()> {
    let done = Entity::update_many()
        .set(row)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .filter(Column::DeletedAt.is_null())
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// Which tags are on these members.
pub async fn of(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    members: &[MemberId],
) -> Result<Vec<member_tag::Model>> {
    let on = member_tag::Entity::find()
        .filter(On::MerchantId.eq(merchant))
        .filter(On::MemberId.is_in(members.iter().copied()));
    Ok(on.all(db).await?)
}

/// Rows of a statement: three values each, of which SQLite takes 32,766.
const AT_ONCE: usize = 5_000;

/// Put each of these on each of those, unless it is there. The members are held, so that nobody
/// else puts one there meanwhile.
pub async fn put_on(
    tx: &Tx,
    merchant_id: MerchantId,
    members: &[MemberId],
    tags: &[TagId],
) -> Result<()> {
    let there = of(tx, merchant_id, members).await?;
    let all = members.iter().flat_map(|member| tags.iter().map(move |tag| (*member, *tag)));
    let fresh: Vec<_> = all
        .map(|(member_id, tag_id)| member_tag::Model { tag_id, member_id, merchant_id })
        .filter(|row| !there.contains(row))
        .map(IntoActiveModel::into_active_model)
        .collect();
    for some in fresh.chunks(AT_ONCE) {
        member_tag::Entity::insert_many(some.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub async fn take_off(
    tx: &Tx,
    merchant: MerchantId,
    members: &[MemberId],
    tags: &[TagId],
) -> Result<()> {
    if tags.is_empty() {
        return Ok(());
    }
    member_tag::Entity::delete_many()
        .filter(On::MerchantId.eq(merchant))
        .filter(On::MemberId.is_in(members.iter().copied()))
        .filter(On::TagId.is_in(tags.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// None is on them any more.
pub async fn forget(tx: &Tx, merchant: MerchantId, member: MemberId) -> Result<()> {
    member_tag::Entity::delete_many()
        .filter(On::MerchantId.eq(merchant))
        .filter(On::MemberId.eq(member))
        .exec(tx)
        .await?;
    Ok(())
}

/// What is on the one is on the other, once. Both are held.
pub async fn hand_over(
    tx: &Tx,
    merchant: MerchantId,
    (from, into): (MemberId, MemberId),
) -> Result<()> {
    let theirs = Query::select()
        .column(On::TagId)
        .from(member_tag::Entity)
        .and_where(On::MerchantId.eq(merchant))
        .and_where(On::MemberId.eq(from))
        .take();
    let tags: Vec<TagId> = {
        let rows = tx.query_all(&theirs).await?;
        rows.iter().map(|row| row.try_get("", "tag_id")).collect::<Result<_, _>>()?
    };
    put_on(tx, merchant, &[into], &tags).await?;
    forget(tx, merchant, from).await
}
