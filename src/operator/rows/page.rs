//! A page of the staff, with all that is shown of them: a fixed number of statements.
use std::collections::HashMap;

use entity::{
    ids::{MerchantId, OperatorId, RoleId, StoreId},
    operator::{Column, Entity, Model},
    operator_store, two_factor,
    values::Timestamp,
};
use operator_store::Column as Place;
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*};

use super::super::{OperatorRefusal, Scope};
use crate::{error::Result, passport, store};

/// Somebody as a list shows them.
pub struct Shown {
    pub operator: Model,
    pub role: String,
    /// With their names; none of whoever is everywhere.
    pub stores: Vec<(StoreId, String)>,
    pub two_factor: bool,
    pub seen: Option<Timestamp>,
}

/// Whoever works in one of these shops, and the one who asks, in the order in which they came
/// (ADM-02).
pub async fn page(
    db: &impl ConnectionTrait,
    (merchant, by, scope): (MerchantId, OperatorId, &Scope),
    after: Option<OperatorId>,
    limit: u64,
) -> Result<Vec<Shown>> {
    let mut staff = Entity::find().filter(Column::MerchantId.eq(merchant));
    if let Some(stores) = scope.stores() {
        let here = operator_store::Entity::find()
            .select_only()
            .column(Place::OperatorId)
            .filter(Place::StoreId.is_in(stores.iter().copied()));
        let here = Column::Id.in_subquery(here.into_query()).and(Column::Everywhere.eq(false));
        staff = staff.filter(here.or(Column::Id.eq(by)));
    }
    if let Some(after) = after {
        staff = staff.filter(Column::Id.gt(after));
    }
    let staff = staff.order_by_asc(Column::Id).limit(limit).all(db).await?;
    with_places(db, merchant, staff).await
}

/// One of them.
pub async fn shown(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: OperatorId,
) -> Result<Shown> {
    let found = super::find(db, merchant, id).await?.ok_or(OperatorRefusal::NoSuchStaff)?;
    let shown = with_places(db, merchant, vec![found]).await?.pop();
    Ok(shown.ok_or(OperatorRefusal::NoSuchStaff)?)
}

async fn with_places(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    staff: Vec<Model>,
) -> Result<Vec<Shown>> {
    let ids: Vec<OperatorId> = staff.iter().map(|one| one.id).collect();
    let mut stores = places(db, merchant, &ids).await?;
    let roles = super::roles(db, merchant).await?.into_iter().map(|role| (role.id, role.name));
    let roles: HashMap<RoleId, String> = roles.collect();
    let subjects = ids.iter().map(|id| id.0).collect();
    let seen = passport::last_seen(db, merchant, subjects).await?;
    let seen: HashMap<Uuid, Timestamp> = seen.into_iter().collect();
    let proven: Vec<OperatorId> = two_factor::Entity::find()
        .select_only()
        .column(two_factor::Column::OperatorId)
        .filter(two_factor::Column::OperatorId.is_in(ids))
        .filter(two_factor::Column::EnrolledAt.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let shown = |operator: Model| Shown {
        role: roles.get(&operator.role_id).cloned().unwrap_or_default(),
        stores: stores.remove(&operator.id).unwrap_or_default(),
        two_factor: proven.contains(&operator.id),
        seen: seen.get(&operator.id.0).copied(),
        operator,
    };
    Ok(staff.into_iter().map(shown).collect())
}

/// Where each of these works, by the shops' ids and names.
async fn places(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    staff: &[OperatorId],
) -> Result<HashMap<OperatorId, Vec<(StoreId, String)>>> {
    let places = operator_store::Entity::find()
        .filter(Place::OperatorId.is_in(staff.iter().copied()))
        .order_by_asc(Place::StoreId)
        .all(db)
        .await?;
    let known = store::list(db, merchant).await?.into_iter().map(|store| (store.id, store.name));
    let names: HashMap<StoreId, String> = known.collect();
    let mut stores: HashMap<OperatorId, Vec<(StoreId, String)>> = HashMap::new();
    for place in places {
        let name = names.get(&place.store_id).cloned().unwrap_or_default();
        stores.entry(place.operator_id).or_default().push((place.store_id, name));
    }
    Ok(stores)
}
