//! What a till scans, before anybody is asked what it means.

/// Bad scans in a minute after which a till is locked, and for how long.
pub const BAD_SCANS: u64 = 30;
pub const LOCK_MS: i64 = 60_000;

/// Longest text that is read at all, in characters; longest number, in digits.
const LONGEST_SCAN: usize = 64;
const LONGEST_NUMBER: usize = 32;

/// The digits of a scan, with a `+` before them if there was one: full-width digits made plain,
/// spaces, dashes and the scanner's line end left out. Nothing, if there is anything else (D14).
pub fn normalise(scan: &str) -> Option<String> {
    if scan.chars().nth(LONGEST_SCAN).is_some() {
        return None;
    }
    let mut digits = String::new();
    for c in scan.trim_end_matches(['\r', '\n']).chars() {
        match c {
            ' ' | '\t' | '\u{3000}' | '\u{a0}' | '-' | '\u{2010}'..='\u{2015}' => {}
            '0'..='9' => digits.push(c),
            '０'..='９' => digits.push(char::from_digit(c as u32 - '０' as u32, 10)?),
            '+' | '＋' if digits.is_empty() => digits.push('+'),
            _ => return None,
        }
    }
    (1..=LONGEST_NUMBER).contains(&digits.len()).then_some(digits)
}

/// Refusals that a guesser collects. Payment codes are honest mistakes.
pub fn is_bad_scan(code: &str) -> bool {
    matches!(code, "code_malformed" | "code_unknown" | "code_expired" | "no_such_member")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_mistakes_do_not_lock_a_till_d5() {
        for bad in ["code_malformed", "code_unknown", "code_expired", "no_such_member"] {
            assert!(is_bad_scan(bad), "{bad}");
        }
        for fine in ["payment_code", "card_not_active", "several_members", "terminal_locked"] {
            assert!(!is_bad_scan(fine), "{fine}");
        }
    }
}
