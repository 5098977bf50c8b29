//! Decisions about codes: when one may be sent, and when one may be guessed at.
use entity::{
    sms_code::{Model, Purpose},
    values::Timestamp,
};

use crate::error::refusals;

refusals! {
    /// Why no code is sent, or why the one shown proves nothing.
    pub enum SmsRefusal {
        TooSoon { retry_after_s: i64 } = TooMany "sms_too_soon"
            "发送太频繁，请 {retry_after_s} 秒后再试" "too soon; wait {retry_after_s} s";
        Limit { retry_after_s: i64 } = TooMany "sms_limit"
            "验证码次数已达上限，请稍后再试" "too many codes or guesses; wait {retry_after_s} s";
        CodeNeeded = Invalid "sms_code_needed" "请输入短信验证码" "the SMS code is missing";
        CodeWrong { attempts_left: i32 } = Invalid "sms_code_wrong"
            "验证码不正确，还可以试 {attempts_left} 次" "wrong code; {attempts_left} tries left";
        CodeGone = Invalid "sms_code_gone"
            "验证码已失效，请重新获取" "this code is no longer good; ask for another";
    }
}

/// How long a code is good.
pub const LIVES_MS: i64 = 5 * 60_000;
/// Guesses at one code.
pub const TRIES: i32 = 5;
/// Between two messages to one phone.
pub const PAUSE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * 60_000;
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// So many in so long, by a window that slides.
pub struct Limit {
    pub times: i64,
    within_ms: i64,
}

/// Vendors and carriers send no more than this to one phone.
const PHONE: [Limit; 2] = [per_hour(5), per_day(10)];
/// Wrong or right: a new code does not buy new guesses (C7).
const GUESSES: [Limit; 2] = [per_hour(15), per_day(50)];
pub const SOURCE: Limit = per_hour(20);
pub const ASKER: Limit = per_hour(5);
/// What one merchant's messages may cost (C3).
pub const MERCHANT: Limit = per_day(2_000);

const fn per_hour(times: i64) -> Limit {
    Limit { times, within_ms: HOUR_MS }
}

const fn per_day(times: i64) -> Limit {
    Limit { times, within_ms: DAY_MS }
}

impl Limit {
    /// When there is room again, if there is none. `uses` come newest first, each with what it
    /// counts for.
    fn reopens(
        &self,
        now: Timestamp,
        uses: impl Iterator<Item = (Timestamp, i64)>,
    ) -> Option<Timestamp> {
        let mut room = self.times;
        for (at, weight) in uses {
            let leaves = at.plus_ms(self.within_ms);
            if leaves <= now {
                break;
            }
            room -= weight;
            if room <= 0 {
                return Some(leaves);
            }
        }
        None
    }
}

/// What others than the phone have asked for: of each, when its last allowed code was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Others {
    pub source: Option<Timestamp>,
    pub asker: Option<Timestamp>,
    pub merchant: Option<Timestamp>,
}

/// The gate of a phone that was let through at `last`.
pub fn too_soon(now: Timestamp, last: Timestamp) -> SmsRefusal {
    SmsRefusal::TooSoon { retry_after_s: seconds(now, last.plus_ms(PAUSE_MS)) }
}

/// `codes` are the phone's of one day, newest first.
pub fn may_send(
    now: Timestamp,
    purpose: Purpose,
    codes: &[Model],
    others: Others,
) -> Result<(), SmsRefusal> {
    // Many register at one till, and all of a shop's tills have one address; a clerk has signed in.
    let alone = |last: Option<Timestamp>| last.filter(|_| purpose != Purpose::TillRegister);
    let (source, asker) = (alone(others.source), alone(others.asker));
    let others = [(SOURCE, source), (ASKER, asker), (MERCHANT, others.merchant)];
    let full = others.iter().filter_map(|(limit, last_allowed)| {
        let leaves = last_allowed.as_ref()?.plus_ms(limit.within_ms);
        (leaves > now).then_some(leaves)
    });
    let phone = PHONE.iter().filter_map(|limit| {
        let sent = codes.iter().map(|code| (code.created_at, 1));
        limit.reopens(now, sent)
    });
    // A phone that may not be guessed for has no use for a code.
    allowed(now, full.chain(phone).chain(guessed_out(now, codes)))
}

/// `codes` are the phone's of one day, newest first.
pub fn may_guess(now: Timestamp, codes: &[Model]) -> Result<(), SmsRefusal> {
    allowed(now, guessed_out(now, codes))
}

fn guessed_out(now: Timestamp, codes: &[Model]) -> impl Iterator<Item = Timestamp> {
    GUESSES.iter().filter_map(move |limit| {
        let guesses = codes.iter().map(|code| (code.created_at, i64::from(code.attempts)));
        limit.reopens(now, guesses)
    })
}

fn allowed(now: Timestamp, full: impl Iterator<Item = Timestamp>) -> Result<(), SmsRefusal> {
    match full.max() {
        Some(reopens) => Err(SmsRefusal::Limit { retry_after_s: seconds(now, reopens) }),
        None => Ok(()),
    }
}

/// The code that a guess is about: the one still open for this purpose and asker (C8).
pub fn guessed_at<'a>(
    now: Timestamp,
    codes: &'a [Model],
    purpose: Purpose,
    asked_by: &str,
) -> Result<&'a Model, SmsRefusal> {
    let open = codes.iter().find(|code| {
        code.purpose == purpose
            && code.asked_by == asked_by
            && code.closed_at.is_none()
            && code.expires_at > now
            && code.attempts < TRIES
    });
    open.ok_or(SmsRefusal::CodeGone)
}

/// Whole seconds from `now` to `then`, rounded up so that waiting them is enough.
fn seconds(now: Timestamp, then: Timestamp) -> i64 {
    (then.0 - now.0 + 999).div_euclid(1000).max(1)
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    const NOW: Timestamp = Timestamp(10 * DAY_MS);

    fn ago(ms: i64) -> Timestamp {
        NOW.plus_ms(-ms)
    }

    fn code(asked_ms_ago: i64, attempts: i32) -> Model {
        Model {
            id: Ulid::from(1).into(),
            merchant_id: Ulid::from(2).into(),
            phone_sealed: vec![],
            phone_index: vec![],
            purpose: Purpose::Register,
            asked_by: "ses_a".to_owned(),
            source: "192.0.2.1".to_owned(),
            attempts,
            created_at: ago(asked_ms_ago),
            expires_at: ago(asked_ms_ago - LIVES_MS),
            closed_at: None,
            sent_at: None,
        }
    }

    fn wait(verdict: Result<(), SmsRefusal>) -> Option<i64> {
        match verdict {
            Err(SmsRefusal::Limit { retry_after_s }) => Some(retry_after_s),
            other => other.map(|()| None).expect("no other refusal"),
        }
    }

    #[test]
    fn a_phone_gets_five_an_hour_and_ten_a_day_c1() {
        let every = |ms: i64, n: i64| -> Vec<Model> { (0..n).map(|i| code(i * ms, 0)).collect() };
        let (minute, hour) = (60_000, HOUR_MS);
        for (codes, retry_after) in [
            (every(minute, 0), None),
            (every(minute, 4), None),
            (every(minute, 5), Some(56 * 60)),
            (every(minute, 9), Some(56 * 60)),
            (every(15 * minute, 4), None),
            (every(15 * minute, 5), None),
            (every(15 * minute - 1, 5), Some(1)),
            (every(hour, 9), None),
            (every(hour, 10), Some(15 * 3600)),
            (every(minute, 10), Some(24 * 3600 - 9 * 60)),
        ] {
            let verdict = may_send(NOW, Purpose::Register, &codes, Others::default());
            assert_eq!(wait(verdict), retry_after, "{} codes", codes.len());
        }
    }

    #[test]
    fn a_new_code_does_not_buy_new_guesses_c7() {
        for (guesses, may) in [
            (&[5, 5, 4][..], true),
            (&[5, 5, 5], false),
            (&[0, 5, 5, 5], false),
            (&[3, 3, 3, 3, 3], false),
        ] {
            let codes: Vec<Model> = guesses.iter().map(|n| code(60_000, *n)).collect();
            assert_eq!(may_guess(NOW, &codes).is_ok(), may, "{guesses:?}");
            if !may {
                assert!(may_send(NOW, Purpose::Bind, &codes, Others::default()).is_err());
            }
        }
        let in_a_day: Vec<Model> = (0..10).map(|n| code(n * 2 * HOUR_MS, 5)).collect();
        assert_eq!(wait(may_guess(NOW, &in_a_day)), Some(6 * 3600));
        assert_eq!(wait(may_guess(NOW, &in_a_day[..9])), None);
    }

    #[test]
    fn an_address_an_asker_and_a_merchant_have_limits_c2_c3() {
        let none = Others::default();
        let recent = Some(ago(10 * 60_000));
        let (till, phone) = (Purpose::TillRegister, Purpose::Register);
        for (purpose, others, retry_after) in [
            (phone, none, None),
            (phone, Others { source: recent, ..none }, Some(50 * 60)),
            (phone, Others { source: Some(ago(HOUR_MS)), ..none }, None),
            (till, Others { source: recent, ..none }, None),
            (phone, Others { asker: recent, ..none }, Some(50 * 60)),
            (till, Others { asker: recent, ..none }, None),
            (phone, Others { merchant: recent, ..none }, Some(24 * 3600 - 600)),
            (till, Others { merchant: Some(ago(DAY_MS)), ..none }, None),
        ] {
            let verdict = may_send(NOW, purpose, &[], others);
            assert_eq!(wait(verdict), retry_after, "{purpose:?} {others:?}");
        }
    }

    #[test]
    fn only_an_open_code_of_this_purpose_and_asker_is_guessed_at_c8_c12() {
        let open = code(0, 4);
        for (what, found) in [
            (open.clone(), true),
            (code(0, 5), false),
            (code(LIVES_MS - 1, 0), true),
            (code(LIVES_MS, 0), false),
            (Model { closed_at: Some(NOW), ..open.clone() }, false),
            (Model { purpose: Purpose::Bind, ..open.clone() }, false),
            (Model { asked_by: "ses_b".to_owned(), ..open.clone() }, false),
        ] {
            let codes = [what];
            let verdict = guessed_at(NOW, &codes, Purpose::Register, "ses_a");
            assert_eq!(verdict.is_ok(), found, "{:?}", codes[0]);
        }
        assert!(guessed_at(NOW, &[], Purpose::Register, "ses_a").is_err());
    }

    #[test]
    fn waiting_the_seconds_told_is_enough() {
        for (passed_ms, told) in [(0, 60), (1, 60), (1000, 59), (59_001, 1), (59_999, 1)] {
            let no = too_soon(NOW, ago(passed_ms));
            assert_eq!(no, SmsRefusal::TooSoon { retry_after_s: told }, "{passed_ms}");
        }
    }
}
