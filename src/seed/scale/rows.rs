//! Many rows at once.
use entity::{
    account, card, entry, journal, lot, lot_use, member, member_tag, sale, sale_line, sale_tender,
    top_up,
};
use sea_orm::{IntoActiveModel, Iterable, ModelTrait, entity::prelude::*};

use crate::{app::Tx, error::Result, world::World};

/// Of one statement, below what SQLite takes.
const VALUES: usize = 30_000;

/// What is written in one transaction.
#[derive(Clone, Default)]
pub struct Batch {
    pub members: Vec<member::Model>,
    pub cards: Vec<card::Model>,
    pub tags: Vec<member_tag::Model>,
    pub top_ups: Vec<top_up::Model>,
    pub sales: Vec<sale::Model>,
    pub lines: Vec<sale_line::Model>,
    pub tenders: Vec<sale_tender::Model>,
    pub journals: Vec<journal::Model>,
    pub entries: Vec<entry::Model>,
    pub uses: Vec<lot_use::Model>,
    pub accounts: Vec<account::Model>,
    pub lots: Vec<lot::Model>,
}

pub async fn write(tx: &Tx, _: &World, batch: Batch) -> Result<()> {
    put::<member::Entity, _>(tx, batch.members).await?;
    put::<card::Entity, _>(tx, batch.cards).await?;
    put::<member_tag::Entity, _>(tx, batch.tags).await?;
    put::<top_up::Entity, _>(tx, batch.top_ups).await?;
    put::<sale::Entity, _>(tx, batch.sales).await?;
    put::<sale_line::Entity, _>(tx, batch.lines).await?;
    put::<sale_tender::Entity, _>(tx, batch.tenders).await?;
    put::<journal::Entity, _>(tx, batch.journals).await?;
    put::<entry::Entity, _>(tx, batch.entries).await?;
    put::<lot_use::Entity, _>(tx, batch.uses).await?;
    put::<account::Entity, _>(tx, batch.accounts).await?;
    put::<lot::Entity, _>(tx, batch.lots).await
}

async fn put<E, M>(tx: &Tx, rows: Vec<M>) -> Result<()>
where
    E: EntityTrait<Model = M>,
    E::ActiveModel: Send,
    M: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel> + Clone,
{
    for some in rows.chunks(VALUES / E::Column::iter().count()) {
        let some = some.iter().cloned().map(IntoActiveModel::into_active_model);
        E::insert_many(some).exec_without_returning(tx).await?;
    }
    Ok(())
}
