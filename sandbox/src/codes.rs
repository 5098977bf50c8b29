//! Codes that work once and for five minutes: OAuth's, `wx.login`'s, `getPhoneNumber`'s.
use std::collections::HashMap;

use crate::errcode::{self, Errcode};

const LIFE: i64 = 300_000;

pub struct Codes<T>(HashMap<String, Code<T>>);

struct Code<T> {
    grants: T,
    until: i64,
    used: bool,
}

impl<T> Default for Codes<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Clone> Codes<T> {
    pub fn issue(&mut self, code: String, grants: T, now: i64) -> String {
        let fresh = Code { grants, until: now + LIFE, used: false };
        self.0.insert(code.clone(), fresh);
        code
    }

    /// What `code` grants, this once. `owner` says whether the asker is the one it was made for; to
    /// anyone else it does not exist, and stays unused.
    pub fn redeem(
        &mut self,
        code: &str,
        now: i64,
        owner: impl FnOnce(&T) -> bool,
    ) -> Result<T, Errcode> {
        let known = self.0.get_mut(code).filter(|known| owner(&known.grants));
        match known {
            None => Err(errcode::INVALID_CODE),
            Some(known) if known.used => Err(errcode::CODE_USED),
            Some(known) if known.until <= now => Err(errcode::CODE_EXPIRED),
            Some(known) => {
                known.used = true;
                Ok(known.grants.clone())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_works_once_in_time_and_for_its_owner() {
        let mut codes = Codes::default();
        codes.issue("late".to_owned(), 'a', 0);
        codes.issue("code".to_owned(), 'a', 0);
        for (code, at, asker, answer) in [
            ("none", 0, 'a', Err(errcode::INVALID_CODE)),
            ("late", LIFE, 'a', Err(errcode::CODE_EXPIRED)),
            ("code", 0, 'b', Err(errcode::INVALID_CODE)),
            ("code", LIFE - 1, 'a', Ok('a')),
            ("code", LIFE - 1, 'a', Err(errcode::CODE_USED)),
        ] {
            assert_eq!(codes.redeem(code, at, |of| *of == asker), answer, "{code} by {asker}");
        }
    }
}
