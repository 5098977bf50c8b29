//! The strings that cells share.
use super::unit;
use crate::bulk::rules::BulkRefusal;

/// More than any form has.
const STRINGS: usize = 200_000;

/// The strings that cells share. One may run over the end of a record: then what follows says
/// anew how wide its characters are.
pub fn shared(pieces: &[&[u8]]) -> Result<Vec<String>, BulkRefusal> {
    let mut from = Pieces { pieces, at: 8 };
    let mut strings = vec![];
    while let Some(string) = from.string() {
        if strings.len() == STRINGS {
            return Err(BulkRefusal::TooLarge);
        }
        strings.push(string);
    }
    Ok(strings)
}

struct Pieces<'a> {
    pieces: &'a [&'a [u8]],
    at: usize,
}

impl Pieces<'_> {
    fn string(&mut self) -> Option<String> {
        let length = self.number(2)?;
        let flags = self.number(1)?;
        let runs = if flags & 8 != 0 { self.number(2)? } else { 0 };
        let more = if flags & 4 != 0 { self.number(4)? } else { 0 };
        let text = self.characters(length, flags & 1 != 0)?;
        self.skip(runs * 4 + more)?;
        Some(text)
    }

    fn characters(&mut self, mut left: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = vec![];
        while left > 0 {
            if self.here().is_empty() {
                self.turn()?;
                wide = self.number(1)? & 1 != 0;
            }
            let size = if wide { 2 } else { 1 };
            let here = self.here();
            let taken = left.min(here.len() / size);
            if taken == 0 {
                return None;
            }
            units.extend(here[..taken * size].chunks_exact(size).map(unit));
            self.at += taken * size;
            left -= taken;
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// Little-endian, of up to four bytes.
    fn number(&mut self, bytes: usize) -> Option<usize> {
        let mut number = 0;
        for nth in 0..bytes {
            while self.here().is_empty() {
                self.turn()?;
            }
            number |= usize::from(*self.here().first()?) << (8 * nth);
            self.at += 1;
        }
        Some(number)
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            if self.here().is_empty() {
                self.turn()?;
                continue;
            }
            let taken = bytes.min(self.here().len());
            self.at += taken;
            bytes -= taken;
        }
        Some(())
    }

    fn here(&self) -> &[u8] {
        self.pieces.first().and_then(|piece| piece.get(self.at..)).unwrap_or_default()
    }

    fn turn(&mut self) -> Option<()> {
        let (_, rest) = self.pieces.split_first()?;
        (self.pieces, self.at) = (rest, 0);
        (!rest.is_empty()).then_some(())
    }
}
