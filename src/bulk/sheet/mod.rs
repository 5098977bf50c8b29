//! Spreadsheets as tables of text: read from `.xlsx` and `.xls`, told by their content, and
//! written.
//!
//! Files come from anybody. So nothing that a file claims of itself is believed: sizes are counted
//! as they come, cells come one by one, and what is kept has bounds of its own (G7).
mod guard;
mod write;
mod xls;
mod xlsx;

use std::collections::{BTreeMap, BTreeSet};

use write::as_typed;
pub use write::{Book, Cell};

use super::rules::BulkRefusal;

/// How the line begins that stands above the head of an unmasked export.
pub const ABOVE: &str = "完整资料";
/// Longest file, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// Most rows below the head.
pub const MOST_ROWS: usize = 1000;
/// Rows and columns beyond these are not looked at: no form is as long, or as wide.
const LAST_ROW: u32 = 50_000;
const LAST_COLUMN: u32 = 64;
/// Characters of a cell that are kept: one more than any column takes.
const LONGEST_CELL: usize = 501;

const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// The first sheet of a file: its head, and the rows below it that are not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub head: Vec<String>,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// As the program that made the file counts them: from 1.
    pub row: u32,
    /// As many as the head has, trimmed.
    pub cells: Vec<String>,
}

/// Read a file, whichever of the two kinds it is. It may take a second: not for a thread that
/// others wait for.
pub fn read(file: &[u8]) -> Result<Table, BulkRefusal> {
    if file.len() > LARGEST {
        return Err(BulkRefusal::TooLarge);
    }
    let mut grid = Grid::default();
    if file.starts_with(ZIP) {
        guard::check(file)?;
        xlsx::read(file, &mut grid)?;
    } else if file.starts_with(COMPOUND) {
        xls::read(file, &mut grid)?;
    } else {
        return Err(BulkRefusal::NotExcel);
    }
    grid.table()
}

/// Cells as they come, in any order.
#[derive(Default)]
struct Grid {
    rows: BTreeMap<u32, BTreeMap<u32, String>>,
    /// Rows beyond those that can be taken, to say how many there are.
    beyond: BTreeSet<u32>,
}

impl Grid {
    /// A cell's text; rows and columns from 0.
    fn put(&mut self, (row, column): (u32, u32), text: &str) {
        let text = as_typed(text.trim());
        if text.is_empty() || row >= LAST_ROW || column >= LAST_COLUMN {
            return;
        }
        // The head and one row too many.
        if self.rows.len() >= MOST_ROWS + 2 && !self.rows.contains_key(&row) {
            self.beyond.insert(row);
            return;
        }
        let text = text.chars().take(LONGEST_CELL).collect();
        self.rows.entry(row).or_default().insert(column, text);
    }

    fn put_number(&mut self, at: (u32, u32), number: f64) {
        self.put(at, &number_text(number));
    }

    /// What our own export says above its head is no head.
    fn skip_above(&mut self) {
        let above = self.rows.first_entry().filter(|first| {
            let cells = first.get();
            cells.len() == 1 && cells.values().all(|text| text.starts_with(ABOVE))
        });
        if let Some(above) = above {
            above.remove();
        }
    }

    fn table(mut self) -> Result<Table, BulkRefusal> {
        self.skip_above();
        let rows = (self.rows.len() + self.beyond.len()).saturating_sub(1);
        if rows > MOST_ROWS {
            return Err(BulkRefusal::TooManyRows { rows: rows as u64, most: MOST_ROWS as u64 });
        }
        let Some((_, first)) = self.rows.pop_first() else {
            return Ok(Table { head: vec![], lines: vec![] });
        };
        let width = first.keys().last().map_or(0, |last| last + 1);
        let line = |mut cells: BTreeMap<u32, String>| -> Vec<String> {
            (0..width).map(|column| cells.remove(&column).unwrap_or_default()).collect()
        };
        let head = line(first);
        let lines =
            self.rows.into_iter().map(|(row, cells)| Line { row: row + 1, cells: line(cells) });
        Ok(Table { head, lines: lines.collect() })
    }
}

/// `13800000001`, `12.5`: a phone that was typed as a number is one.
fn number_text(number: f64) -> String {
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < WHOLE {
        return format!("{}", number as i64);
    }
    // As people typed it: 0.1 + 0.2 is 0.3.
    let rounded = format!("{number:.9}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `2026-11-22` of a day counted from the end of 1899, or from 1904.
fn day_text(days: f64, since_1904: bool) -> Option<String> {
    let epoch = if since_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
    let epoch = chrono::NaiveDate::from_ymd_opt(epoch.0, epoch.1, epoch.2)?;
    if !(0.0..=2_958_465.0).contains(&days) {
        return None;
    }
    let day = epoch.checked_add_days(chrono::Days::new(days.floor() as u64))?;
    Some(day.format("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_typed() {
        let huge = format!("{:.0}", 1e300);
        for (number, text) in [
            (13_800_000_001.0, "13800000001"),
            (0.0, "0"),
            (-3.0, "-3"),
            (12.5, "12.5"),
            (0.1 + 0.2, "0.3"),
            (1e300, huge.as_str()),
        ] {
            assert_eq!(number_text(number), text);
        }
        assert_eq!(day_text(43_891.5, false).as_deref(), Some("2020-03-01"));
        assert_eq!(day_text(0.0, true).as_deref(), Some("1904-01-01"));
        for nonsense in [-1.0, 1e9, f64::NAN, f64::INFINITY] {
            assert_eq!(day_text(nonsense, false), None, "{nonsense}");
        }
    }

    #[test]
    fn a_table_is_as_wide_as_its_head_and_blank_rows_are_none() {
        let mut grid = Grid::default();
        for (at, text) in [
            ((2, 0), "手机号*"),
            ((2, 2), " 姓名 "),
            ((4, 2), "小美"),
            ((4, 9), "beyond the head"),
            ((3, 0), "  "),
            ((60_000, 0), "far"),
        ] {
            grid.put(at, text);
        }
        let table = grid.table().expect("a table");
        assert_eq!(table.head, ["手机号*", "", "姓名"]);
        assert_eq!(
            table.lines,
            [Line { row: 5, cells: vec![String::new(), String::new(), "小美".to_owned()] }]
        );
    }

    #[test]
    fn a_thousand_rows_are_taken_and_one_more_is_not_reg_13() {
        for (rows, fits) in [(1000, true), (1001, false), (3000, false)] {
            let mut grid = Grid::default();
            for row in 0..=rows {
                grid.put((row, 0), "x");
            }
            let table = grid.table();
            let refused = BulkRefusal::TooManyRows { rows: rows.into(), most: 1000 };
            match fits {
                true => assert_eq!(table.map(|table| table.lines.len()), Ok(1000)),
                false => assert_eq!(table, Err(refused)),
            }
        }
    }

    #[test]
    fn a_file_is_told_by_its_content_reg_12() {
        for wrong in [&b""[..], b"PK", b"name,phone\nx,1", b"%PDF-1.7", b"<html>"] {
            assert_eq!(read(wrong), Err(BulkRefusal::NotExcel));
        }
        for broken in [[ZIP, b"nothing"].concat(), [COMPOUND, b"nothing"].concat()] {
            assert_eq!(read(&broken), Err(BulkRefusal::Unreadable));
        }
        assert_eq!(read(&vec![0; LARGEST + 1]), Err(BulkRefusal::TooLarge));
    }
}
