//! Rows of a form become members: each with a card and with what it brings.
use std::collections::HashSet;

use entity::{
    account::Book,
    bulk_wrong,
    ids::CardId,
    journal, member as members, merchant as shop,
    values::{Fen, Points},
};
use serde_json::json;

use super::import::{CELLS, Chunk};
use crate::{
    app::Tx,
    audit::{self, Deed},
    bulk::rules::{Newcomer, Row, RowRefusal},
    card::{self, Enrolled},
    error::{Refusal, Result},
    ledger::{self, Cause, Into, Leg, Place, Sum},
    member::{self, Enrol, Imported, PhoneProof},
    points,
    seal::Keys,
    world::World,
};

/// Whose the numbers and phones of some rows are, asked once for all of them.
pub struct Known {
    numbers: HashSet<String>,
    phones: HashSet<Vec<u8>>,
}

impl Known {
    pub async fn of(tx: &Tx, chunk: &Chunk, shop: &shop::Model, rows: &[Row]) -> Result<Self> {
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

    pub fn judge(&self, keys: &Keys, newcomer: Newcomer) -> Result<Newcomer, RowRefusal> {
        if newcomer.number.as_ref().is_some_and(|number| self.numbers.contains(number)) {
            Err(RowRefusal::NumberTaken)
        } else if self.phones.contains(&member::phone_index(keys, &newcomer.phone)) {
            Err(RowRefusal::PhoneTaken)
        } else {
            Ok(newcomer)
        }
    }
}

pub fn skipped(
    world: &World,
    chunk: &Chunk,
    row: &Row,
    no: &RowRefusal,
) -> Result<bulk_wrong::Model> {
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
pub async fn register(
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
    let (member_id, import) = (member.id, chunk.import.id);
    let more = Imported { merchant, member: member_id, import, keys, number, email, remark };
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
