//! Numbers of printed coupons: eighteen digits, of which sixteen are chance. They begin with 9,
//! as no payment code, card or member code of the house does, and end with a check digit (Luhn), so
//! that a typing error is told from a guess.
use std::time::Duration;

const FIRST: char = '9';
const LENGTH: usize = 18;
/// Most that one batch prints.
pub const LARGEST_BATCH: i32 = 1000;
/// Numbers that may be tried in one [`WINDOW`], right or wrong, by a member and at a till: at a
/// million printed, a lucky one in half a billion years, or in a hundred million.
pub const TRIES_OF_MEMBER: u64 = 20;
pub const TRIES_OF_TILL: u64 = 100;
pub const WINDOW: Duration = Duration::from_secs(3600);

/// A number made of chance.
pub fn number(chance: [u8; 16]) -> String {
    // 2^128 is so much more than 10^16 that the remainder is as even as one can tell.
    let chance = u128::from_le_bytes(chance) % 10_u128.pow(16);
    let body = format!("{FIRST}{chance:016}");
    let check = (0..10).find(|check| luhn(&format!("{body}{check}"))).unwrap_or(0);
    format!("{body}{check}")
}

/// The number somebody typed or scanned; nothing, if it cannot be one.
pub fn read(typed: &str) -> Option<String> {
    if typed.chars().nth(64).is_some() {
        return None;
    }
    let mut digits = String::new();
    for c in typed.trim().chars() {
        match c {
            ' ' | '\u{3000}' | '-' => {}
            '0'..='9' => digits.push(c),
            '０'..='９' => digits.push(char::from_digit(c as u32 - '０' as u32, 10)?),
            _ => return None,
        }
    }
    let fits = digits.len() == LENGTH && digits.starts_with(FIRST) && luhn(&digits);
    fits.then_some(digits)
}

/// ISO/IEC 7812-1, annex B.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(at, digit)| match digit * (1 + at as u32 % 2) {
            doubled if doubled > 9 => doubled - 9,
            plain => plain,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use entity::values::Timestamp;

    use super::*;
    use crate::world::World;

    #[test]
    fn numbers_are_chance_and_read_as_they_are_printed_p37() {
        let world = World::standing(Timestamp(0), 1);
        let made: HashSet<String> = (0..1000).map(|_| number(world.bytes())).collect();
        assert_eq!(made.len(), 1000, "the clock stood still, and no two are alike");
        for number in made {
            assert_eq!(read(&number), Some(number.clone()));
            let grouped = format!("{} {}-{}\r\n", &number[..6], &number[6..12], &number[12..]);
            assert_eq!(read(&grouped), Some(number));
        }
    }

    #[test]
    fn a_typing_error_is_no_number_cpn_02() {
        let good = number([7; 16]);
        for at in 1..LENGTH {
            let mut wrong: Vec<u8> = good.bytes().collect();
            wrong[at] = b'0' + (wrong[at] - b'0' + 1) % 10;
            assert_eq!(read(&String::from_utf8_lossy(&wrong)), None, "digit {at}");
        }
        for wrong in ["", "9", &good[1..], &format!("{good}0"), &"9".repeat(100), "九", "9\0"] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
        assert_eq!(read("800000000000000000"), None, "another family");
    }
}
