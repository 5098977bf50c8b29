//! How long a level lasts. Days, months and years are China's; a period is from its first moment
//! up to, but not including, the first moment after it (F17).
use chrono::Months;
use entity::{card, values::Timestamp};

use super::super::{Expiry, Ladder, Rung, Upgrade};

/// The first moment after the validity of a level that began at `since`; none if it lasts. Of 365
/// days from 1 March 2025 the last is 28 February 2026, and 1 March 2026 is 到期第二天.
pub fn ends(ladder: &Ladder, rung: &Rung, since: Timestamp) -> Option<Timestamp> {
    let ranked = rung.level.rank.is_some();
    let counts_days = match (&ladder.program.expiry, ladder.program.upgrade) {
        (Expiry::AnniversaryStepDown, _) => return ranked.then(|| year_after(since)),
        (Expiry::None, _) => false,
        (Expiry::Recompute, by) => ranked && matches!(by, Upgrade::Growth | Upgrade::Points),
        (Expiry::Fixed, _) => rung.terms.falls_to.is_some(),
        (Expiry::Balance { .. }, _) => ranked,
    };
    let days = rung.terms.valid_days.filter(|_| counts_days)?;
    Some(since.midnight_in(days))
}

/// What midnight has done to a card that nobody has touched since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It was promised another level for this moment.
    Promised(Timestamp),
    /// This is the first moment after its level's last day.
    Over(Timestamp),
}

/// What comes first. Of two at one midnight the rise does: whoever rose has a new term (C15).
pub fn due(ladder: &Ladder, card: &card::Model, now: Timestamp) -> Option<Due> {
    let promised = card.next_level_at.filter(|at| *at <= now);
    let over = end_of(ladder, card).filter(|end| *end <= now);
    match (promised, over) {
        (Some(at), Some(end)) if end < at => Some(Due::Over(end)),
        (Some(at), _) => Some(Due::Promised(at)),
        (None, over) => over.map(Due::Over),
    }
}

/// When a card's level ends. Where nobody has counted yet, it is counted from when the level
/// began, or from when the program did, if that was later.
pub fn end_of(ladder: &Ladder, card: &card::Model) -> Option<Timestamp> {
    let counted = || {
        let since = card.level_since.max(card.created_at).max(ladder.since);
        ends(ladder, ladder.rung(card.level_id)?, since)
    };
    card.level_until.or_else(counted)
}

/// The same day of the next year; 28 February for the 29th.
pub fn year_after(moment: Timestamp) -> Timestamp {
    let day = moment.date().checked_add_months(Months::new(12));
    day.map_or(Timestamp(i64::MAX), Timestamp::start_of)
}

/// The same day of the year before; 28 February for the 29th.
pub fn year_before(moment: Timestamp) -> Timestamp {
    let day = moment.date().checked_sub_months(Months::new(12));
    day.map_or(Timestamp(i64::MIN), Timestamp::start_of)
}

/// From when on what comes in counts for the level's next term. What earned the level was written
/// in the moment in which the level began, and counts no more; a term that begins at midnight was
/// earned the day before.
pub fn counted_from(since: Timestamp) -> Timestamp {
    if since == since.midnight() { since } else { since.plus_ms(1) }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{super::samples::*, *};

    fn day(text: &str) -> Timestamp {
        Timestamp::start_of(text.parse::<NaiveDate>().expect("a date"))
    }

    #[test]
    fn a_year_ends_on_the_same_day_and_29_february_on_the_28th_f17() {
        for (from, end) in [
            ("2025-01-01", "2026-01-01"),
            ("2025-01-31", "2026-01-31"),
            ("2024-02-28", "2025-02-28"),
            ("2024-02-29", "2025-02-28"),
            ("2023-02-28", "2024-02-28"),
            ("2023-03-01", "2024-03-01"),
            ("2024-03-01", "2025-03-01"),
            ("2000-02-29", "2001-02-28"),
            ("2099-02-28", "2100-02-28"),
            ("2100-03-01", "2101-03-01"),
            ("2096-02-29", "2097-02-28"),
            ("2026-04-30", "2027-04-30"),
            ("2026-05-31", "2027-05-31"),
            ("2026-06-30", "2027-06-30"),
            ("2026-08-31", "2027-08-31"),
            ("2026-12-31", "2027-12-31"),
        ] {
            let first = day(from);
            let last = first.plus_ms(86_399_999);
            for moment in [first, first.plus_ms(1), first.plus_ms(43_200_000), last] {
                assert_eq!(year_after(moment), day(end), "{from} {moment}");
            }
        }
        assert_eq!(year_before(day("2024-02-29")), day("2023-02-28"));
        assert_eq!(year_before(day("2025-02-28")), day("2024-02-28"));
        assert_eq!(year_before(day("2027-12-31")), day("2026-12-31"));
    }

    #[test]
    fn days_are_counted_in_china_and_the_first_is_one_of_them_f17() {
        let ladder = by_days(Expiry::Recompute, Upgrade::Points);
        for (since, days, end) in [
            // Golden case 4: the last day is 28 February.
            ("2025-03-01", 365, "2026-03-01"),
            ("2024-03-01", 365, "2025-03-01"),
            ("2024-02-28", 365, "2025-02-27"),
            ("2024-02-29", 365, "2025-02-28"),
            ("2024-02-29", 366, "2025-03-01"),
            ("2023-02-28", 1, "2023-03-01"),
            ("2024-02-28", 1, "2024-02-29"),
            ("2025-12-31", 1, "2026-01-01"),
            ("2026-01-31", 30, "2026-03-02"),
            ("2026-04-30", 31, "2026-05-31"),
            ("2026-11-30", 90, "2027-02-28"),
            ("2027-11-30", 92, "2028-03-01"),
            ("2026-10-31", 7, "2026-11-07"),
            ("2026-01-01", 36_500, "2125-12-08"),
        ] {
            let mut rung = ladder.rungs()[1].clone();
            rung.terms.valid_days = Some(days);
            for within in [0, 1, 57_599_999, 57_600_000, 86_399_999] {
                let since = day(since).plus_ms(within);
                assert_eq!(ends(&ladder, &rung, since), Some(day(end)), "{since} {days}");
            }
        }
    }

    #[test]
    fn what_no_rule_ends_lasts() {
        let since = day("2026-01-01");
        let ends = |ladder: &Ladder, n: usize| ends(ladder, &ladder.rungs()[n], since);
        // The first of the samples has no step on the ladder.
        let year = by_days(Expiry::AnniversaryStepDown, Upgrade::Growth);
        assert_eq!((ends(&year, 0), ends(&year, 1)), (None, Some(day("2027-01-01"))));
        for (expiry, by) in [
            (Expiry::None, Upgrade::Growth),
            (Expiry::Recompute, Upgrade::Spend),
            (Expiry::Recompute, Upgrade::Recharge),
            (Expiry::Recompute, Upgrade::None),
        ] {
            assert_eq!(ends(&by_days(expiry, by), 2), None);
        }
        let fixed = by_days(Expiry::Fixed, Upgrade::Points);
        assert_eq!((ends(&fixed, 1), ends(&fixed, 2).is_some()), (None, true));
    }

    #[test]
    fn what_earned_a_level_does_not_earn_it_again() {
        let noon = day("2026-05-03").plus_ms(43_200_000);
        assert_eq!(counted_from(noon), noon.plus_ms(1));
        assert_eq!(counted_from(day("2026-05-03")), day("2026-05-03"));
    }
}
