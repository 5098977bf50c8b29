//! Cells of an `.xlsx` file's first sheet that is shown.
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};

use super::{Grid, LAST_ROW};
use crate::bulk::rules::BulkRefusal;

pub fn read(file: &[u8], into: &mut Grid) -> Result<(), BulkRefusal> {
    let unreadable = |_| BulkRefusal::Unreadable;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(unreadable)?;
    let shown = book
        .sheets_metadata()
        .iter()
        .find(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
    let name = shown.map(|sheet| sheet.name.clone()).ok_or(BulkRefusal::Unreadable)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(unreadable)?;
    // One by one: a table of all of them would be as large as the corners say.
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let at = cell.get_position();
        if at.0 >= LAST_ROW {
            continue;
        }
        match cell.get_value() {
            DataRef::String(text) => into.put(at, text),
            DataRef::SharedString(text) => into.put(at, text),
            DataRef::Int(number) => into.put(at, &number.to_string()),
            DataRef::Float(number) => into.put_number(at, *number),
            DataRef::Bool(yes) => into.put(at, if *yes { "TRUE" } else { "FALSE" }),
            DataRef::DateTime(moment) => {
                let (year, month, day, ..) = moment.to_ymd_hms_milli();
                into.put(at, &format!("{year:04}-{month:02}-{day:02}"));
            }
            DataRef::DateTimeIso(text) => into.put(at, text.get(..10).unwrap_or(text)),
            DataRef::DurationIso(text) => into.put(at, text),
            DataRef::Error(what) => into.put(at, &format!("{what}")),
            DataRef::Empty => {}
        }
    }
    Ok(())
}
