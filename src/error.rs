//! Two ways to fail: a *refusal* (the answer is no, and the caller is told why) or a *fault*
//! (something broke; the caller is told nothing, and it is logged once, at the door).
use serde::Serialize;

/// A "no" the caller can act on. Each room lists its own with [`refusals!`].
pub trait Refusal: std::error::Error + Send + Sync + 'static {
    /// What sort of no, and its code, which is part of the API.
    fn problem(&self) -> (Kind, &'static str);
    /// For people who read Chinese; `Display` is for those who read English.
    fn title_zh(&self) -> String;
    /// Fields beside the title, such as `retry_after_s`: an object, or null.
    fn fields(&self) -> serde_json::Value;
}

/// What sort of "no" it is. The door turns this into a status; nothing behind it knows HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Malformed,
    Invalid,
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    Gone,
    TooLarge,
    TooMany,
    Unavailable,
    Upstream,
}

/// A line of `docs/ERRORS.md`.
pub struct Documented {
    pub code: &'static str,
    pub kind: Kind,
    pub zh: &'static str,
    pub en: &'static str,
}

/// A room's refusals as a table: variant with its fields, kind, code, and a title in each
/// language, in which fields may be named.
macro_rules! refusals {
    (
        $(#[$doc:meta])*
        pub enum $name:ident {
            $($variant:ident $({ $($field:ident: $type:ty),* })? =
                $kind:ident $code:literal $zh:literal $en:literal;)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, PartialEq, Eq, serde::Serialize)]
        #[serde(untagged)]
        pub enum $name {
            $($variant $({ $($field: $type),* })?,)*
        }

        impl $name {
            pub const DOCUMENTED: &'static [$crate::error::Documented] = &[
                $($crate::error::Documented {
                    code: $code,
                    kind: $crate::error::Kind::$kind,
                    zh: $zh,
                    en: $en,
                },)*
            ];
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        $($(let _ = $field;)*)?
                        write!(f, $en)
                    })*
                }
            }
        }

        impl std::error::Error for $name {}

        impl $crate::error::Refusal for $name {
            fn problem(&self) -> ($crate::error::Kind, &'static str) {
                match self {
                    $(Self::$variant $({ $($field: _),* })? => {
                        ($crate::error::Kind::$kind, $code)
                    })*
                }
            }

            fn title_zh(&self) -> String {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        $($(let _ = $field;)*)?
                        format!($zh)
                    })*
                }
            }

            fn fields(&self) -> serde_json::Value {
                serde_json::to_value(self).unwrap_or_default()
            }
        }
    };
}
pub(crate) use refusals;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Refused(Box<dyn Refusal>),
    #[error("{0:#}")]
    Fault(anyhow::Error),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The code of a refusal; nothing for a fault.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Refused(no) => Some(no.problem().1),
            Self::Fault(_) => None,
        }
    }
}

impl<R: Refusal> From<R> for Error {
    fn from(no: R) -> Self {
        Self::Refused(Box::new(no))
    }
}

/// For views that cannot fail, where some can.
impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

impl From<anyhow::Error> for Error {
    fn from(fault: anyhow::Error) -> Self {
        Self::Fault(fault)
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(fault: sea_orm::DbErr) -> Self {
        Self::Fault(fault.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(fault: serde_json::Error) -> Self {
        Self::Fault(fault.into())
    }
}

refusals! {
    /// What can go wrong with any change.
    pub enum ChangeRefusal {
        Raced = Conflict "raced" "刚刚有人先操作了，请重试" "someone else moved first; try again";
        Busy { retry_after_s: i64 } = Unavailable "busy"
            "现在操作的人太多，请 {retry_after_s} 秒后再试" "too much at once; wait {retry_after_s} s";
        OutcomeUnknown = Unavailable "outcome_unknown"
            "暂时无法确认是否成功，请用同一请求重试"
            "we cannot tell whether this was done; send it again with the same key";
    }
}

/// A guarded write touches the one row it was meant for, or it lost a race.
pub fn exactly_one(rows: u64) -> Result<(), ChangeRefusal> {
    if rows == 1 { Ok(()) } else { Err(ChangeRefusal::Raced) }
}
