//! Rows of tables that go out, in the words of people.
use entity::values::{Fen, Points, Timestamp};
use sea_orm::{QueryResult, TryGetable};

use crate::{
    bulk::{
        rules::{Eyes, state_of_coupon},
        sheet::Cell,
    },
    error::Result,
    pos,
};

/// A row, cell by cell.
pub struct Row<'a>(pub &'a QueryResult);

impl Row<'_> {
    fn get<T: TryGetable>(&self, column: &str) -> Result<T> {
        Ok(self.0.try_get("", column)?)
    }

    fn text(&self, column: &str) -> Result<String> {
        Ok(self.get::<Option<String>>(column)?.unwrap_or_default())
    }

    fn clock(&self, column: &str) -> Result<String> {
        Ok(self.get::<Option<Timestamp>>(column)?.map(Timestamp::clock).unwrap_or_default())
    }

    fn fen(&self, column: &str) -> Result<Cell> {
        Ok(yuan(self.get::<Option<Fen>>(column)?.unwrap_or(Fen::ZERO)))
    }

    fn points(&self, column: &str) -> Result<Cell> {
        Ok(points(self.get::<Option<Points>>(column)?.unwrap_or(Points::ZERO)))
    }

    /// Number and name of a member; a guest has none.
    fn member(&self, eyes: &Eyes) -> Result<[String; 2]> {
        let (number, name) = (self.text("number")?, self.get::<Option<String>>("name")?);
        let name = match name {
            Some(name) => name,
            None => self.text("nickname")?,
        };
        Ok([eyes.number(number), eyes.name(name)])
    }
}

/// Numbers, for whoever goes on calculating.
fn yuan(Fen(fen): Fen) -> Cell {
    Cell::Number(fen as f64 / 100.0)
}

fn points(Points(units): Points) -> Cell {
    Cell::Number(units as f64 / 10_000.0)
}

pub fn members(row: &Row<'_>, eyes: &Eyes) -> Result<Vec<Cell>> {
    let name = row.get::<Option<String>>("name")?.map(|name| eyes.name(name));
    Ok(vec![
        eyes.number(row.text("number")?).into(),
        eyes.phone(&row.get::<Vec<u8>>("phone_sealed")?)?.into(),
        name.unwrap_or_default().into(),
        eyes.name(row.text("nickname")?).into(),
        row.text("level_name")?.into(),
        eyes.card(row.text("card_number")?).into(),
        row.points("points")?,
        row.fen("principal")?,
        row.fen("gift")?,
        eyes.birthday(row.text("birthday")?).into(),
        row.text("store_name")?.into(),
        eyes.source(row.get("source")?).to_owned().into(),
        row.clock("moment")?.into(),
    ])
}

pub fn sales(row: &Row<'_>, eyes: &Eyes) -> Result<Vec<Cell>> {
    let [number, name] = row.member(eyes)?;
    Ok(vec![
        row.text("order_no")?.into(),
        row.clock("moment")?.into(),
        row.text("store_name")?.into(),
        row.text("till")?.into(),
        row.text("clerk")?.into(),
        number.into(),
        name.into(),
        row.fen("list_total")?,
        row.fen("paid")?,
        row.fen("refunded")?,
        row.points("points_earned")?,
        row.points("points_spent")?,
        pos::state_text(row.get("state")?).to_owned().into(),
    ])
}

pub fn entries(row: &Row<'_>, eyes: &Eyes) -> Result<Vec<Cell>> {
    let [number, name] = row.member(eyes)?;
    let (asset, book) = (row.get("asset")?, row.get("book")?);
    let after: Option<i64> = row.get("balance_after")?;
    let said = |units| match eyes.is_money(asset) {
        Some(true) => yuan(Fen(units)),
        Some(false) => points(Points(units)),
        None => Cell::Number(units as f64),
    };
    Ok(vec![
        row.clock("moment")?.into(),
        number.into(),
        name.into(),
        eyes.card(row.text("card_number")?).into(),
        eyes.asset(asset, book).into(),
        said(row.get("amount")?),
        after.map(said).unwrap_or_default(),
        row.text("reason")?.into(),
        row.text("store_name")?.into(),
        row.text("clerk")?.into(),
    ])
}

pub fn top_ups(row: &Row<'_>, eyes: &Eyes) -> Result<Vec<Cell>> {
    let [number, name] = row.member(eyes)?;
    Ok(vec![
        row.text("order_no")?.into(),
        row.clock("moment")?.into(),
        row.text("store_name")?.into(),
        row.text("clerk")?.into(),
        number.into(),
        name.into(),
        row.fen("principal")?,
        row.fen("gift")?,
        pos::tender_text(row.get("tender")?).to_owned().into(),
        row.fen("refunded")?,
    ])
}

pub fn coupons(row: &Row<'_>, eyes: &Eyes) -> Result<Vec<Cell>> {
    let [number, name] = row.member(eyes)?;
    let until: Timestamp = row.get("valid_until")?;
    Ok(vec![
        row.text("title")?.into(),
        number.into(),
        name.into(),
        state_of_coupon(row.get("state")?, until, eyes.now).to_owned().into(),
        row.clock("moment")?.into(),
        until.clock().into(),
        row.clock("used_at")?.into(),
    ])
}

pub fn audit(row: &Row<'_>, eyes: &Eyes) -> Result<Vec<Cell>> {
    // Names and addresses may be in it.
    let detail = if eyes.full { row.text("detail")? } else { String::new() };
    Ok(vec![
        row.clock("moment")?.into(),
        eyes.actor(&row.text("actor")?).into(),
        eyes.action(&row.text("action")?).to_owned().into(),
        row.text("subject")?.into(),
        detail.into(),
    ])
}
