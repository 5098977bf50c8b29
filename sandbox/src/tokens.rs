//! The life of an access token and of a ticket (WeChat docs, getStableAccessToken).
use crate::errcode::{self, Errcode};

/// What every token and ticket lives, in milliseconds.
pub const LIFE: i64 = 7_200_000;
/// The last five minutes of a token are shared with the next one.
const OVERLAP: i64 = 300_000;
const FORCED_APART: i64 = 30_000;
const FORCED_A_DAY: usize = 20;
const DAY: i64 = 86_400_000;

/// The two families of one account's access tokens; neither knows of the other.
#[derive(Default)]
pub struct Tokens {
    stable: Lineage,
    plain: Lineage,
    forced_at: Vec<i64>,
}

impl Tokens {
    /// `stable_token`: the same token again while it has more than five minutes to live. `force`
    /// kills it; so at most 20 times a day, 30 s apart.
    pub fn stable(
        &mut self,
        now: i64,
        force: bool,
        mint: impl FnOnce() -> String,
    ) -> Result<Token, Errcode> {
        if force {
            self.forced_at.retain(|at| now - at < DAY);
            if self.forced_at.len() >= FORCED_A_DAY {
                return Err(errcode::DAILY_QUOTA);
            }
            if self.forced_at.last().is_some_and(|at| now - at < FORCED_APART) {
                return Err(errcode::TOO_FREQUENT);
            }
            self.forced_at.push(now);
            self.stable.0.clear();
        }
        Ok(self.stable.current(now, mint))
    }

    /// `token`: a new one each time; the one before lives five minutes more.
    pub fn plain(&mut self, now: i64, mint: impl FnOnce() -> String) -> Token {
        for old in &mut self.plain.0 {
            old.until = old.until.min(now + OVERLAP);
        }
        self.plain.append(now, mint)
    }

    /// Whether `token` is one of these. `None`: not, and may be another account's.
    pub fn check(&self, token: &str, now: i64) -> Option<Result<(), Errcode>> {
        let found = self.stable.0.iter().chain(&self.plain.0).find(|known| known.text == token)?;
        Some(if found.until > now { Ok(()) } else { Err(errcode::TOKEN_EXPIRED) })
    }

    /// Every token out there is past its time, as of now.
    pub fn expire(&mut self, now: i64) {
        for token in self.stable.0.iter_mut().chain(&mut self.plain.0) {
            token.until = token.until.min(now);
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    /// Milliseconds since 1970.
    pub until: i64,
}

impl Token {
    pub fn expires_in_s(&self, now: i64) -> i64 {
        (self.until - now) / 1000
    }
}

/// Tokens that follow one another, oldest first.
#[derive(Default)]
pub struct Lineage(Vec<Token>);

impl Lineage {
    /// The newest, or the next one when that is in its last five minutes.
    pub fn current(&mut self, now: i64, mint: impl FnOnce() -> String) -> Token {
        match self.0.last() {
            Some(token) if token.until - now > OVERLAP => token.clone(),
            _ => self.append(now, mint),
        }
    }

    /// Those whose time is not over.
    pub fn alive(&self, now: i64) -> impl Iterator<Item = &Token> {
        self.0.iter().filter(move |token| token.until > now)
    }

    fn append(&mut self, now: i64, mint: impl FnOnce() -> String) -> Token {
        // A day after its end nobody asks whether a token was ever real.
        self.0.retain(|token| token.until > now - DAY);
        let token = Token { text: mint(), until: now + LIFE };
        self.0.push(token.clone());
        token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mint(name: &str) -> impl FnOnce() -> String {
        let name = name.to_owned();
        move || name
    }

    #[test]
    fn a_stable_token_stays_until_its_last_five_minutes_and_then_both_live() {
        let mut tokens = Tokens::default();
        let first = tokens.stable(0, false, mint("first")).unwrap();
        assert_eq!(tokens.stable(LIFE - OVERLAP - 1, false, mint("no")).unwrap(), first);
        let second = tokens.stable(LIFE - OVERLAP, false, mint("second")).unwrap();
        assert_eq!((second.text.as_str(), second.expires_in_s(LIFE - OVERLAP)), ("second", 7200));
        assert_eq!(tokens.check("first", LIFE - 1), Some(Ok(())));
        assert_eq!(tokens.check("first", LIFE), Some(Err(errcode::TOKEN_EXPIRED)));
        assert_eq!(tokens.check("second", LIFE), Some(Ok(())));
    }

    #[test]
    fn force_refresh_kills_at_most_twenty_times_a_day_and_thirty_seconds_apart() {
        let mut tokens = Tokens::default();
        tokens.stable(0, false, mint("old")).unwrap();
        tokens.stable(0, true, mint("new")).unwrap();
        assert_eq!(tokens.check("old", 1), None, "killed at once");
        assert_eq!(tokens.stable(29_999, true, mint("x")), Err(errcode::TOO_FREQUENT));
        for n in 1..20 {
            assert!(tokens.stable(n * 30_000, true, mint("next")).is_ok(), "{n}");
        }
        assert_eq!(tokens.stable(600_000, true, mint("x")), Err(errcode::DAILY_QUOTA));
        assert!(tokens.stable(DAY, true, mint("x")).is_ok(), "the first of them is a day old");
    }

    #[test]
    fn the_two_families_do_not_touch_each_other() {
        let mut tokens = Tokens::default();
        tokens.stable(0, false, mint("stable")).unwrap();
        tokens.plain(0, mint("plain"));
        tokens.plain(0, mint("plain-2"));
        tokens.stable(0, true, mint("stable-2")).unwrap();
        for (token, at, verdict) in [
            ("stable", 1, None),
            ("plain", OVERLAP - 1, Some(Ok(()))),
            ("plain", OVERLAP, Some(Err(errcode::TOKEN_EXPIRED))),
            ("plain-2", LIFE - 1, Some(Ok(()))),
            ("stable-2", LIFE - 1, Some(Ok(()))),
        ] {
            assert_eq!(tokens.check(token, at), verdict, "{token} at {at}");
        }
    }
}
