//! In which language somebody is answered: Chinese, or English if they ask for it.
//!
//! A text stands where it is made, in both languages side by side, and [`say`] takes the one that is
//! spoken. **Invariant:** English is spoken only inside [`Lang::during`], at a member's door; so what
//! staff read, and what jobs send, is Chinese. **Invariant:** what is kept for others (reasons,
//! journals, quotes) is written without [`say`], and translated from its kind when it is shown.
use std::fmt::Display;

use entity::values::{Points, Timestamp};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    Chinese,
    English,
}

tokio::task_local! {
    static SPOKEN: Lang;
}

impl Lang {
    /// What `Accept-Language` names first: English, or Chinese whatever it is.
    pub fn asked(header: &str) -> Self {
        let first = header.split([',', ';', '-']).next().unwrap_or_default().trim();
        if first.eq_ignore_ascii_case("en") { Self::English } else { Self::Chinese }
    }

    /// The language of this request; Chinese outside of any.
    pub fn spoken() -> Self {
        SPOKEN.try_with(|lang| *lang).unwrap_or_default()
    }

    /// As `Content-Language` names it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// Speak it from the beginning of this work to its end.
    pub async fn during<F: Future>(self, work: F) -> F::Output {
        SPOKEN.scope(self, work).await
    }
}

/// The one of two texts that is in the language spoken.
pub fn say<T>(zh: T, en: T) -> T {
    match Lang::spoken() {
        Lang::Chinese => zh,
        Lang::English => en,
    }
}

/// [`say`] of two formats with the same gaps: `say!("送 {} 积分", "{} points free", points)`.
macro_rules! either {
    ($zh:literal, $en:literal $(, $gap:expr)* $(,)?) => {
        match $crate::lang::Lang::spoken() {
            $crate::lang::Lang::Chinese => format!($zh $(, $gap)*),
            $crate::lang::Lang::English => format!($en $(, $gap)*),
        }
    };
}
pub(crate) use either as say;

/// `11月22日`, or `2025年12月27日` of another year; `22 Nov 2026`.
pub fn day(at: Timestamp, now: Timestamp) -> String {
    say(at.day_said(now), at.english_day())
}

/// `11月22日 14:03`; `22 Nov 2026, 14:03`.
pub fn moment(at: Timestamp, now: Timestamp) -> String {
    say(at.said(now), at.english())
}

/// `2026-11-22`; `22 Nov 2026`.
pub fn date(at: Timestamp) -> String {
    say(at.day(), at.english_day())
}

/// Names one after another: `奶粉、辅食`; `milk, cereal`.
pub fn list(names: &[&str]) -> String {
    names.join(say("、", ", "))
}

/// In English, of a rate in 1/10,000 that is paid: 8850 is `11.5% off`.
pub fn percent_off(rate: i64) -> String {
    const ONE_PERCENT: i64 = 100;
    format!("{}% off", Points((10_000 - rate) * (Points::ONE.0 / ONE_PERCENT)))
}

/// In English: `1 point`, `1,250 points`, of a noun that takes an s.
pub fn many(number: impl Display, noun: &str) -> String {
    match number.to_string() {
        one if one == "1" => format!("{one} {noun}"),
        more => format!("{more} {noun}s"),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Do this in English.
    pub fn in_english<T>(work: impl FnOnce() -> T) -> T {
        SPOKEN.sync_scope(Lang::English, work)
    }

    #[test]
    fn english_is_spoken_to_whoever_asks_for_it_first() {
        for (header, lang) in [
            ("en", Lang::English),
            ("en-GB,zh;q=0.5", Lang::English),
            (" EN;q=0.9, zh", Lang::English),
            ("zh-CN,en", Lang::Chinese),
            ("eng", Lang::Chinese),
            ("fr, en", Lang::Chinese),
            ("*", Lang::Chinese),
            ("", Lang::Chinese),
        ] {
            assert_eq!(Lang::asked(header), lang, "{header}");
        }
    }

    #[test]
    fn a_text_is_said_in_the_language_spoken_and_in_chinese_where_none_is() {
        let said = || say!("送 {} 积分", "{} free", many(5, "point"));
        assert_eq!((said().as_str(), say("全部", "all")), ("送 5 points 积分", "全部"));
        assert_eq!(
            in_english(|| (said(), say("全部", "all"))),
            ("5 points free".to_owned(), "all")
        );
        assert_eq!((many(1, "coupon"), many("1,250", "point")), own("1 coupon", "1,250 points"));
    }

    #[test]
    fn days_are_written_as_the_language_writes_them() {
        let at = Timestamp::start_of(chrono::NaiveDate::from_ymd_opt(2026, 11, 2).expect("a day"));
        let minute = at.plus_ms((14 * 60 + 3) * 60_000);
        let said = || (day(minute, at), moment(minute, at), date(minute), list(&["a", "b"]));
        let zh = ("11月2日", "11月2日 14:03", "2026-11-02", "a、b");
        let en = ("2 Nov 2026", "2 Nov 2026, 14:03", "2 Nov 2026", "a, b");
        let (a, b, c, d) = said();
        assert_eq!((a.as_str(), b.as_str(), c.as_str(), d.as_str()), zh);
        let (a, b, c, d) = in_english(said);
        assert_eq!((a.as_str(), b.as_str(), c.as_str(), d.as_str()), en);
    }

    fn own(one: &str, two: &str) -> (String, String) {
        (one.to_owned(), two.to_owned())
    }
}
