//! Quantities and texts that must not be mixed up, or must not be shown whole.
use std::fmt;

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Money in fen, 1/100 yuan.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    DeriveValueType,
    utoipa::ToSchema,
)]
pub struct Fen(pub i64);

impl Fen {
    pub const ZERO: Self = Self(0);
    /// Most that one operation may move: 100 million yuan.
    pub const CAP: Self = Self(10_000_000_000);

    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }
}

/// Points or growth in 1/10,000: shares of a tenth of a point exist. In whole points and up to four
/// decimals on the wire, as text: `12`, `0.1`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, DeriveValueType, utoipa::ToSchema,
)]
#[schema(value_type = String)]
pub struct Points(pub i64);

impl Points {
    pub const ZERO: Self = Self(0);
    pub const ONE: Self = Self(10_000);
    /// Most that one operation may move.
    pub const CAP: Self = Self(1_000_000_000_000_000);

    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Reads `12`, `-3`, `0.1`, `12.3456`: nothing else, and no more than [`Points::CAP`].
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |digits: &str, longest: usize| {
            (1..=longest).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        };
        if !plain(whole, 12) || !plain(part, 4) {
            return None;
        }
        let part: i64 = format!("{part:0<4}").parse().ok()?;
        let units = whole.parse::<i64>().ok()?.checked_mul(Self::ONE.0)?.checked_add(part)?;
        (units <= Self::CAP.0).then_some(Self(sign * units))
    }

    /// As [`Points::parse`] reads it: `1234.5`.
    pub fn plain(self) -> String {
        self.to_string().replace(',', "")
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.plain())
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("points are written 12 or 0.1"))
    }
}

/// A moment, in milliseconds since 1970 UTC; RFC 3339 on the wire. A BIGINT in the database,
/// because MariaDB cuts timestamps to seconds and turns 2099 into now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, DeriveValueType, utoipa::ToSchema)]
#[schema(value_type = String, format = DateTime)]
pub struct Timestamp(pub i64);

impl Timestamp {
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The day in China, where every merchant's calendar is: `2026-11-22`.
    pub fn day(self) -> String {
        const EAST_8: i32 = 8 * 3600;
        let zone = FixedOffset::east_opt(EAST_8).expect("eight hours are less than a day");
        self.moment().with_timezone(&zone).format("%Y-%m-%d").to_string()
    }

    /// Day and time in China, as a receipt has it: `2026-11-22 10:30:05`.
    pub fn clock(self) -> String {
        const EAST_8_MS: i64 = 8 * 3600 * 1000;
        self.plus_ms(EAST_8_MS).moment().format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// The first moment of its day in China.
    pub fn midnight(self) -> Self {
        const DAY_MS: i64 = 24 * 3600 * 1000;
        const EAST_8_MS: i64 = 8 * 3600 * 1000;
        Self(self.0 - (self.0 + EAST_8_MS).rem_euclid(DAY_MS))
    }

    /// The first moment of this day in China.
    pub fn midnight_of(day: chrono::NaiveDate) -> Self {
        const EAST_8_MS: i64 = 8 * 3600 * 1000;
        Self(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis() - EAST_8_MS)
    }

    /// The first moment of the day that lies this many days ahead, in China: its days are all of
    /// the same length.
    pub fn midnight_in(self, days: i64) -> Self {
        self.midnight().plus_ms(days.saturating_mul(24 * 3600 * 1000))
    }

    /// Year, month and day in China.
    pub fn date(self) -> chrono::NaiveDate {
        const EAST_8_MS: i64 = 8 * 3600 * 1000;
        self.plus_ms(EAST_8_MS).moment().date_naive()
    }

    /// The first moment of a day in China.
    pub fn start_of(date: chrono::NaiveDate) -> Self {
        const EAST_8_MS: i64 = 8 * 3600 * 1000;
        let midnight = date.and_time(chrono::NaiveTime::MIN).and_utc();
        Self(midnight.timestamp_millis() - EAST_8_MS)
    }

    fn moment(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.moment().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let moment = DateTime::parse_from_rfc3339(&text).map_err(D::Error::custom)?;
        Ok(Self(moment.timestamp_millis()))
    }
}

/// A mainland mobile number in its one canonical spelling, eleven digits. It has no `Display`;
/// `Debug` masks; whoever needs it whole says [`Phone::reveal`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads what people type: `+86`, `0086`, a leading 0, spaces, dashes, full-width digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Option<String> = text.chars().filter_map(plain).collect();
        let digits = digits?;
        let bare = ["+86", "0086", "86", "0"].iter().find_map(|p| digits.strip_prefix(p));
        let number = bare.filter(|bare| bare.len() == 11).unwrap_or(&digits);
        let all_digits = number.len() == 11 && number.bytes().all(|b| b.is_ascii_digit());
        let mobile = all_digits && number.starts_with('1') && number.as_bytes()[1] >= b'3';
        mobile.then(|| Self(number.to_owned()))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `138****0001`
    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[7..])
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// `None` to skip a separator, `Some(None)` for what has no place in a number.
fn plain(c: char) -> Option<Option<char>> {
    match c {
        ' ' | '\u{3000}' | '\u{a0}' | '-' | '\u{2010}'..='\u{2015}' => None,
        '0'..='9' | '+' => Some(Some(c)),
        '０'..='９' => Some(char::from_u32(c as u32 - '０' as u32 + '0' as u32)),
        '＋' => Some(Some('+')),
        _ => Some(None),
    }
}

/// A resident identity card number (GB 11643): seventeen digits and a check character.
#[derive(Clone, PartialEq, Eq)]
pub struct IdNumber(String);

impl IdNumber {
    pub fn parse(text: &str) -> Option<Self> {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        const CHECKS: &[u8; 11] = b"10X98765432";
        let number = text.trim().to_ascii_uppercase();
        let (body, check) = number.split_at_checked(17)?;
        let digits: Option<Vec<u32>> = body.chars().map(|c| c.to_digit(10)).collect();
        let sum: u32 = digits?.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        (check.as_bytes() == [CHECKS[sum as usize % 11]]).then_some(Self(number))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_has_one_spelling_c13() {
        let one = Phone::parse("13800000001");
        assert!(one.is_some());
        for spelling in [
            "+8613800000001",
            "+86 138 0000 0001",
            "008613800000001",
            "8613800000001",
            "013800000001",
            "138-0000-0001",
            " 138 0000\u{3000}0001 ",
            "１３８０００００００１",
            "＋８６１３８０００００００１",
        ] {
            assert_eq!(Phone::parse(spelling), one, "{spelling}");
        }
    }

    #[test]
    fn what_is_no_mobile_number_is_refused() {
        for wrong in [
            "",
            "1380000000",
            "138000000011",
            "12800000001",
            "+1 3800000001",
            "1380000000a",
            "13800000001;",
            "02812345678",
            "+861380000000１1",
        ] {
            assert_eq!(Phone::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_phone_is_shown_masked() {
        let phone = Phone::parse("13812345678").expect("a mobile number");
        assert_eq!(format!("{phone:?}"), "138****5678");
    }

    #[test]
    fn an_identity_number_is_checked_to_its_last_character() {
        assert!(IdNumber::parse("11010519491231002X").is_some());
        assert!(IdNumber::parse("11010519491231002x").is_some());
        for wrong in ["110105194912310021", "11010519491231002", "", "1101051949123100中X", "中文"]
        {
            assert_eq!(IdNumber::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn money_is_written_as_people_write_it() {
        for (fen, text) in [(2000, "¥20"), (2050, "¥20.50"), (5, "¥0.05"), (-100, "-¥1"), (0, "¥0")]
        {
            assert_eq!(Fen(fen).to_string(), text);
        }
    }

    #[test]
    fn points_are_read_as_they_are_written() {
        for (units, text) in
            [(120_000, "12"), (1_000, "0.1"), (-5, "-0.0005"), (0, "0"), (123_450, "12.345")]
        {
            assert_eq!(Points(units).plain(), text);
            assert_eq!(Points::parse(text), Some(Points(units)), "{text}");
        }
        for wrong in
            ["", "-", ".1", "1.", "1e3", "0.00001", "１２", "+1", "1 ", "100000000001", "NaN"]
        {
            assert_eq!(Points::parse(wrong), None, "{wrong} (E7)");
        }
    }

    #[test]
    fn a_day_is_a_day_in_china() {
        let midnight = 1_798_646_400_000;
        assert_eq!(Timestamp(midnight - 1).day(), "2026-12-30");
        assert_eq!(Timestamp(midnight).day(), "2026-12-31");
    }
}
