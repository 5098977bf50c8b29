//! Writing `.xlsx`: what people typed is text, and none is a formula (G6).
use anyhow::Context;
use rust_xlsxwriter::{Format, Workbook};

/// What goes into a cell: what somebody typed or read, or a number of ours.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
}

impl Default for Cell {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A workbook of one sheet, written row by row into a file that has no name, so that a long one
/// is not in memory.
pub struct Book {
    book: Workbook,
    next: u32,
}

impl Book {
    /// With lines above the head, such as whom it was made for, and the head itself.
    pub fn new(name: &str, above: &[String], head: &[&str]) -> anyhow::Result<Self> {
        let mut book = Workbook::new();
        let sheet =
            book.add_worksheet_with_constant_memory().context("no room to write a sheet")?;
        sheet.set_name(name)?;
        for column in 0..u16::try_from(head.len())? {
            sheet.set_column_width(column, 18)?;
        }
        let mut made = Self { book, next: 0 };
        for line in above {
            made.row(std::slice::from_ref(line))?;
        }
        let bold = Format::new().set_bold();
        let row = made.next;
        for (column, text) in head.iter().enumerate() {
            let sheet = made.book.worksheet_from_index(0)?;
            sheet.write_string_with_format(row, u16::try_from(column)?, safe(text), &bold)?;
        }
        made.next += 1;
        Ok(made)
    }

    /// A form to fill in: its columns take text, so that no phone becomes a number, and a second
    /// sheet says what goes where.
    pub fn form(name: &str, columns: &[(&str, &str)]) -> anyhow::Result<Vec<u8>> {
        let mut book = Workbook::new();
        let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
        let sheet = book.add_worksheet().set_name(name)?;
        for (column, (title, _)) in (0..).zip(columns) {
            sheet.set_column_format(column, &text)?.set_column_width(column, 18)?;
            sheet.write_string_with_format(0, column, *title, &bold)?;
        }
        let sheet = book.add_worksheet().set_name("填写说明")?;
        sheet.set_column_width(1, 60)?;
        for (row, (title, hint)) in (0..).zip(columns) {
            sheet.write_string(row, 0, *title)?.write_string(row, 1, *hint)?;
        }
        Ok(book.save_to_buffer()?)
    }

    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> anyhow::Result<()> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, text) in cells.iter().enumerate() {
            sheet.write_string(self.next, u16::try_from(column)?, safe(text.as_ref()))?;
        }
        self.next += 1;
        Ok(())
    }

    pub fn cells(&mut self, cells: &[Cell]) -> anyhow::Result<()> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) => sheet.write_string(self.next, column, safe(text))?,
                Cell::Number(number) => sheet.write_number(self.next, column, *number)?,
            };
        }
        self.next += 1;
        Ok(())
    }

    pub fn finish(mut self) -> anyhow::Result<Vec<u8>> {
        Ok(self.book.save_to_buffer()?)
    }
}

/// Longest text of a cell, in characters: what Excel takes.
const LONGEST: usize = 32_767;

/// Text that no program takes for a formula, also when it is copied or saved as something else:
/// what begins like one gets a `'` in front. Controls, which XML has no way to say, go.
pub fn safe(text: &str) -> String {
    let formula = begins_like_a_formula(text);
    let said = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    formula.then_some('\'').into_iter().chain(said).take(LONGEST).collect()
}

fn begins_like_a_formula(text: &str) -> bool {
    const BEGINS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '|', '＝', '＋', '－', '＠'];
    let first = text.chars().find(|c| !matches!(c, ' ' | '\u{a0}' | '\u{3000}' | '\u{feff}'));
    first.is_some_and(|first| BEGINS.contains(&first))
}

/// What [`safe`] has put in front is not a part of what was typed.
pub fn as_typed(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(typed) if begins_like_a_formula(typed) => typed.trim(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_said_as_text_g6() {
        for begin in ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠", "|", "\n"] {
            let text = format!("{begin}cmd|' /C calc'!A0");
            assert_eq!(safe(&text), format!("'{text}"));
        }
        assert_eq!(safe("\r=1"), "'=1");
        assert_eq!(safe(" =1"), "' =1");
        assert_eq!(safe("\u{3000}=1"), "'\u{3000}=1");
        for plain in ["小美", "13800000001", "a=b", "2026-11-22", ""] {
            assert_eq!(safe(plain), plain);
        }
        assert_eq!(safe("a\u{7}b\u{0}"), "ab");
        assert_eq!(safe(&"x".repeat(40_000)).len(), LONGEST);
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let mut book =
            Book::new("会员", &["仅供内部使用".to_owned()], &["手机号", "姓名"]).expect("a book");
        book.row(&["13800000001", "=小美"]).expect("a row");
        let table = super::super::read(&book.finish().expect("a file")).expect("a table");
        assert_eq!(table.head, ["仅供内部使用"]);
        let above = [format!("{}，仅供内部使用", super::super::ABOVE)];
        let mut book = Book::new("会员", &above, &["手机号", "姓名"]).expect("a book");
        book.row(&["+86 13800000001", "'小美"]).expect("a row");
        let table = super::super::read(&book.finish().expect("a file")).expect("a table");
        assert_eq!((table.head.len(), table.lines[0].row), (2, 3));
        assert_eq!(table.lines[0].cells, ["+86 13800000001", "'小美"]);
        let mut book = Book::new("会员", &[], &["手机号", "姓名"]).expect("a book");
        book.row(&["13800000001", "=小美"]).expect("a row");
        let table = super::super::read(&book.finish().expect("a file")).expect("a table");
        assert_eq!(table.head, ["手机号", "姓名"]);
        assert_eq!(table.lines[0].cells, ["13800000001", "=小美"]);
    }
}
