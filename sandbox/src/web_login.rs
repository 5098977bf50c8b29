//! What OAuth has given out: consents that wait, web tokens, refresh tokens.
use std::collections::HashMap;

use crate::errcode::{self, Errcode};

const ACCESS_LIFE: i64 = 7_200_000;
const REFRESH_LIFE: i64 = 30 * 86_400_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Base,
    UserInfo,
}

impl Scope {
    pub fn parse(scope: &str) -> Option<Self> {
        match scope {
            "snsapi_base" => Some(Self::Base),
            "snsapi_userinfo" => Some(Self::UserInfo),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "snsapi_base",
            Self::UserInfo => "snsapi_userinfo",
        }
    }
}

/// Who let which account see how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub appid: String,
    pub person: String,
    pub scope: Scope,
}

#[derive(Default)]
pub struct WebTokens {
    access: HashMap<String, (Login, i64)>,
    refresh: HashMap<String, (Login, i64)>,
}

/// An access token for two hours and a refresh token for thirty days.
pub struct Pair {
    pub access_token: String,
    pub refresh_token: String,
}

impl WebTokens {
    pub fn issue(&mut self, login: &Login, now: i64, mut mint: impl FnMut() -> String) -> Pair {
        let pair = Pair { access_token: mint(), refresh_token: mint() };
        self.access.insert(pair.access_token.clone(), (login.clone(), now + ACCESS_LIFE));
        self.refresh.insert(pair.refresh_token.clone(), (login.clone(), now + REFRESH_LIFE));
        pair
    }

    /// A new access token for two hours more; the refresh token stays.
    pub fn refresh(
        &mut self,
        appid: &str,
        refresh_token: &str,
        now: i64,
        mint: impl FnOnce() -> String,
    ) -> Result<(Login, Pair), Errcode> {
        let (login, until) =
            self.refresh.get(refresh_token).ok_or(errcode::INVALID_REFRESH_TOKEN)?;
        if login.appid != appid {
            return Err(errcode::INVALID_REFRESH_TOKEN);
        }
        if *until <= now {
            return Err(errcode::REFRESH_TOKEN_EXPIRED);
        }
        let login = login.clone();
        let pair = Pair { access_token: mint(), refresh_token: refresh_token.to_owned() };
        self.access.insert(pair.access_token.clone(), (login.clone(), now + ACCESS_LIFE));
        Ok((login, pair))
    }

    pub fn check(&self, access_token: &str, now: i64) -> Result<&Login, Errcode> {
        match self.access.get(access_token) {
            None => Err(errcode::INVALID_CREDENTIAL),
            Some((_, until)) if *until <= now => Err(errcode::TOKEN_EXPIRED),
            Some((login, _)) => Ok(login),
        }
    }

    /// Who takes back the consent, takes back the tokens.
    pub fn revoke(&mut self, person: &str, appid: &str) {
        let other = |login: &Login| login.person != person || login.appid != appid;
        self.access.retain(|_, (login, _)| other(login));
        self.refresh.retain(|_, (login, _)| other(login));
    }
}
