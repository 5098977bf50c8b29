//! Imports, and the rows that were not taken.
use entity::{
    bulk_import::{Column, Entity, Model, State},
    bulk_import_store, bulk_wrong,
    ids::{ImportId, MerchantId, OperatorId, StoreId},
    values::Timestamp,
};
use sea_orm::{
    Condition, IntoActiveModel, QueryOrder, QuerySelect, QueryTrait, Select, entity::prelude::*,
};

use crate::{
    app::Tx,
    bulk::rules::BulkRefusal,
    error::{Result, exactly_one},
    operator::Scope,
};

/// Rows of one statement.
const CHUNK: usize = 500;

/// With the shops that whoever sent it works in; none for all of them.
pub async fn insert(tx: &Tx, row: Model, stores: &[StoreId]) -> Result<()> {
    let (import_id, merchant_id) = (row.id, row.merchant_id);
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    if !stores.is_empty() {
        let store = |store_id: &StoreId| bulk_import_store::Model {
            import_id,
            store_id: *store_id,
            merchant_id,
        };
        let stores = stores.iter().map(store).map(IntoActiveModel::into_active_model);
        bulk_import_store::Entity::insert_many(stores).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub async fn find(db: &impl ConnectionTrait, merchant: MerchantId, id: ImportId) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant)).one(db).await?;
    Ok(found.ok_or(BulkRefusal::NoSuchImport)?)
}

/// The newest of this fingerprint that this person sent and that did not come to its end.
pub async fn unfinished(
    tx: &Tx,
    (merchant, operator): (MerchantId, OperatorId),
    (dry_run, fingerprint): (bool, &[u8]),
) -> Result<Option<ImportId>> {
    let found = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::OperatorId.eq(operator))
        .filter(Column::State.eq(State::Running))
        .filter(Column::DryRun.eq(dry_run))
        .filter(Column::Fingerprint.eq(fingerprint))
        .order_by_desc(Column::Id);
    Ok(found.into_tuple().one(tx).await?)
}

/// Who looks.
pub struct Reader<'a> {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub scope: &'a Scope,
}

impl Reader<'_> {
    /// One's own, and those of whom worked in no other shops than one does oneself (ADM-02).
    fn seen(&self) -> Select<Entity> {
        let all = Entity::find().filter(Column::MerchantId.eq(self.merchant));
        let Some(mine) = self.scope.stores() else { return all };
        let elsewhere = bulk_import_store::Entity::find()
            .select_only()
            .column(bulk_import_store::Column::ImportId)
            .filter(bulk_import_store::Column::MerchantId.eq(self.merchant))
            .filter(bulk_import_store::Column::StoreId.is_not_in(mine.iter().copied()))
            .into_query();
        let within = Condition::all()
            .add(Column::Everywhere.eq(false))
            .add(Column::Id.not_in_subquery(elsewhere));
        all.filter(Condition::any().add(Column::OperatorId.eq(self.operator)).add(within))
    }
}

/// One that this person may see.
pub async fn shown(db: &impl ConnectionTrait, reader: &Reader<'_>, id: ImportId) -> Result<Model> {
    let found = reader.seen().filter(Column::Id.eq(id)).one(db).await?;
    Ok(found.ok_or(BulkRefusal::NoSuchImport)?)
}

/// The newest before `before`.
pub async fn page(
    db: &impl ConnectionTrait,
    reader: &Reader<'_>,
    before: Option<ImportId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut found = reader.seen();
    if let Some(before) = before {
        found = found.filter(Column::Id.lt(before));
    }
    Ok(found.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// These rows are this transaction's, if they are nobody's yet.
pub async fn advance(tx: &Tx, import: &Model, rows: usize) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::RowsDone, Expr::value(import.rows_done + rows as i32))
        .filter(Column::MerchantId.eq(import.merchant_id))
        .filter(Column::Id.eq(import.id))
        .filter(Column::RowsDone.eq(import.rows_done))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// What came of them, by whoever has advanced it.
pub async fn keep(tx: &Tx, import: &Model) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(import.state))
        .col_expr(Column::Wrong, Expr::value(import.wrong))
        .filter(Column::MerchantId.eq(import.merchant_id))
        .filter(Column::Id.eq(import.id))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

pub async fn insert_wrong(tx: &Tx, rows: Vec<bulk_wrong::Model>) -> Result<()> {
    for chunk in rows.chunks(CHUNK) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        bulk_wrong::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The first rows of an import that were not taken.
pub async fn wrong(
    db: &impl ConnectionTrait,
    import: &Model,
    limit: u64,
) -> Result<Vec<bulk_wrong::Model>> {
    let found = bulk_wrong::Entity::find()
        .filter(bulk_wrong::Column::MerchantId.eq(import.merchant_id))
        .filter(bulk_wrong::Column::ImportId.eq(import.id))
        .order_by_asc(bulk_wrong::Column::RowNo)
        .limit(limit);
    Ok(found.all(db).await?)
}

/// What was typed in rows that were not taken goes; that there was an import stays.
pub async fn forget(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64> {
    let old = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::CreatedAt.lt(before))
        .into_query();
    let gone = bulk_wrong::Entity::delete_many()
        .filter(bulk_wrong::Column::ImportId.in_subquery(old))
        .exec(db)
        .await?;
    Ok(gone.rows_affected)
}
