//! A file that was promised is made: page by page, in the background.
use std::collections::HashMap;

use anyhow::Context;
use entity::{
    bulk_chunk,
    bulk_export::{Failure, Model, State, What},
    ids::{ExportId, MerchantId},
};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::export::Kept;
use crate::{
    app::{App, Tx},
    bulk::{
        rows::{export as rows, table},
        rules::{self, Eyes},
        sheet::{Book, Cell},
    },
    error::Result,
    jobs::Job,
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
pub const SEALED: &str = "bulk_chunk";

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
        if !matches!(export.state, State::Waiting | State::Running) {
            return Ok(());
        }
        let kept = Kept::of(&export)?;
        if !still_theirs(app, &export, &kept).await? {
            return fail(app, export, Failure::NotTheirs).await;
        }
        let seen = Seen::of(app, &export, kept).await?;
        let total = table::count(&app.db, &seen.which).await?;
        export.rows_total = Some(total);
        if total > MOST {
            return fail(app, export, Failure::TooLong).await;
        }
        export.state = State::Running;
        export.rows_done = 0;
        app.transact(set, export.clone()).await?;
        let file = write(app, &mut export, seen).await?;
        keep(app, export, file).await
    }
}

/// Whoever asked still works here, with the right and in the stores that it takes.
async fn still_theirs(app: &App, export: &Model, kept: &Kept) -> Result<bool> {
    let staff = operator::at_work(&app.db, export.merchant_id, export.operator_id).await?;
    Ok(staff.is_some_and(|staff| {
        rules::may_have((&staff.rights, &staff.scope), kept.wanted(export)).is_ok()
    }))
}

/// Which rows, with whose eyes they are seen, and what stands above them.
struct Seen {
    which: table::Which,
    eyes: Eyes,
    above: Vec<String>,
}

impl Seen {
    async fn of(app: &App, export: &Model, kept: Kept) -> Result<Self> {
        let merchant = export.merchant_id;
        let Kept { filter, stores } = kept;
        let (from, to) = rules::moments(&filter, export.created_at)?;
        let staff = operator::names(&app.db, merchant).await?;
        let name = |id| staff.get(&id).cloned().unwrap_or_default();
        let above = if export.full_data { vec![rules::watermark(export, name)] } else { vec![] };
        let names: HashMap<String, String> =
            staff.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
        let keys = merchant::keys(app, merchant).await?;
        let eyes = Eyes { full: export.full_data, keys, names, now: app.world.now() };
        // Whoever works in some stores sees their members, and those of none (ADM-02).
        let and_none = export.what == What::Members && filter.store.is_none();
        let what = export.what;
        let which = table::Which { merchant, what, filter, stores, and_none, from, to };
        Ok(Self { which, eyes, above })
    }
}

/// Page by page into a workbook, which a thread of its own writes.
async fn write(app: &App, export: &mut Model, seen: Seen) -> Result<Vec<u8>> {
    let what = export.what;
    let Seen { which, eyes, above } = seen;
    let (rows, mut arriving) = mpsc::channel::<Vec<Vec<Cell>>>(2);
    let writing = tokio::task::spawn_blocking(move || {
        let mut book = Book::new(rules::what_text(what), &above, table::head(what))?;
        while let Some(page) = arriving.blocking_recv() {
            for row in page {
                book.cells(&row)?;
            }
        }
        book.finish()
    });
    let mut after = None;
    loop {
        let (page, next) = table::page(&app.db, &which, &eyes, after, PAGE).await?;
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

/// There will be no file, nor pieces of one.
async fn fail(app: &App, mut export: Model, failure: Failure) -> Result<()> {
    export.state = State::Failed;
    export.failure = Some(failure);
    app.transact(failed, export).await
}

async fn failed(tx: &Tx, _: &World, export: Model) -> Result<()> {
    rows::no_chunks(tx, &export).await?;
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
