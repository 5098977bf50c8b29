//! A phone that changes, and what waits for it (B11).
use entity::{member::Model, values::Timestamp};

use super::MemberRefusal;
use crate::lang::{moment, say};

const HOUR_MS: i64 = 3600 * 1000;
/// How long a new phone waits that comes without proof of the old one: time for its owner to object.
pub const WAITS_MS: i64 = 72 * HOUR_MS;
/// And how long stored value rests once it has come.
pub const HELD_MS: i64 = 24 * HOUR_MS;

/// Whether stored value may be spent now.
pub fn may_spend_value(now: Timestamp, held_until: Option<Timestamp>) -> Result<(), MemberRefusal> {
    match held_until.filter(|until| *until > now) {
        Some(until) => Err(MemberRefusal::ValueHeld { until_text: moment(until, now) }),
        None => Ok(()),
    }
}

/// The same in words; empty, if nothing is in the way.
pub fn value_held_text(member: &Model, now: Timestamp) -> String {
    match member.money_held_until.filter(|until| *until > now) {
        Some(until) => {
            say!("储值将于 {} 恢复使用", "Stored value rests until {}", moment(until, now))
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_rests_until_its_moment_b11() {
        let now = Timestamp(1_798_675_200_000);
        for (until, may) in [
            (None, true),
            (Some(now), true),
            (Some(now.plus_ms(-1)), true),
            (Some(now.plus_ms(1)), false),
        ] {
            assert_eq!(may_spend_value(now, until).is_ok(), may, "{until:?}");
        }
    }
}
