//! Whom a word names: a phone or its last four digits, a number, the beginning of a name (PRF-03).
use entity::{
    card::Column as Card,
    ids::{MemberId, MerchantId},
    member::{self, Column as Member},
    values::Phone,
};
use sea_orm::{
    QueryResult,
    entity::prelude::*,
    sea_query::{Func, Query, SelectStatement, UnionType},
};

use crate::{engine::begins_with, error::Result, member as members, seal::Keys, typed};

/// Of a beginning that so many have, the list is read from its top: they will be met soon. Of one
/// that fewer have, they are looked up.
const COMMON: u64 = 500;

/// Whom a word names.
#[derive(Clone, Debug)]
pub enum Found {
    These(Vec<MemberId>),
    /// Many begin so; and these it names.
    Common {
        text: String,
        named: Vec<MemberId>,
    },
}

/// One statement, each part of which has its own index.
pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    keys: &Keys,
    text: &str,
) -> Result<Found> {
    let begins = [Member::Nickname, Member::Name]
        .map(|column| Expr::col((member::Entity, column)))
        .map(|column| (true, of_members(merchant, begins_with(db, column, text))));
    let named = named(merchant, keys, text).into_iter().map(|part| (false, part));
    let mut parts = begins.into_iter().chain(named).map(|(begins, part)| {
        let begins = Expr::value(i32::from(begins));
        Query::select().expr_as(begins, "begins").column("id").from_subquery(part, "part").take()
    });
    let mut all = parts.next().unwrap_or_default();
    all.unions(parts.map(|part| (UnionType::All, part)));
    let rows = db.query_all(&all).await?;
    let read = |row: &QueryResult| -> Result<(bool, MemberId)> {
        Ok((row.try_get::<i32>("", "begins")? == 1, row.try_get("", "id")?))
    };
    let rows = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    let (begin, named): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(begins, _)| *begins);
    let ids = |rows: Vec<(bool, MemberId)>| rows.into_iter().map(|(_, id)| id);
    Ok(if begin.len() as u64 >= COMMON {
        Found::Common { text: text.to_owned(), named: ids(named).collect() }
    } else {
        Found::These(ids(begin).chain(ids(named)).collect())
    })
}

fn of_members(merchant: MerchantId, what: Expr) -> SelectStatement {
    Query::select()
        .expr_as(Expr::col((member::Entity, Member::Id)), "id")
        .from(member::Entity)
        .and_where(Member::MerchantId.eq(merchant))
        .and_where(what)
        .limit(COMMON)
        .take()
}

/// Those that the text could name one of.
fn named(merchant: MerchantId, keys: &Keys, text: &str) -> Vec<SelectStatement> {
    let mut parts = vec![];
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        let tail = members::tail_index(keys, text);
        parts.push(of_members(merchant, Member::PhoneTail.eq(tail)));
    }
    if let Some(phone) = Phone::parse(text) {
        let index = members::phone_index(keys, &phone);
        parts.push(of_members(merchant, Member::PhoneIndex.eq(index)));
    }
    if typed::could_be_key(text) {
        // Whoever became another is found as that one.
        let now = Func::coalesce([
            Expr::col((member::Entity, Member::MergedInto)),
            Expr::col((member::Entity, Member::Id)),
        ]);
        let by_number = Query::select()
            .expr_as(now, "id")
            .from(member::Entity)
            .and_where(Member::MerchantId.eq(merchant))
            .and_where(Member::Number.eq(text))
            .take();
        let by_card = Query::select()
            .expr_as(Expr::col((entity::card::Entity, Card::MemberId)), "id")
            .from(entity::card::Entity)
            .and_where(Card::MerchantId.eq(merchant))
            .and_where(Card::Number.eq(text))
            .take();
        parts.extend([by_number, by_card]);
    }
    parts
}
