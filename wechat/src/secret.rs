//! A string that must not be printed.
use std::fmt;

use serde::Deserialize;

/// An access token, a ticket or a session key: `Debug` shows none of it.
///
/// WeChat asks for room for at least 512 characters in an access token.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself; whoever calls this sees to it that it is not logged.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}
