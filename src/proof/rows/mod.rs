//! The questions, and where the answers are kept.
mod balances;
mod coupons;
mod kept;
mod ledger;
pub mod nights;
mod once;
mod sales;

use std::collections::BTreeSet;

use entity::{
    account::Asset,
    ids::{CardId, MerchantId},
};
use sea_orm::{FromQueryResult, entity::prelude::*};

pub use kept::{forget, history, insert, insert_once, is_kept, merchants};

use super::{
    report::{Bad, Figure},
    rules::{self, Found, Invariant, Thing, Unit},
};
use crate::{engine::question, error::Result};

/// A question that nothing answers where all is well. It gives `id`, `part`, `word`, `found` and
/// `wanted` of every row that is wrong, `$1` being the merchant.
pub struct Check {
    of: Invariant,
    thing: Thing,
    unit: Unit,
    wrong: &'static str,
    sql: &'static str,
}

/// Something to be shown beside an invariant: `n`.
pub struct Tally {
    of: Invariant,
    label: &'static str,
    unit: Unit,
    sql: &'static str,
}

const CHECKS: [&[Check]; 5] =
    [ledger::CHECKS, balances::CHECKS, sales::CHECKS, coupons::CHECKS, once::CHECKS];
const TALLIES: [&[Tally]; 5] =
    [ledger::TALLIES, balances::TALLIES, sales::TALLIES, coupons::TALLIES, once::TALLIES];

fn checks(of: Invariant) -> Vec<&'static Check> {
    CHECKS.iter().copied().flatten().filter(|check| check.of == of).collect()
}

fn tallies(of: Invariant) -> Vec<&'static Tally> {
    TALLIES.iter().copied().flatten().filter(|tally| tally.of == of).collect()
}

/// The first row that breaks an invariant: of the first question that finds any, the one with the
/// lowest id, which is the oldest, as ids go by time.
pub async fn first_bad(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    of: Invariant,
) -> Result<Option<Bad>> {
    for check in checks(of) {
        let sql = format!(
            "SELECT id, CAST(part AS BIGINT) AS part, word, \
             CAST(COALESCE(found, 0) AS BIGINT) AS found, \
             CAST(COALESCE(wanted, 0) AS BIGINT) AS wanted \
             FROM ({}) bad ORDER BY id, part, word LIMIT 1",
            check.sql
        );
        let ask = question(db.get_database_backend(), &sql, merchant.0);
        if let Some(row) = FoundRow::find_by_statement(ask).one(db).await? {
            let FoundRow { id, part, word, found, wanted } = row;
            let found = Found { id, part, word, found, wanted };
            return Ok(Some(rules::bad(check.thing, check.unit, check.wrong, &found)));
        }
    }
    Ok(None)
}

/// Cards with an account that is not what its entries say (I2).
pub async fn wrong_cards(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
) -> Result<BTreeSet<CardId>> {
    let mut cards = BTreeSet::new();
    for check in checks(Invariant::I2) {
        let table = match check.thing {
            Thing::Account => "account",
            _ => "journal",
        };
        let sql = format!(
            "SELECT DISTINCT card_id AS id FROM {table} WHERE merchant_id = $1 \
             AND id IN (SELECT id FROM ({}) bad)",
            check.sql
        );
        let ask = question(db.get_database_backend(), &sql, merchant.0);
        let found = OfCard::find_by_statement(ask).all(db).await?;
        cards.extend(found.into_iter().map(|row| row.id));
    }
    Ok(cards)
}

#[derive(FromQueryResult)]
struct OfCard {
    id: CardId,
}

#[derive(FromQueryResult)]
struct FoundRow {
    id: Uuid,
    part: i64,
    word: String,
    found: i64,
    wanted: i64,
}

/// What was added up for an invariant.
pub async fn figures(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    of: Invariant,
) -> Result<Vec<Figure>> {
    let mut figures = vec![];
    for tally in tallies(of) {
        let sql = format!("SELECT CAST(COALESCE(n, 0) AS BIGINT) AS n FROM ({}) sums", tally.sql);
        let ask = question(db.get_database_backend(), &sql, merchant.0);
        let n = Number::find_by_statement(ask).one(db).await?.map_or(0, |row| row.n);
        figures.push(Figure::new(tally.label, tally.unit, n));
    }
    Ok(figures)
}

#[derive(FromQueryResult)]
struct Number {
    n: i64,
}

/// What members have of each asset, at their disposal and set aside together.
pub async fn outstanding(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
) -> Result<Vec<(Asset, i64)>> {
    let sql = "SELECT asset AS word, CAST(SUM(balance) AS BIGINT) AS n FROM account \
               WHERE merchant_id = $1 GROUP BY asset";
    let ask = question(db.get_database_backend(), sql, merchant.0);
    let rows = OfAsset::find_by_statement(ask).all(db).await?;
    let known = rows.into_iter().filter_map(|row| Some((rules::asset(&row.word)?, row.n)));
    Ok(known.collect())
}

#[derive(FromQueryResult)]
struct OfAsset {
    word: String,
    n: i64,
}
