//! Rows of merges, and what members keep of themselves when they become another.
use entity::{
    address, avatar,
    ids::{MemberId, MerchantId},
    member_merge::{Column, Entity, Model},
    phone_change,
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, entity::prelude::*};

use crate::{app::Tx, error::Result};

/// Whom a member has become.
pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    from: MemberId,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id(from).filter(Column::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// Behind both members' locks, so there is none yet.
pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Whoever ended in another has left as that one: what was said of them goes.
pub async fn forget(tx: &Tx, merchant: MerchantId, from: MemberId) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Reason, Expr::value(""))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::FromMember.eq(from))
        .exec(tx)
        .await?;
    Ok(())
}

/// Addresses and picture go along; a phone that was about to change does not.
pub async fn hand_over(
    tx: &Tx,
    merchant: MerchantId,
    both: (MemberId, MemberId),
    now: Timestamp,
) -> Result<()> {
    hand_addresses(tx, merchant, both).await?;
    hand_avatar(tx, merchant, both).await?;
    phone_change::Entity::update_many()
        .col_expr(phone_change::Column::ClosedAt, Expr::value(now))
        .col_expr(phone_change::Column::OpenOf, Expr::value(None::<MemberId>))
        .filter(phone_change::Column::MerchantId.eq(merchant))
        .filter(phone_change::Column::OpenOf.eq(both.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// One of them has a default address: the one who stays, if they had one.
async fn hand_addresses(
    tx: &Tx,
    merchant: MerchantId,
    (from, into): (MemberId, MemberId),
) -> Result<()> {
    use address::Column as Address;
    let all = || address::Entity::find().filter(Address::MerchantId.eq(merchant));
    let has_default = all().filter(Address::DefaultOf.eq(into)).one(tx).await?.is_some();
    let default_of = (!has_default).then_some(into);
    address::Entity::update_many()
        .col_expr(Address::DefaultOf, Expr::value(default_of))
        .filter(Address::MerchantId.eq(merchant))
        .filter(Address::DefaultOf.eq(from))
        .exec(tx)
        .await?;
    address::Entity::update_many()
        .col_expr(Address::MemberId, Expr::value(into))
        .filter(Address::MerchantId.eq(merchant))
        .filter(Address::MemberId.eq(from))
        .exec(tx)
        .await?;
    Ok(())
}

async fn hand_avatar(
    tx: &Tx,
    merchant: MerchantId,
    (from, into): (MemberId, MemberId),
) -> Result<()> {
    use avatar::Column as Avatar;
    if avatar::Entity::find_by_id(into).one(tx).await?.is_some() {
        avatar::Entity::delete_many()
            .filter(Avatar::MerchantId.eq(merchant))
            .filter(Avatar::MemberId.eq(from))
            .exec(tx)
            .await?;
        return Ok(());
    }
    avatar::Entity::update_many()
        .col_expr(Avatar::MemberId, Expr::value(into))
        .filter(Avatar::MerchantId.eq(merchant))
        .filter(Avatar::MemberId.eq(from))
        .exec(tx)
        .await?;
    Ok(())
}
