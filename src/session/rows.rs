//! Rows behind a session.
use entity::{
    identity,
    ids::{IdentityId, MerchantId},
    member,
};
use sea_orm::{JoinType, QuerySelect, entity::prelude::*};

use crate::error::Result;

/// An identity, and the member it belongs to.
pub async fn person(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: IdentityId,
) -> Result<Option<(identity::Model, Option<member::Model>)>> {
    let member: RelationDef = identity::Entity::belongs_to(member::Entity)
        .from(identity::Column::MemberId)
        .to(member::Column::Id)
        .into();
    let found = identity::Entity::find_by_id(id)
        .filter(identity::Column::MerchantId.eq(merchant))
        .join(JoinType::LeftJoin, member)
        .select_also(member::Entity);
    Ok(found.one(db).await?)
}
