//! Days that are over, as they were written down.
use entity::{
    day_figure::{self, Column, Entity, Metric},
    day_roll,
    ids::{MerchantId, StoreId},
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QuerySelect, Select, entity::prelude::*};

use super::Figure;
use crate::{
    app::Tx,
    engine::{added_up, insert_if_absent},
    error::Result,
};

/// Rows of one statement.
const CHUNK: usize = 1000;

/// Up to which day a merchant's are written down: the first that is not.
pub async fn until(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Option<Timestamp>> {
    let found = day_roll::Entity::find_by_id(merchant).one(db).await?;
    Ok(found.map(|roll| roll.until_day))
}

/// Write down the days between; false if somebody else just did.
pub async fn advance(
    tx: &Tx,
    merchant: MerchantId,
    (from, to): (Option<Timestamp>, Timestamp),
    figures: &[Figure],
) -> Result<bool> {
    let Some(from) = from else {
        let row = day_roll::Model { merchant_id: merchant, until_day: to };
        let first = insert_if_absent(tx, row.into_active_model().reset_all()).await?;
        if first {
            insert(tx, merchant, figures).await?;
        }
        return Ok(first);
    };
    let moved = day_roll::Entity::update_many()
        .col_expr(day_roll::Column::UntilDay, Expr::value(to.0))
        .filter(day_roll::Column::MerchantId.eq(merchant))
        .filter(day_roll::Column::UntilDay.eq(from))
        .exec(tx)
        .await?;
    let mine = moved.rows_affected == 1;
    if mine {
        insert(tx, merchant, figures).await?;
    }
    Ok(mine)
}

async fn insert(tx: &Tx, merchant_id: MerchantId, figures: &[Figure]) -> Result<()> {
    for chunk in figures.chunks(CHUNK) {
        let rows = chunk.iter().map(|figure| {
            let Figure { day, store, metric, value } = *figure;
            let store_id = store.map_or(Uuid::nil(), |store| store.0);
            day_figure::Model { merchant_id, metric, day, store_id, value }
                .into_active_model()
                .reset_all()
        });
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Of figures that were written down: whose, of which stores and days.
#[derive(Clone, Copy)]
pub struct Which<'a> {
    pub merchant: MerchantId,
    /// None for the whole chain, with what happened in no store.
    pub stores: Option<&'a [StoreId]>,
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Which<'_> {
    fn select(self) -> Select<Entity> {
        let mut rows = Entity::find()
            .select_only()
            .filter(Column::MerchantId.eq(self.merchant))
            .filter(Column::Day.gte(self.from))
            .filter(Column::Day.lt(self.to));
        if let Some(stores) = self.stores {
            rows = rows.filter(Column::StoreId.is_in(stores.iter().map(|store| store.0)));
        }
        rows
    }
}

/// One thing, day by day.
pub async fn by_day(
    db: &impl ConnectionTrait,
    which: Which<'_>,
    metric: Metric,
) -> Result<Vec<(Timestamp, i64)>> {
    let days = which
        .select()
        .filter(Column::Metric.eq(metric))
        .column(Column::Day)
        .expr(added_up(db, Expr::col(Column::Value)))
        .group_by(Column::Day);
    Ok(days.into_tuple().all(db).await?)
}

/// Everything, store by store; the day is the period's first.
pub async fn by_store(db: &impl ConnectionTrait, which: Which<'_>) -> Result<Vec<Figure>> {
    let sums = which
        .select()
        .column(Column::StoreId)
        .column(Column::Metric)
        .expr(added_up(db, Expr::col(Column::Value)))
        .group_by(Column::StoreId)
        .group_by(Column::Metric);
    let sums: Vec<(Uuid, Metric, i64)> = sums.into_tuple().all(db).await?;
    let figure = |(store, metric, value): (Uuid, Metric, i64)| {
        let store = (!store.is_nil()).then_some(StoreId(store));
        Figure { day: which.from, store, metric, value }
    };
    Ok(sums.into_iter().map(figure).collect())
}

/// Some things, all days together.
pub async fn total(
    db: &impl ConnectionTrait,
    which: Which<'_>,
    metrics: &[Metric],
) -> Result<Vec<(Metric, i64)>> {
    let sums = which
        .select()
        .filter(Column::Metric.is_in(metrics.iter().copied()))
        .column(Column::Metric)
        .expr(added_up(db, Expr::col(Column::Value)))
        .group_by(Column::Metric);
    Ok(sums.into_tuple().all(db).await?)
}

/// Rows with moments of the past were added, by a seed: what is written down is made again.
pub async fn start_over(tx: &Tx, merchant: MerchantId) -> Result<()> {
    Entity::delete_many().filter(Column::MerchantId.eq(merchant)).exec(tx).await?;
    day_roll::Entity::delete_by_id(merchant).exec(tx).await?;
    Ok(())
}
