//! Before anybody parses a zip file: what is in it, counted byte by byte (G7).
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::super::rules::BulkRefusal;

/// Most parts of a workbook.
const ENTRIES: usize = 1000;
/// All parts together, inflated. A thousand rows are not a hundredth of it.
const INFLATED: u64 = 64 * 1024 * 1024;
/// Inflated for each byte of the file; small files may be denser.
const RATIO: u64 = 100;
const SMALL: u64 = 4 * 1024 * 1024;
/// How a string begins that sheets share.
const STRING: [&[u8]; 5] = [b"<si>", b"<si ", b"<si/", b":si>", b":si "];
/// And how many of them a part may have, or claim to have.
const STRINGS: usize = 200_000;

/// Refuse what is not the size it says, or more than any form needs.
pub fn check(file: &[u8]) -> Result<(), BulkRefusal> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| BulkRefusal::Unreadable)?;
    if archive.len() > ENTRIES {
        return Err(BulkRefusal::TooLarge);
    }
    let densest = (file.len() as u64).saturating_mul(RATIO).max(SMALL);
    let most = INFLATED.min(densest);
    let mut inflated = 0;
    for nth in 0..archive.len() {
        let mut entry = archive.by_index(nth).map_err(|_| BulkRefusal::Unreadable)?;
        if entry.enclosed_name().is_none() {
            return Err(BulkRefusal::Unreadable);
        }
        let mut part = vec![];
        let left = most - inflated;
        entry
            .by_ref()
            .take(left + 1)
            .read_to_end(&mut part)
            .map_err(|_| BulkRefusal::Unreadable)?;
        if part.len() as u64 > left {
            return Err(BulkRefusal::TooLarge);
        }
        inflated += part.len() as u64;
        plain(&part)?;
    }
    Ok(())
}

/// Nothing that a workbook needs not, and no claim that would be believed.
fn plain(part: &[u8]) -> Result<(), BulkRefusal> {
    if find(part, b"<!DOCTYPE").is_some() || find(part, b"<!ENTITY").is_some() {
        return Err(BulkRefusal::Unreadable);
    }
    let strings = part.windows(4).filter(|four| STRING.contains(four));
    if strings.count() > STRINGS || claimed(part) > STRINGS as u64 {
        return Err(BulkRefusal::TooLarge);
    }
    Ok(())
}

/// The largest `uniqueCount`, for which a reader would make room.
fn claimed(part: &[u8]) -> u64 {
    const NAME: &[u8] = b"uniqueCount";
    let (mut rest, mut most) = (part, 0);
    while let Some(at) = find(rest, NAME) {
        rest = &rest[at + NAME.len()..];
        let digits = rest
            .iter()
            .skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'=' | b'"' | b'\''));
        let digits = digits.map_while(|byte| char::from(*byte).to_digit(10));
        let count =
            digits.fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(digit.into()));
        most = most.max(count);
    }
    most
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(vec![]));
        for (name, part) in parts {
            archive.start_file(*name, SimpleFileOptions::default()).expect("a part");
            archive.write_all(part).expect("written");
        }
        archive.finish().expect("an archive").into_inner()
    }

    #[test]
    fn what_inflates_to_more_than_a_form_needs_is_refused_g7() {
        let zeros = vec![b'0'; 8 * 1024 * 1024];
        assert_eq!(check(&packed(&[("a", b"0")])), Ok(()));
        assert_eq!(check(&packed(&[("xl/a.xml", &zeros)])), Err(BulkRefusal::TooLarge));
        // Each of them is small.
        let part = vec![b'0'; 1024 * 1024];
        let names: Vec<String> = (0..5).map(|nth| format!("{nth}.xml")).collect();
        let parts: Vec<(&str, &[u8])> =
            names.iter().map(|name| (name.as_str(), &part[..])).collect();
        assert_eq!(check(&packed(&parts)), Err(BulkRefusal::TooLarge));
        let names: Vec<String> = (0..=ENTRIES).map(|nth| format!("{nth}.xml")).collect();
        let parts: Vec<(&str, &[u8])> =
            names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert_eq!(check(&packed(&parts)), Err(BulkRefusal::TooLarge));
    }

    #[test]
    fn a_size_that_is_a_lie_is_not_believed_g7() {
        let honest = packed(&[("a.xml", &vec![b'0'; 5 * 1024 * 1024])]);
        let real = (5_u32 * 1024 * 1024).to_le_bytes();
        let mut lying = honest.clone();
        for at in 0..lying.len() - 4 {
            if lying[at..at + 4] == real {
                lying[at..at + 4].copy_from_slice(&7_u32.to_le_bytes());
            }
        }
        assert_ne!(lying, honest);
        assert!(check(&lying).is_err());
    }

    #[test]
    fn what_a_workbook_needs_not_is_refused_g7() {
        let strings = b"<si/><si>".repeat(200_001);
        for (name, part, no) in [
            ("../evil.xml", &b"<a/>"[..], BulkRefusal::Unreadable),
            (
                "a.xml",
                &b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]>"[..],
                BulkRefusal::Unreadable,
            ),
            (
                "xl/sharedStrings.xml",
                &b"<sst uniqueCount = \"4000000000\">"[..],
                BulkRefusal::TooLarge,
            ),
            ("xl/sharedStrings.xml", strings.as_slice(), BulkRefusal::TooLarge),
        ] {
            assert_eq!(check(&packed(&[(name, part)])), Err(no), "{name}");
        }
        assert_eq!(check(&packed(&[("a.xml", b"<sst uniqueCount='12'>")])), Ok(()));
    }
}
