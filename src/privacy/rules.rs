//! Who agrees to what, and where.
use entity::{consent, wechat_account::Kind};

use super::text::VERSION;
use crate::error::refusals;

refusals! {
    /// Why a consent is not taken.
    pub enum PrivacyRefusal {
        OtherVersion = Conflict "consent_version"
            "隐私说明已更新，请重新阅读" "this is not the version in force";
    }
}

/// Only what is in force can be agreed to.
pub fn in_force(version: &str) -> Result<(), PrivacyRefusal> {
    if version == VERSION { Ok(()) } else { Err(PrivacyRefusal::OtherVersion) }
}

/// Whether a member is to read the notice again. `last` is what they agreed to last; who joined at a
/// till may have agreed to none.
pub fn needs_consent(last: Option<&consent::Model>) -> bool {
    last.is_none_or(|last| last.version != VERSION)
}

/// Where somebody agrees in WeChat.
pub fn channel(kind: Kind) -> &'static str {
    match kind {
        Kind::Service => "wechat",
        Kind::Mini => "mini",
    }
}
