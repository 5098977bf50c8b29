//! A page of the staff, with all that is shown of them: a fixed number of statements.
use std::collections::HashMap;

use entity::{
    ids::{MerchantId, OperatorId, StoreId},
    operator::{Column, Entity, Model},
    operator_store, two_factor,
};
use operator_store::Column as Place;
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*};

use super::super::{OperatorRefusal, Scope};
use crate::error::Result;

/// Somebody as a list shows them.
pub struct Shown {
    pub operator: Model,
    pub stores: Vec<StoreId>,
    pub two_factor: bool,
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
    with_places(db, staff.order_by_asc(Column::Id).limit(limit).all(db).await?).await
}

/// One of them.
pub async fn shown(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: OperatorId,
) -> Result<Shown> {
    let found = super::find(db, merchant, id).await?.ok_or(OperatorRefusal::NoSuchStaff)?;
    let shown = with_places(db, vec![found]).await?.pop();
    Ok(shown.ok_or(OperatorRefusal::NoSuchStaff)?)
}

async fn with_places(db: &impl ConnectionTrait, staff: Vec<Model>) -> Result<Vec<Shown>> {
    let ids: Vec<OperatorId> = staff.iter().map(|one| one.id).collect();
    let places = operator_store::Entity::find()
        .filter(Place::OperatorId.is_in(ids.iter().copied()))
        .order_by_asc(Place::StoreId)
        .all(db)
        .await?;
    let mut stores: HashMap<OperatorId, Vec<StoreId>> = HashMap::new();
    for place in places {
        stores.entry(place.operator_id).or_default().push(place.store_id);
    }
    let proven: Vec<OperatorId> = two_factor::Entity::find()
        .select_only()
        .column(two_factor::Column::OperatorId)
        .filter(two_factor::Column::OperatorId.is_in(ids))
        .filter(two_factor::Column::EnrolledAt.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let shown = |operator: Model| Shown {
        stores: stores.remove(&operator.id).unwrap_or_default(),
        two_factor: proven.contains(&operator.id),
        operator,
    };
    Ok(staff.into_iter().map(shown).collect())
}
