//! Members come in, fifty in a transaction.
use std::sync::Arc;

use entity::{
    bulk_import::{Model, State},
    ids::{ImportId, MerchantId, OperatorId},
    program::Kind,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::Semaphore;

use super::take::{Known, register, skipped};
use crate::{
    app::{App, Tx},
    approval::{self, Limits, Share},
    audit::{self, Deed},
    bulk::{
        rows::import as rows,
        rules::{self, Against, BulkRefusal, Home, Row},
        sheet,
    },
    error::{Error, Result},
    level, member, merchant,
    once::Key,
    operator::Scope,
    points,
    seal::Keys,
    store, stored_value,
    world::World,
};

/// Rows of one transaction.
const CHUNK: usize = 50;
/// Somebody registers with a row's phone between our look and our write: we look again.
const LOOKS: u32 = 3;
/// Files that a node reads at once: each may take a hundred megabytes.
static READING: Semaphore = Semaphore::const_new(1);

/// Where the cells of wrong rows are sealed.
pub const CELLS: &str = "bulk_wrong.cells";

/// A form that was read.
#[derive(Clone)]
pub struct Form {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub file_name: String,
    pub dry_run: bool,
    /// Keyed hash of the file and of what its rows bring.
    pub fingerprint: [u8; 32],
    /// The one that this file is to go on with.
    pub resume: Option<ImportId>,
    /// Where whoever sends it works.
    pub scope: Scope,
    pub head: Vec<String>,
    pub rows: Arc<Vec<Row>>,
    /// How much may come in by one person's word alone in a day (E19).
    pub limits: Limits,
}

/// The rows of a file, read against the shop as it is.
pub async fn read(
    app: &App,
    (merchant, scope): (MerchantId, &Scope),
    file: Vec<u8>,
) -> Result<(Vec<String>, Vec<Row>)> {
    let turn = READING.acquire().await.map_err(anyhow::Error::from)?;
    let table = tokio::task::spawn_blocking(move || sheet::read(&file)).await;
    drop(turn);
    // A reader that panics has met a file that is broken.
    let table = table.map_err(|_| BulkRefusal::Unreadable)??;
    let levels = level::offered(&app.db, merchant).await?;
    let tags = member::tag::list(&app.db, merchant).await?;
    let mut stores = store::trading(&app.db, merchant).await?;
    stores.retain(|store| scope.covers(Some(store.id)));
    let shop = merchant::shown(app, merchant).await?;
    let value =
        merchant::program::<stored_value::Program>(app, merchant, Kind::StoredValue).await?;
    let against = Against {
        levels: &levels,
        home: Home::of(scope, &stores),
        stores: &stores,
        tags: &tags,
        phone_unique: shop.phone_unique,
        card_cap: value.terms.card_cap,
        today: app.world.now().date(),
    };
    let head = table.head.clone();
    Ok((head, rules::rows(table, &against)?))
}

/// Take in all rows that are fine, once. What was stopped halfway goes on when the same file is sent
/// again, under whatever key.
pub async fn import(app: &App, key: Key, form: Form) -> Result<Model> {
    let merchant = form.merchant;
    let keys = merchant::keys(app, merchant).await?;
    let program = merchant::program::<points::Program>(app, merchant, Kind::Points).await?;
    let begun: Begun = app.once(merchant, key, begin, form.clone()).await?;
    let (mut looks, mut reached) = (0, 0);
    loop {
        let import = rows::find(&app.db, merchant, begun.id).await?;
        if import.state != State::Running {
            return Ok(import);
        }
        // What its rows bring is what was held against the limit (E19).
        if import.fingerprint != form.fingerprint {
            return Err(BulkRefusal::OtherFile.into());
        }
        if import.rows_done > reached {
            // Whoever got it there, ourselves or the same request at another node.
            (looks, reached) = (0, import.rows_done);
        }
        let from = usize::try_from(import.rows_done).unwrap_or_default();
        let chunk = Chunk {
            import,
            from,
            rows: form.rows.clone(),
            keys: keys.clone(),
            program: program.clone(),
        };
        match app.transact(take, chunk).await {
            Ok(()) => {}
            Err(no) if looks < LOOKS && raced(&no) => looks += 1,
            Err(no) => return Err(no),
        }
    }
}

fn raced(no: &Error) -> bool {
    matches!(no.code(), Some("phone_taken" | "member_number_taken" | "raced"))
}

#[derive(Serialize, Deserialize)]
struct Begun {
    id: ImportId,
}

async fn begin(tx: &Tx, world: &World, form: Form) -> Result<Begun> {
    let of = (form.merchant, form.operator);
    let unfinished = rows::unfinished(tx, of, (form.dry_run, &form.fingerprint)).await?;
    match (unfinished, form.resume) {
        (Some(id), None) => return Ok(Begun { id }),
        (Some(id), Some(wanted)) if id == wanted => return Ok(Begun { id }),
        (_, Some(_)) => return Err(BulkRefusal::OtherFile.into()),
        (None, None) => {}
    }
    within_limits(tx, world, &form).await?;
    let id = world.id();
    let row = Model {
        id,
        merchant_id: form.merchant,
        operator_id: form.operator,
        state: State::Running,
        dry_run: form.dry_run,
        file_name: form.file_name,
        fingerprint: form.fingerprint.to_vec(),
        everywhere: form.scope.is_chain(),
        columns: serde_json::to_string(&form.head)?,
        rows_total: i32::try_from(form.rows.len()).unwrap_or(i32::MAX),
        rows_done: 0,
        wrong: 0,
        created_at: world.now(),
    };
    rows::insert(tx, row, form.scope.stores().unwrap_or_default()).await?;
    Ok(Begun { id })
}

/// Nobody allows a whole file: what all rows bring is within what one does alone, or none comes in.
async fn within_limits(tx: &Tx, world: &World, form: &Form) -> Result<()> {
    let (points, principal) = rules::brought(&form.rows);
    let limits = &form.limits;
    let most_points = limits.adjust_points.map(|most| most.to_string());
    let most_money = limits.adjust_money.map(|most| most.to_string());
    let brought = [
        (Share::BroughtPoints, points.0, "初始积分", most_points),
        (Share::BroughtMoney, principal.0, "初始储值", most_money),
    ];
    for (share, amount, what, limit) in brought {
        let fine = match form.dry_run {
            true => share.most(limits).is_none_or(|most| amount <= most),
            false => approval::alone(tx, world, (limits, form.operator), (share, amount)).await?,
        };
        if !fine {
            let limit = limit.unwrap_or_default();
            return Err(BulkRefusal::OverLimit { what, limit }.into());
        }
    }
    Ok(())
}

#[derive(Clone)]
pub struct Chunk {
    pub import: Model,
    from: usize,
    rows: Arc<Vec<Row>>,
    pub keys: Arc<Keys>,
    pub program: Arc<merchant::Program<points::Program>>,
}

async fn take(tx: &Tx, world: &World, chunk: Chunk) -> Result<()> {
    let Chunk { mut import, from, rows: all, .. } = chunk.clone();
    let rest = all.get(from..).unwrap_or_default();
    let these = &rest[..rest.len().min(CHUNK)];
    // Whoever else takes this chunk waits here, and then finds it taken.
    rows::advance(tx, &import, these.len()).await?;
    let shop = merchant::hold(tx, import.merchant_id).await?;
    let known = Known::of(tx, &chunk, &shop, these).await?;
    let mut wrong = vec![];
    for row in these {
        match row.read.clone().and_then(|newcomer| known.judge(&chunk.keys, newcomer)) {
            Ok(newcomer) if !import.dry_run => {
                register(tx, world, &chunk, &shop, (row.row, newcomer)).await?;
            }
            Ok(_) => {}
            Err(no) => wrong.push(skipped(world, &chunk, row, &no)?),
        }
    }
    import.rows_done += these.len() as i32;
    import.wrong += wrong.len() as i32;
    rows::insert_wrong(tx, wrong).await?;
    if from + these.len() >= all.len() {
        import.state = if import.dry_run { State::Checked } else { State::Done };
        told(tx, world, &import).await?;
    }
    rows::keep(tx, &import).await
}

async fn told(tx: &Tx, world: &World, import: &Model) -> Result<()> {
    let Model { file_name, dry_run, rows_total, wrong, .. } = import;
    let deed = Deed {
        merchant: import.merchant_id,
        actor: import.operator_id.to_string(),
        action: "member.import",
        subject: &import.id,
        detail: json!({
            "before": null,
            "after": {
                "file_name": file_name, "dry_run": dry_run, "rows": rows_total,
                "fine": rows_total - wrong, "wrong": wrong,
            },
        }),
    };
    audit::write(tx, world, deed).await
}

/// Phones were read in the rows that were not taken (G9).
pub async fn tell_of_report(
    tx: &Tx,
    world: &World,
    (import, by): (Model, OperatorId),
) -> Result<()> {
    let deed = Deed {
        merchant: import.merchant_id,
        actor: by.to_string(),
        action: "import.report",
        subject: &import.id,
        detail: json!({ "before": null, "after": { "rows": import.wrong } }),
    };
    audit::write(tx, world, deed).await
}
