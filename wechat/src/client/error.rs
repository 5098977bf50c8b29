//! How a call fails.
use crate::error_code::{Advice, ErrorCode};

/// A call that brought no answer. `api` is a path without its query, so nothing secret is in here.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// WeChat said no.
    #[error("{api}: WeChat refused with {}: {message}", code.number())]
    Refused {
        api: &'static str,
        code: ErrorCode,
        /// To quote to WeChat's support.
        rid: Option<String>,
        message: String,
    },
    /// No connection, or no whole answer in time. Whether WeChat acted on it is not known.
    #[error("{api}: no answer")]
    Unreachable {
        api: &'static str,
        #[source]
        fault: reqwest::Error,
    },
    #[error("{api}: HTTP status {status}")]
    Status { api: &'static str, status: u16 },
    /// A page of HTML, or an answer cut short.
    #[error("{api}: the answer is not JSON")]
    NotJson { api: &'static str },
    #[error("{api}: the answer is not the one WeChat documents")]
    Unexpected { api: &'static str },
}

impl ClientError {
    pub(super) fn unreachable(api: &'static str, fault: reqwest::Error) -> Self {
        Self::Unreachable { api, fault: fault.without_url() }
    }

    /// WeChat's own code, if it answered with one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// What to do about it. A message sent twice is received twice: retry a *send* only where
    /// WeChat said no, never where it said nothing.
    pub fn advice(&self) -> Advice {
        match self {
            Self::Refused { code, .. } => code.advice(),
            Self::Status { status: 500.., .. } => Advice::RetryLater,
            Self::Unreachable { .. } | Self::NotJson { .. } => Advice::RetryLater,
            Self::Status { .. } | Self::Unexpected { .. } => Advice::Fatal,
        }
    }
}
