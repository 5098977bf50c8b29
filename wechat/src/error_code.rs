//! What WeChat's `errcode` says, and what to do about it (WeChat docs, global return codes).

/// What a failed call asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Advice {
    /// WeChat is busy or we were too fast: the same call may succeed in a while.
    RetryLater,
    /// The access_token is no longer good: get another, ask once more.
    RefreshToken,
    /// The quota is spent: stop calling this API until it is reset.
    QuotaExhausted,
    /// The code or the user's authorisation is spent: the user must start again.
    Reauthorise,
    /// This user cannot be reached or served this way now.
    UserState,
    /// Ours to put right in a console or a configuration: alert, do not retry.
    Config,
    /// What we sent was wrong; sending it again is wrong again.
    Input,
    /// Not known. Do not retry.
    Fatal,
}

/// The codes this project meets; any other is kept as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    Busy,
    InvalidCredential,
    InvalidMedia,
    InvalidAppid,
    InvalidAccessToken,
    InvalidButtonName,
    InvalidCode,
    InvalidSecret,
    CodeUsed,
    IpNotAllowed,
    RiskyUser,
    SecretFrozen,
    AccessTokenExpired,
    CodeExpired,
    AccessTokenRevoked,
    MustFollow,
    UserRefused,
    TooManyMinuteCalls,
    TooManyUserCalls,
    QuotaSpent,
    MenuTooLarge,
    TooFast,
    OutOfWindow,
    TooManyMessages,
    NoMenu,
    NotJson,
    BadParameter,
    ApiUnauthorised,
    ApiBanned,
    NoQuotaResetsLeft,
    UserLimited,
    TokenApiDisabled,
    UserAbnormal,
    AccountFrozen,
    NotAuthorisedToComponent,
    NoDefaultMenu,
    SessionKeyInvalid,
    AdminMustConfirm,
    AdminRefused,
    AdminRefusedForADay,
    Other(i64),
}

use Advice::{Config, Input, QuotaExhausted, Reauthorise, RefreshToken, RetryLater, UserState};
use ErrorCode as E;

const KNOWN: [(i64, ErrorCode, Advice); 40] = [
    (-1, E::Busy, RetryLater),
    (40001, E::InvalidCredential, RefreshToken),
    (40007, E::InvalidMedia, Input),
    (40013, E::InvalidAppid, Config),
    (40014, E::InvalidAccessToken, RefreshToken),
    (40018, E::InvalidButtonName, Input),
    (40029, E::InvalidCode, Reauthorise),
    (40125, E::InvalidSecret, Config),
    (40163, E::CodeUsed, Reauthorise),
    (40164, E::IpNotAllowed, Config),
    (40226, E::RiskyUser, UserState),
    (40243, E::SecretFrozen, Config),
    (42001, E::AccessTokenExpired, RefreshToken),
    (42003, E::CodeExpired, Reauthorise),
    (42007, E::AccessTokenRevoked, Reauthorise),
    (43004, E::MustFollow, UserState),
    (43101, E::UserRefused, UserState),
    (44990, E::TooManyMinuteCalls, RetryLater),
    (44991, E::TooManyUserCalls, RetryLater),
    (45009, E::QuotaSpent, QuotaExhausted),
    (45010, E::MenuTooLarge, Input),
    (45011, E::TooFast, RetryLater),
    (45015, E::OutOfWindow, UserState),
    (45047, E::TooManyMessages, UserState),
    (46003, E::NoMenu, Input),
    (47001, E::NotJson, Input),
    (47003, E::BadParameter, Input),
    (48001, E::ApiUnauthorised, Config),
    (48004, E::ApiBanned, Config),
    (48006, E::NoQuotaResetsLeft, QuotaExhausted),
    (50002, E::UserLimited, UserState),
    (50004, E::TokenApiDisabled, Config),
    (50005, E::UserAbnormal, UserState),
    (50007, E::AccountFrozen, Config),
    (61024, E::NotAuthorisedToComponent, Config),
    (65303, E::NoDefaultMenu, Input),
    (87009, E::SessionKeyInvalid, Reauthorise),
    (89503, E::AdminMustConfirm, Config),
    (89506, E::AdminRefused, Config),
    (89507, E::AdminRefusedForADay, Config),
];

impl From<i64> for ErrorCode {
    fn from(code: i64) -> Self {
        let known = KNOWN.iter().find(|(number, ..)| *number == code);
        known.map_or(Self::Other(code), |(_, error, _)| *error)
    }
}

impl ErrorCode {
    /// The number on the wire.
    pub fn number(self) -> i64 {
        match self {
            Self::Other(number) => number,
            known => known.row().map_or(0, |(number, ..)| *number),
        }
    }

    pub fn advice(self) -> Advice {
        match self {
            Self::Other(44993) => QuotaExhausted,
            Self::Other(41000..=41999 | 61000..=61999) => Config,
            Self::Other(40000..=40999) => Input,
            known => known.row().map_or(Advice::Fatal, |(.., advice)| *advice),
        }
    }

    fn row(self) -> Option<&'static (i64, Self, Advice)> {
        KNOWN.iter().find(|(_, error, _)| *error == self)
    }
}

/// The request id WeChat puts at the end of an errmsg; its support asks for it, for seven days.
pub fn rid(errmsg: &str) -> Option<&str> {
    let (_, tail) = errmsg.rsplit_once("rid:")?;
    let tail = tail.trim_start();
    let end = tail.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tail.len());
    (end > 0).then(|| &tail[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_code_goes_there_and_back() {
        for (number, code, advice) in KNOWN {
            assert_eq!(ErrorCode::from(number), code);
            assert_eq!((code.number(), code.advice()), (number, advice));
        }
    }

    #[test]
    fn an_unknown_code_is_kept_and_not_retried() {
        for (number, advice) in [(99_999, Advice::Fatal), (40_999, Input), (41_001, Config)] {
            let code = ErrorCode::from(number);
            assert_eq!((code, code.number(), code.advice()), (E::Other(number), number, advice));
        }
    }

    #[test]
    fn the_rid_is_found_at_the_end_of_an_errmsg() {
        for (errmsg, found) in [
            (
                "invalid credential rid: 6167e49f-2c5a9ba4-7fcf4c10",
                Some("6167e49f-2c5a9ba4-7fcf4c10"),
            ),
            ("invalid code, rid:6167e49f", Some("6167e49f")),
            ("rid: a-1, hints: [req_id]", Some("a-1")),
            ("ok", None),
            ("rid: ", None),
        ] {
            assert_eq!(rid(errmsg), found, "{errmsg:?}");
        }
    }
}
