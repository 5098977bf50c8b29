//! Quantities and moments as pages say them, in Chinese unless English is named.
use std::fmt;

use chrono::Datelike;

use crate::values::{Fen, Points, Timestamp};

impl Fen {
    /// As a table or an account shows it: `¥1,234.50`, `¥20.00`.
    pub fn exact(self) -> String {
        let (sign, fen) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        format!("{sign}¥{}.{:02}", thousands(fen / 100), fen % 100)
    }
}

impl fmt::Display for Fen {
    /// As a sentence says it: `¥1,234.50`, `¥20`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = self.exact();
        f.write_str(exact.strip_suffix(".00").unwrap_or(&exact))
    }
}

impl fmt::Display for Points {
    /// `1,234.5`, `-0.1`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, units) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let (whole, part) = (thousands(units / 10_000), units % 10_000);
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{part:04}").trim_end_matches('0'))
    }
}

/// How many there are, of whatever is counted: `12,345`.
pub fn grouped(pieces: i64) -> String {
    let sign = if pieces < 0 { "-" } else { "" };
    format!("{sign}{}", thousands(pieces.unsigned_abs()))
}

impl Timestamp {
    /// The day as people say it now, in China: `11月22日`, or `2025年11月22日` of another year.
    pub fn day_said(self, now: Self) -> String {
        let same_year = self.date().year() == now.date().year();
        let pattern = if same_year { "%-m月%-d日" } else { "%Y年%-m月%-d日" };
        self.date().format(pattern).to_string()
    }

    /// As [`Timestamp::day_said`], with the minute: `11月22日 14:03`.
    pub fn said(self, now: Self) -> String {
        let clock = self.clock();
        format!("{} {}", self.day_said(now), clock.get(11..16).unwrap_or_default())
    }

    /// The day in China: `22 Nov 2026`.
    pub fn english_day(self) -> String {
        self.date().format("%-d %b %Y").to_string()
    }

    /// With the minute: `22 Nov 2026, 14:03`.
    pub fn english(self) -> String {
        format!("{}, {}", self.english_day(), self.clock().get(11..16).unwrap_or_default())
    }
}

/// Digits in threes: `1,234,567`.
fn thousands(whole: u64) -> String {
    let digits = whole.to_string();
    let mut apart = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_sets_thousands_apart() {
        for (fen, exact, brief) in [
            (123_450, "¥1,234.50", "¥1,234.50"),
            (12_000, "¥120.00", "¥120"),
            (-2_000, "-¥20.00", "-¥20"),
            (5, "¥0.05", "¥0.05"),
            (0, "¥0.00", "¥0"),
            (100_000_000_000, "¥1,000,000,000.00", "¥1,000,000,000"),
        ] {
            assert_eq!((Fen(fen).exact(), Fen(fen).to_string()), (exact.into(), brief.into()));
        }
        for (units, text) in [
            (12_345_000, "1,234.5"),
            (-12_345_678, "-1,234.5678"),
            (9_990_000, "999"),
            (-1_000, "-0.1"),
            (0, "0"),
        ] {
            assert_eq!(Points(units).to_string(), text);
            assert_eq!(Points::parse(&Points(units).plain()), Some(Points(units)));
        }
        assert_eq!([1_234_567, -1_000, 0].map(grouped), ["1,234,567", "-1,000", "0"]);
    }

    #[test]
    fn a_moment_is_said_with_its_year_only_if_that_is_another_one() {
        let now =
            Timestamp::start_of(chrono::NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day"));
        let afternoon = now.plus_ms((14 * 60 + 3) * 60_000);
        assert_eq!(afternoon.said(now), "11月22日 14:03");
        assert_eq!(now.midnight_in(-330).said(now), "2025年12月27日 00:00");
        assert_eq!(now.midnight_in(40).day_said(now), "2027年1月1日");
        assert_eq!(now.midnight_in(-260).day_said(now), "3月7日");
        assert_eq!(afternoon.english(), "22 Nov 2026, 14:03");
        assert_eq!(now.midnight_in(-260).english_day(), "7 Mar 2026");
    }
}
