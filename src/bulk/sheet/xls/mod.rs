//! Cells of an `.xls` file's first sheet that is shown: BIFF8, which Excel has written since 1997
//! ([MS-XLS]). Our own, because readers that make whole tables of what a file claims to have can
//! be made to ask for more memory than there is (G7).
mod strings;

use std::{
    collections::HashSet,
    io::{Cursor, Read},
};

use super::{Grid, LARGEST, day_text};
use crate::bulk::rules::BulkRefusal;
use strings::shared;

/// BOF's version of BIFF8.
const BIFF8: u16 = 0x0600;

mod kind {
    pub const FORMULA: u16 = 0x0006;
    pub const EOF: u16 = 0x000a;
    pub const DATE_MODE: u16 = 0x0022;
    pub const FILE_PASS: u16 = 0x002f;
    pub const CONTINUE: u16 = 0x003c;
    pub const BOUND_SHEET: u16 = 0x0085;
    pub const MUL_RK: u16 = 0x00bd;
    pub const XF: u16 = 0x00e0;
    pub const SST: u16 = 0x00fc;
    pub const LABEL_SST: u16 = 0x00fd;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const BOOL_ERR: u16 = 0x0205;
    pub const STRING: u16 = 0x0207;
    pub const RK: u16 = 0x027e;
    pub const FORMAT: u16 = 0x041e;
    pub const BOF: u16 = 0x0809;
}

pub fn read(file: &[u8], into: &mut Grid) -> Result<(), BulkRefusal> {
    let stream = workbook(file).ok_or(BulkRefusal::Unreadable)?;
    let book = globals(&stream)?;
    let from = book.sheet.and_then(|at| stream.get(at..)).ok_or(BulkRefusal::Unreadable)?;
    let mut cells = Cells { book: &book, formula: None, into };
    let mut depth = 0_u32;
    for (kind, data) in Records(from) {
        match kind {
            kind::BOF => depth += 1,
            kind::EOF if depth <= 1 => return Ok(()),
            kind::EOF => depth -= 1,
            // Charts within the sheet have cells of their own.
            _ if depth > 1 => {}
            _ => cells.take(kind, data).ok_or(BulkRefusal::Unreadable)?,
        }
    }
    Err(BulkRefusal::Unreadable)
}

/// The stream that has it all. It cannot be longer than the file that it is in.
fn workbook(file: &[u8]) -> Option<Vec<u8>> {
    let mut compound = cfb::CompoundFile::open(Cursor::new(file)).ok()?;
    let stream = compound.open_stream("/Workbook").ok()?;
    let mut bytes = vec![];
    stream.take(LARGEST as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Records as they follow each other: what each is, and its data. Ends where the stream does.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (u16_at(self.0, 0)?, u16_at(self.0, 2)?);
        let data = self.0.get(4..4 + usize::from(length))?;
        self.0 = &self.0[4 + data.len()..];
        Some((kind, data))
    }
}

/// What is said of the workbook as a whole.
#[derive(Default)]
struct Globals {
    strings: Vec<String>,
    /// Of each XF, whether it shows a day.
    days: Vec<bool>,
    since_1904: bool,
    /// Where the sheet begins.
    sheet: Option<usize>,
}

fn globals(stream: &[u8]) -> Result<Globals, BulkRefusal> {
    let mut book = Globals::default();
    let (mut formats, mut day_formats) = (vec![], HashSet::new());
    let mut records = Records(stream).peekable();
    let Some((kind::BOF, begin)) = records.next() else { return Err(BulkRefusal::Unreadable) };
    if u16_at(begin, 0) != Some(BIFF8) {
        return Err(BulkRefusal::Unreadable);
    }
    while let Some((kind, data)) = records.next() {
        match kind {
            kind::EOF => break,
            // Locked with a password.
            kind::FILE_PASS => return Err(BulkRefusal::Unreadable),
            kind::DATE_MODE => book.since_1904 = u16_at(data, 0) == Some(1),
            kind::XF => formats.push(u16_at(data, 2).unwrap_or_default()),
            kind::FORMAT => {
                if let (Some(id), Some(text)) = (u16_at(data, 0), data.get(2..).and_then(text))
                    && shows_day(&text)
                {
                    day_formats.insert(id);
                }
            }
            kind::BOUND_SHEET if book.sheet.is_none() && data.get(4..6) == Some(&[0, 0]) => {
                book.sheet = u32_at(data, 0).map(|at| at as usize);
            }
            kind::SST => {
                let mut pieces = vec![data];
                while let Some((_, more)) = records.next_if(|(kind, _)| *kind == kind::CONTINUE) {
                    pieces.push(more);
                }
                book.strings = shared(&pieces)?;
            }
            _ => {}
        }
    }
    let is_day = |id: u16| day_formats.contains(&id) || built_in_day(id);
    book.days = formats.into_iter().map(is_day).collect();
    Ok(book)
}

/// Formats that need no saying, among them those of Chinese and Japanese.
fn built_in_day(id: u16) -> bool {
    matches!(id, 14..=17 | 22 | 27..=31 | 34..=36 | 50..=54 | 57..=58)
}

/// Whether a format has a year or a day in it, beside what it says in quotes or brackets.
fn shows_day(format: &str) -> bool {
    let (mut quoted, mut bracketed) = (false, false);
    format.chars().any(|c| {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            _ => return !quoted && !bracketed && matches!(c, 'y' | 'Y' | 'd' | 'D'),
        }
        false
    })
}

/// Two bytes or one: Latin-1 is the beginning of Unicode.
fn unit(bytes: &[u8]) -> u16 {
    match *bytes {
        [low, high] => u16::from_le_bytes([low, high]),
        [low] => low.into(),
        _ => 0,
    }
}

/// Text with its length before it, within one record.
fn text(data: &[u8]) -> Option<String> {
    let (length, flags) = (usize::from(u16_at(data, 0)?), *data.get(2)?);
    let size = if flags & 1 != 0 { 2 } else { 1 };
    let units: Vec<u16> = data.get(3..3 + length * size)?.chunks_exact(size).map(unit).collect();
    Some(String::from_utf16_lossy(&units))
}

/// Cells on their way into the table.
struct Cells<'a> {
    book: &'a Globals,
    /// Whose text comes in the next record.
    formula: Option<(u32, u32)>,
    into: &'a mut Grid,
}

impl Cells<'_> {
    fn take(&mut self, kind: u16, data: &[u8]) -> Option<()> {
        if kind == kind::STRING {
            // A long one goes on in another record: then it is longer than any cell of ours.
            if let (Some(at), Some(text)) = (self.formula.take(), text(data)) {
                self.into.put(at, &text);
            }
            return Some(());
        }
        let of_cell = matches!(
            kind,
            kind::FORMULA
                | kind::LABEL_SST
                | kind::LABEL
                | kind::NUMBER
                | kind::RK
                | kind::BOOL_ERR
        );
        if kind == kind::MUL_RK {
            return self.many(data);
        }
        if !of_cell {
            return Some(());
        }
        let at = (u16_at(data, 0)?.into(), u16_at(data, 2)?.into());
        let (format, rest) = (u16_at(data, 4)?, data.get(6..)?);
        match kind {
            kind::LABEL_SST => {
                let text = self.book.strings.get(u32_at(rest, 0)? as usize)?;
                self.into.put(at, text);
            }
            kind::LABEL => self.into.put(at, &text(rest)?),
            kind::NUMBER => self.number(at, format, f64_at(rest)?),
            kind::RK => self.number(at, format, packed(u32_at(rest, 0)?)),
            kind::FORMULA => self.result(at, format, rest)?,
            _ if rest.get(1) == Some(&0) => {
                self.into.put(at, if rest[0] == 0 { "FALSE" } else { "TRUE" });
            }
            _ => {}
        }
        Some(())
    }

    /// Several numbers side by side.
    fn many(&mut self, data: &[u8]) -> Option<()> {
        let (row, first) = (u16_at(data, 0)?, u16_at(data, 2)?);
        let cells = data.get(4..data.len().checked_sub(2)?)?;
        for (nth, cell) in cells.chunks_exact(6).enumerate() {
            let at = (u32::from(row), u32::from(first) + nth as u32);
            self.number(at, u16_at(cell, 0)?, packed(u32_at(cell, 2)?));
        }
        Some(())
    }

    /// What a formula came to when the file was saved.
    fn result(&mut self, at: (u32, u32), format: u16, rest: &[u8]) -> Option<()> {
        self.formula = None;
        match (rest.first()?, u16_at(rest, 6)?) {
            (0, 0xffff) => self.formula = Some(at),
            (1, 0xffff) => self.into.put(at, if *rest.get(2)? == 0 { "FALSE" } else { "TRUE" }),
            (_, 0xffff) => {}
            _ => self.number(at, format, f64_at(rest)?),
        }
        Some(())
    }

    fn number(&mut self, at: (u32, u32), format: u16, number: f64) {
        let shows_day = self.book.days.get(usize::from(format)).copied().unwrap_or_default();
        match day_text(number, self.book.since_1904).filter(|_| shows_day) {
            Some(day) => self.into.put(at, &day),
            None => self.into.put_number(at, number),
        }
    }
}

/// RK: the upper 30 bits of a float or a whole number, perhaps a hundred times what is meant.
fn packed(rk: u32) -> f64 {
    let number = if rk & 2 != 0 {
        f64::from(rk.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(rk & !3) << 32)
    };
    if rk & 1 != 0 { number / 100.0 } else { number }
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

fn f64_at(data: &[u8]) -> Option<f64> {
    Some(f64::from_le_bytes(*data.first_chunk()?))
}

#[cfg(test)]
mod tests;
