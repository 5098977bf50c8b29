//! Members come in, fifty in a transaction.
use std::{collections::HashSet, sync::Arc};

use entity::{
    account::Book,
    bulk_import::{Model, State},
    bulk_wrong,
    ids::{CardId, ImportId, MerchantId, OperatorId},
    journal, member as members, merchant as shop,
    program::Kind,
    values::{Fen, Points},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::Semaphore;

use crate::{
    app::{App, Tx},
    approval::{self, Limits, Share},
    audit::{self, Deed},
    bulk::{
        rows::import as rows,
        rules::{self, Against, BulkRefusal, Newcomer, Row, RowRefusal},
        sheet,
    },
    card::{self, Enrolled},
    error::{Error, Result},
    ledger::{self, Cause, Into, Leg, Place, Sum},
    level,
    member::{self, Enrol, Imported, PhoneProof},
    merchant,
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
    let mut stores = store::list(&app.db, merchant).await?;
    stores.retain(|store| scope.covers(Some(store.id)));
    let shop = merchant::shown(app, merchant).await?;
    let value =
        merchant::program::<stored_value::Program>(app, merchant, Kind::StoredValue).await?;
    let against = Against {
        levels: &levels,
        stores: &stores,
        tags: &tags,
        phone_unique: shop.phone_unique,
        card_cap: value.terms.card_cap,
        today: app.world.now().date(),
    };
    let head = table.head.clone();
    Ok((head, rules::rows(table, &against)?))
}

/// Take in all rows that are fine, once. What was stopped halfway goes on when it is sent again.
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
    within_limits(tx, world, &form).await?;
    let id = world.id();
    let row = Model {
        id,
        merchant_id: form.merchant,
        operator_id: form.operator,
        state: State::Running,
        dry_run: form.dry_run,
        file_name: form.file_name,
        columns: serde_json::to_string(&form.head)?,
        rows_total: i32::try_from(form.rows.len()).unwrap_or(i32::MAX),
        rows_done: 0,
        fine: 0,
        wrong: 0,
        created_at: world.now(),
        ended_at: None,
    };
    rows::insert(tx, row).await?;
    Ok(Begun { id })
}

/// Nobody allows a whole file: what all rows bring is within what one does alone, or none comes in.
async fn within_limits(tx: &Tx, world: &World, form: &Form) -> Result<()> {
    let (points, principal) = rules::brought(&form.rows);
    let limits = &form.limits;
    let money = |most| Fen(most).to_string();
    let plain = |most| Points(most).to_string();
    let brought: [(Share, i64, &'static str, fn(i64) -> String); 2] = [
        (Share::BroughtPoints, points.0, "初始积分", plain),
        (Share::BroughtMoney, principal.0, "初始储值", money),
    ];
    for (share, amount, what, text) in brought {
        let fine = match form.dry_run {
            true => share.most(limits).is_none_or(|most| amount <= most),
            false => approval::alone(tx, world, (limits, form.operator), (share, amount)).await?,
        };
        if !fine {
            let limit = share.most(limits).map(text).unwrap_or_default();
            return Err(BulkRefusal::OverLimit { what, limit }.into());
        }
    }
    Ok(())
}

#[derive(Clone)]
struct Chunk {
    import: Model,
    from: usize,
    rows: Arc<Vec<Row>>,
    keys: Arc<Keys>,
    program: Arc<merchant::Program<points::Program>>,
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
    import.fine += (these.len() - wrong.len()) as i32;
    rows::insert_wrong(tx, wrong).await?;
    if import.rows_done == import.rows_total {
        import.state = if import.dry_run { State::Checked } else { State::Done };
        import.ended_at = Some(world.now());
        told(tx, world, &import).await?;
    }
    rows::keep(tx, &import).await
}

/// Whose the numbers and phones of some rows are, asked once for all of them.
struct Known {
    numbers: HashSet<String>,
    phones: HashSet<Vec<u8>>,
}

impl Known {
    async fn of(tx: &Tx, chunk: &Chunk, shop: &shop::Model, rows: &[Row]) -> Result<Self> {
        let merchant = shop.id;
        let read = || rows.iter().filter_map(|row| row.read.as_ref().ok());
        let numbers = read().filter_map(|newcomer| newcomer.number.clone()).collect();
        let numbers = member::taken_numbers(tx, merchant, numbers).await?;
        let mut phones = vec![];
        if shop.phone_unique {
            let indexes = read().map(|newcomer| member::phone_index(&chunk.keys, &newcomer.phone));
            phones = member::taken_phones(tx, merchant, indexes.collect()).await?;
        }
        Ok(Self { numbers: numbers.into_iter().collect(), phones: phones.into_iter().collect() })
    }

    fn judge(&self, keys: &Keys, newcomer: Newcomer) -> Result<Newcomer, RowRefusal> {
        if newcomer.number.as_ref().is_some_and(|number| self.numbers.contains(number)) {
            Err(RowRefusal::NumberTaken)
        } else if self.phones.contains(&member::phone_index(keys, &newcomer.phone)) {
            Err(RowRefusal::PhoneTaken)
        } else {
            Ok(newcomer)
        }
    }
}

fn skipped(world: &World, chunk: &Chunk, row: &Row, no: &RowRefusal) -> Result<bulk_wrong::Model> {
    use crate::error::Refusal;
    let cells = serde_json::to_string(&row.cells)?;
    Ok(bulk_wrong::Model {
        import_id: chunk.import.id,
        row_no: i32::try_from(row.row).unwrap_or(i32::MAX),
        merchant_id: chunk.import.merchant_id,
        number: row.number.clone(),
        code: no.problem().1.to_owned(),
        problem: no.title_zh(),
        cells_sealed: chunk.keys.seal(world, CELLS, &cells)?,
    })
}

/// A member and a card, as a till makes them (REG-11), with what they bring.
async fn register(
    tx: &Tx,
    world: &World,
    chunk: &Chunk,
    shop: &shop::Model,
    (row, newcomer): (u32, Newcomer),
) -> Result<()> {
    let (merchant, keys) = (shop.id, chunk.keys.clone());
    let Newcomer { number, phone, name, nickname, level, birthday, .. } = newcomer;
    let Newcomer { email, store, tags, remark, points, principal, .. } = newcomer;
    let level = level.unwrap_or(shop.default_level_till);
    let masked = phone.masked();
    let enrol = Enrol {
        merchant,
        keys: keys.clone(),
        phone: PhoneProof(phone),
        nickname,
        name,
        id_number: None,
        birthday,
        source: members::Source::Office,
        store,
        consent: None,
        wechat: None,
        phone_unique: shop.phone_unique,
    };
    let Enrolled { member, card } = card::enrol(tx, world, enrol, level).await?;
    let more = Imported { merchant, member: member.id, keys, number, email, remark };
    member::imported(tx, world, more).await?;
    if !tags.is_empty() {
        member::tag::put_on(tx, merchant, &[member.id], &tags).await?;
    }
    bring(tx, world, chunk, (card.id, row), (points, principal)).await?;
    let deed = Deed {
        merchant,
        actor: chunk.import.operator_id.to_string(),
        action: "member.register",
        subject: &member.id,
        detail: json!({
            "before": null,
            "after": { "import": chunk.import.id, "row": row, "level": level, "phone": masked },
        }),
    };
    audit::write(tx, world, deed).await
}

/// What they had elsewhere, as a journal by hand: nobody paid for it here.
async fn bring(
    tx: &Tx,
    world: &World,
    chunk: &Chunk,
    (card, row): (CardId, u32),
    (points, principal): (Points, Fen),
) -> Result<()> {
    let import = &chunk.import;
    let mut legs = vec![];
    let mut holdings = match (points, principal) {
        (Points::ZERO, Fen::ZERO) => return Ok(()),
        _ => ledger::lock(tx, import.merchant_id, card).await?,
    };
    if points > Points::ZERO {
        let into = chunk.program.terms.lot(world.now());
        legs.extend(points::credit(&holdings, points, Book::Adjusted, into));
    }
    if principal > Fen::ZERO {
        let into = Into::Lot { source: card.0, expires_at: None };
        legs.push(Leg::Credit { sum: Sum::principal(principal), from: Book::Adjusted, into });
    }
    let cause = Cause {
        kind: journal::Kind::Adjust,
        business_key: format!("import/{}/{row}", import.id),
        subject: card.0,
        place: Place { operator: Some(import.operator_id), ..Place::default() },
        reason: "批量导入".to_owned(),
    };
    ledger::post(tx, world, &mut holdings, cause, legs).await.map(drop)
}

async fn told(tx: &Tx, world: &World, import: &Model) -> Result<()> {
    let Model { file_name, dry_run, rows_total, fine, wrong, .. } = import;
    let deed = Deed {
        merchant: import.merchant_id,
        actor: import.operator_id.to_string(),
        action: "member.import",
        subject: &import.id,
        detail: json!({
            "before": null,
            "after": {
                "file_name": file_name, "dry_run": dry_run, "rows": rows_total,
                "fine": fine, "wrong": wrong,
            },
        }),
    };
    audit::write(tx, world, deed).await
}
