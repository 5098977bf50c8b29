//! What a clerk does well to say to a member (POS-06). Never the birth date itself.
use std::collections::BTreeMap;

use entity::values::Timestamp;
use entity::{account::Asset, values::Points};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{coupon::CouponView, ledger::Holdings, member};

const MOST: usize = 5;
/// What ends later goes without saying.
const SOON_DAYS: i64 = 30;
const COUPON_DAYS: i64 = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReminderKind {
    Birthday,
    LevelEnds,
    PointsLapse,
    CouponEnds,
}

/// A word to a clerk, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reminder {
    pub kind: ReminderKind,
    /// `今天是会员生日`, `120 积分 11月30日 到期`
    pub text: String,
}

/// What is known of somebody at a till.
pub struct Known<'a> {
    pub birthday: Option<&'a str>,
    /// Their level's name.
    pub level: &'a str,
    pub holdings: &'a Holdings,
    /// Usable here, the first to expire first.
    pub coupons: &'a [CouponView],
}

/// Five at the most, what matters most first.
pub fn reminders(of: &Known<'_>, now: Timestamp) -> Vec<Reminder> {
    let on = |end: Timestamp| end.plus_ms(-1).day_said(now);
    let birthday = member::is_birthday(of.birthday, now)
        .then(|| Reminder {
            kind: ReminderKind::Birthday, text: "今天是会员生日".to_owned()
        });
    let until = of.holdings.card.level_until.filter(|end| soon(*end, SOON_DAYS, now));
    let level = until.map(|end| Reminder {
        kind: ReminderKind::LevelEnds,
        text: format!("{} {} 到期", of.level, on(end)),
    });
    let points = lapse(of.holdings, now).map(|(end, points)| Reminder {
        kind: ReminderKind::PointsLapse,
        text: format!("{points} 积分 {} 到期", on(end)),
    });
    let ending = of.coupons.iter().filter(|coupon| soon(coupon.valid_until, COUPON_DAYS, now));
    let coupons = ending.map(|coupon| Reminder {
        kind: ReminderKind::CouponEnds,
        text: format!("「{}」{} 到期", coupon.title, on(coupon.valid_until)),
    });
    birthday.into_iter().chain(level).chain(points).chain(coupons).take(MOST).collect()
}

/// `end` is the first moment after.
fn soon(end: Timestamp, days: i64, now: Timestamp) -> bool {
    end > now && end <= now.midnight_in(days + 1)
}

/// Points of the next day on which some go, and when that day is over.
fn lapse(holdings: &Holdings, now: Timestamp) -> Option<(Timestamp, Points)> {
    let mut days = BTreeMap::<Timestamp, i64>::new();
    for lot in holdings.lots(Asset::Points, now) {
        if let Some(end) = lot.expires_at.filter(|end| soon(*end, SOON_DAYS, now)) {
            *days.entry(end.plus_ms(-1).midnight_in(1)).or_default() += lot.remaining;
        }
    }
    days.pop_first().map(|(end, points)| (end, Points(points)))
}

/// `今天有 3 位会员生日`; nothing on a day that is nobody's.
pub fn birthdays_today(members: u64) -> Option<Reminder> {
    let text = format!("今天有 {members} 位会员生日");
    (members > 0).then_some(Reminder { kind: ReminderKind::Birthday, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_is_nobodys_birthday_has_no_reminder_pos_06() {
        assert_eq!(birthdays_today(0), None);
        let three = birthdays_today(3).map(|reminder| reminder.text);
        assert_eq!(three.as_deref(), Some("今天有 3 位会员生日"));
    }

    #[test]
    fn what_ends_on_the_thirtieth_day_from_now_is_soon_and_what_is_over_is_not_pos_06() {
        let now = Timestamp(1_798_675_200_000);
        for (end, told) in [
            (now, false),
            (now.plus_ms(1), true),
            (now.midnight_in(SOON_DAYS + 1), true),
            (now.midnight_in(SOON_DAYS + 1).plus_ms(1), false),
        ] {
            assert_eq!(soon(end, SOON_DAYS, now), told, "{end}");
        }
    }
}
