//! Quantities and moments as pages say them, in Chinese unless English is named.
use chrono::Datelike;

use crate::values::{Fen, Points, Timestamp};

impl Fen {
    /// As an account shows it: `¥1,234.50`, `¥20.00`.
    pub fn exact(self) -> String {
        let (sign, fen) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        format!("{sign}¥{}.{:02}", thousands(fen / 100), fen % 100)
    }

    /// As a sentence says it: `¥1,234.50`, `¥20`.
    pub fn brief(self) -> String {
        let exact = self.exact();
        exact.strip_suffix(".00").map(str::to_owned).unwrap_or(exact)
    }
}

impl Points {
    /// As a page shows it: `1,234.5`, `-0.1`.
    pub fn grouped(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let text = Self(self.0.saturating_abs()).to_string();
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let whole = thousands(whole.parse().unwrap_or_default());
        if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }
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
            assert_eq!((Fen(fen).exact().as_str(), Fen(fen).brief().as_str()), (exact, brief));
        }
        for (units, text) in [
            (12_345_000, "1,234.5"),
            (-12_345_678, "-1,234.5678"),
            (9_990_000, "999"),
            (-1_000, "-0.1"),
            (0, "0"),
        ] {
            assert_eq!(Points(units).grouped(), text);
        }
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
