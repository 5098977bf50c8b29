//! Tables go out: asked for at once, made by a job, taken away by who asked.
use std::collections::HashMap;

use anyhow::Context;
use entity::{
    bulk_chunk,
    bulk_export::{Model, State, What},
    ids::{ExportId, MerchantId, OperatorId, StoreId},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::mpsc;

use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    bulk::{
        rows::{export as rows, table},
        rules::{self, ExportRefusal, Eyes, Filter},
        sheet::{Book, Cell},
    },
    error::Result,
    jobs::{self, Job},
    merchant, operator,
    world::World,
};

/// Rows of one page.
const PAGE: u64 = 1000;
/// More do not go into one file: a job has less than a minute.
const MOST: i64 = 200_000;
/// Bytes of one piece.
const PIECE: usize = 256 * 1024;
/// How long a file is kept.
const KEPT_MS: i64 = 24 * 3600 * 1000;
/// Where pieces are sealed.
const SEALED: &str = "bulk_chunk";

/// Which rows, as they are kept until the job comes to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    filter: Filter,
    /// Those that whoever asked may see; none for the whole chain.
    stores: Option<Vec<StoreId>>,
}

#[derive(Clone)]
pub struct Ask {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub what: What,
    pub filter: Filter,
    pub stores: Option<Vec<StoreId>>,
}

/// Promise a file.
pub async fn ask(tx: &Tx, world: &World, ask: Ask) -> Result<Model> {
    let Ask { merchant, operator, what, filter, stores } = ask;
    rules::may_ask(rows::under_way(tx, (merchant, operator)).await?)?;
    rules::moments(&filter, world.now())?;
    let row = Model {
        id: world.id(),
        merchant_id: merchant,
        operator_id: operator,
        what,
        filter: serde_json::to_string(&Kept { filter, stores })?,
        full_data: false,
        reason: String::new(),
        state: State::Waiting,
        rows_done: 0,
        rows_total: None,
        size: 0,
        created_at: world.now(),
        expires_at: None,
    };
    rows::insert(tx, row.clone()).await?;
    jobs::enqueue(tx, world, Run { merchant, export: row.id }).await?;
    let deed = Deed {
        merchant,
        actor: operator.to_string(),
        action: "export.ask",
        subject: &row.id,
        detail: json!({ "before": null, "after": { "what": what, "filter": filter, "full": false } }),
    };
    audit::write(tx, world, deed).await?;
    Ok(row)
}

/// Make a file. Made twice it is the same file, but for rows that came meanwhile.
#[derive(Serialize, Deserialize)]
pub struct Run {
    pub merchant: MerchantId,
    pub export: ExportId,
}

impl Job for Run {
    const NAME: &'static str = "bulk.export";

    async fn run(self, app: &App) -> Result<()> {
        let mut export = rows::find(&app.db, self.merchant, self.export).await?;
        if matches!(export.state, State::Ready | State::Failed) {
            return Ok(());
        }
        let (which, eyes) = seen(app, &export).await?;
        let total = table::count(&app.db, &which).await?;
        export.rows_total = Some(total);
        export.state = if total > MOST { State::Failed } else { State::Running };
        export.rows_done = 0;
        app.transact(set, export.clone()).await?;
        if export.state == State::Failed {
            return Ok(());
        }
        let file = write(app, &mut export, &which, eyes).await?;
        keep(app, export, file).await
    }
}

/// Which rows, and with whose eyes they are seen.
async fn seen(app: &App, export: &Model) -> Result<(table::Which, Eyes)> {
    let merchant = export.merchant_id;
    let Kept { filter, stores } = serde_json::from_str(&export.filter)?;
    let (from, to) = rules::moments(&filter, export.created_at)?;
    let staff = operator::list(&app.db, merchant).await?;
    let names: HashMap<String, String> =
        staff.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
    let keys = merchant::keys(app, merchant).await?;
    let eyes = Eyes { full: export.full_data, keys, names, now: app.world.now() };
    // Whoever works in some stores sees their members, and those of none (ADM-02).
    let and_none = export.what == What::Members && filter.store.is_none();
    Ok((table::Which { merchant, what: export.what, stores, and_none, from, to }, eyes))
}

/// Page by page into a workbook, which a thread of its own writes.
async fn write(app: &App, export: &mut Model, which: &table::Which, eyes: Eyes) -> Result<Vec<u8>> {
    let what = export.what;
    let (rows, mut arriving) = mpsc::channel::<Vec<Vec<Cell>>>(2);
    let writing = tokio::task::spawn_blocking(move || {
        let mut book = Book::new(rules::what_text(what), &[], table::head(what))?;
        while let Some(page) = arriving.blocking_recv() {
            for row in page {
                book.cells(&row)?;
            }
        }
        book.finish()
    });
    let mut after = None;
    loop {
        let (page, next) = table::page(&app.db, which, &eyes, after, PAGE).await?;
        export.rows_done += page.len() as i64;
        if rows.send(page).await.is_err() {
            break;
        }
        if next.is_none() || export.rows_done >= MOST {
            break;
        }
        after = next;
        app.transact(set, export.clone()).await?;
    }
    drop(rows);
    Ok(writing.await.context("the writer panicked")??)
}

async fn set(tx: &Tx, _: &World, export: Model) -> Result<()> {
    rows::set(tx, &export).await
}

#[derive(Clone)]
struct Piece {
    export: Model,
    part: i32,
    sealed: Vec<u8>,
}

/// Keep the file in pieces, and say so when all are there.
async fn keep(app: &App, mut export: Model, file: Vec<u8>) -> Result<()> {
    let keys = merchant::keys(app, export.merchant_id).await?;
    app.transact(clear, export.clone()).await?;
    for (part, bytes) in (0..).zip(file.chunks(PIECE)) {
        let sealed = keys.seal_bytes(&app.world, SEALED, bytes)?;
        app.transact(put, Piece { export: export.clone(), part, sealed }).await?;
    }
    export.state = State::Ready;
    export.size = file.len() as i64;
    export.expires_at = Some(app.world.now().plus_ms(KEPT_MS));
    app.transact(set, export).await
}

async fn clear(tx: &Tx, _: &World, export: Model) -> Result<()> {
    rows::no_chunks(tx, &export).await
}

async fn put(tx: &Tx, _: &World, piece: Piece) -> Result<()> {
    let Piece { export, part, sealed } = piece;
    let Model { id: export_id, merchant_id, .. } = export;
    rows::insert_chunk(tx, bulk_chunk::Model { export_id, part, merchant_id, sealed }).await
}

/// Whoever asked takes the file away: the log says so, each time.
pub async fn begin_taking(
    tx: &Tx,
    world: &World,
    (merchant, operator, export): (MerchantId, OperatorId, ExportId),
) -> Result<Model> {
    let export = rows::find(tx, merchant, export).await?;
    if export.operator_id != operator {
        return Err(ExportRefusal::NoSuchExport.into());
    }
    if rules::over(&export, world.now()) {
        return Err(ExportRefusal::Over.into());
    }
    if export.state != State::Ready {
        return Err(ExportRefusal::NotReady.into());
    }
    let deed = Deed {
        merchant,
        actor: operator.to_string(),
        action: "export.take",
        subject: &export.id,
        detail: json!({
            "before": null,
            "after": { "what": export.what, "rows": export.rows_done, "full": export.full_data },
        }),
    };
    audit::write(tx, world, deed).await?;
    Ok(export)
}

/// One piece of a file, opened; none after the last.
pub async fn piece(app: &App, export: &Model, part: i32) -> Result<Option<Vec<u8>>> {
    let of = (export.merchant_id, export.id);
    let Some(found) = rows::chunk(&app.db, of, part).await? else { return Ok(None) };
    let keys = merchant::keys(app, export.merchant_id).await?;
    Ok(Some(keys.open_bytes(SEALED, &found.sealed)?))
}
