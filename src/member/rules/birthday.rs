//! On which day a birthday is kept: 29 February on the 28th where there is none (F17).
use chrono::{Datelike, NaiveDate};
use entity::values::Timestamp;

/// Days of birth that are kept today, as `02-29`.
pub fn birthdays(today: Timestamp) -> Vec<String> {
    let date = today.date();
    let mut days = vec![date.format("%m-%d").to_string()];
    if (date.month(), date.day()) == (2, 28) && !date.leap_year() {
        days.push("02-29".to_owned());
    }
    days
}

/// Whether it is the member's birthday.
pub fn is_birthday(birthday: Option<&str>, today: Timestamp) -> bool {
    let born = birthday.and_then(|text| text.parse::<NaiveDate>().ok());
    born.is_some_and(|born| birthdays(today).contains(&born.format("%m-%d").to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_is_kept_every_year_f17() {
        let at = |date: &str| Timestamp::start_of(date.parse().expect("a date"));
        for (born, today, kept) in [
            (Some("2020-12-01"), "2026-12-01", true),
            (Some("2020-12-01"), "2026-12-02", false),
            (Some("2020-02-29"), "2028-02-29", true),
            (Some("2020-02-29"), "2028-02-28", false),
            (Some("2020-02-29"), "2027-02-28", true),
            (Some("2020-02-29"), "2027-03-01", false),
            (Some("nonsense"), "2027-03-01", false),
            (None, "2027-03-01", false),
        ] {
            assert_eq!(is_birthday(born, at(today)), kept, "{born:?} on {today}");
        }
    }
}
