//! Rows of addresses.
use entity::{
    address::{ActiveModel, Column, Entity, Model},
    ids::{AddressId, MemberId, MerchantId},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel, QueryOrder, Select, entity::prelude::*};

use crate::{
    app::Tx,
    error::{Result, exactly_one},
};

fn theirs(merchant: MerchantId, member: MemberId) -> Select<Entity> {
    Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::MemberId.eq(member))
}

/// The newest first.
pub async fn of_member(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    member: MemberId,
) -> Result<Vec<Model>> {
    Ok(theirs(merchant, member).order_by_desc(Column::Id).all(db).await?)
}

/// Another member's is not there.
pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    member: MemberId,
    id: AddressId,
) -> Result<Option<Model>> {
    Ok(theirs(merchant, member).filter(Column::Id.eq(id)).one(db).await?)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn replace(tx: &Tx, row: Model) -> Result<()> {
    let (id, merchant) = (row.id, row.merchant_id);
    let done = Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// None of theirs is the default.
pub async fn no_default(tx: &Tx, merchant: MerchantId, member: MemberId) -> Result<()> {
    Entity::update_many()
        .set(ActiveModel { default_of: Set(None), ..Default::default() })
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::DefaultOf.eq(member))
        .exec(tx)
        .await?;
    Ok(())
}

/// True if it was there.
pub async fn delete(
    tx: &Tx,
    merchant: MerchantId,
    member: MemberId,
    id: AddressId,
) -> Result<bool> {
    let gone = Entity::delete_many()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.eq(member))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected == 1)
}

pub async fn delete_of(tx: &Tx, merchant: MerchantId, member: MemberId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.eq(member))
        .exec(tx)
        .await?;
    Ok(())
}
