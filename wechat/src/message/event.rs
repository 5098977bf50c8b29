//! The kinds of event, by `Event` (WeChat docs, receiving event pushes).
use super::body::degrees;
use crate::fields::{Fields, Malformed};

/// How WeChat marks the scene of a QR code scanned by someone who did not follow yet.
const SCENE_PREFIX: &str = "qrscene_";

/// What happened. Names are read without regard to case: WeChat itself mixes them.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Followed; `scene` and `ticket` if it was by scanning a QR code of ours.
    Subscribe { scene: Option<String>, ticket: Option<String> },
    /// Unfollowed. No reply reaches them; the openid stays the same if they come back.
    Unsubscribe,
    /// Scanned a QR code of ours while following.
    Scan { scene: String, ticket: Option<String> },
    /// Where the phone is, in degrees and metres.
    Location { latitude: f64, longitude: f64, precision: f64 },
    /// Pressed a menu button with this key.
    Click { key: String },
    /// Followed a menu button to this page. A reply is ignored.
    View { url: String },
    /// Followed a menu button to this page of a mini-program.
    ViewMiniProgram { page_path: String },
    /// Changed nickname or avatar: what we hold is out of date.
    UserInfoModified(Privacy),
    /// Withdrew the permission for what `revoke_info` names: delete that datum.
    AuthorizationRevoke(Privacy),
    /// Asked to be forgotten: the duties of account deletion begin.
    AuthorizationCancellation(Privacy),
    /// Not known here; [`super::Message::fields`] has all of it.
    Other { event: String },
}

/// Whose personal data, and which (WeChat docs, security guide on personal information).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Privacy {
    pub openid: String,
    pub unionid: Option<String>,
    pub appid: Option<String>,
    /// A code, such as 6 for nickname and avatar or 8 for the phone number; empty if it is none.
    pub revoke_info: String,
    pub plugin_id: Option<String>,
    pub open_pid: Option<String>,
}

impl Event {
    /// As WeChat writes it.
    pub fn name(&self) -> &str {
        match self {
            Self::Subscribe { .. } => "subscribe",
            Self::Unsubscribe => "unsubscribe",
            Self::Scan { .. } => "SCAN",
            Self::Location { .. } => "LOCATION",
            Self::Click { .. } => "CLICK",
            Self::View { .. } => "VIEW",
            Self::ViewMiniProgram { .. } => "view_miniprogram",
            Self::UserInfoModified(_) => "user_info_modified",
            Self::AuthorizationRevoke(_) => "user_authorization_revoke",
            Self::AuthorizationCancellation(_) => "user_authorization_cancellation",
            Self::Other { event } => event,
        }
    }

    pub(super) fn read(fields: &Fields) -> Result<Self, Malformed> {
        let event = fields.filled("Event").ok_or(Malformed::Field("Event"))?;
        let key = || fields.text("EventKey").unwrap_or_default();
        let ticket = || fields.filled("Ticket");
        Ok(match event.to_ascii_lowercase().as_str() {
            "subscribe" => Self::Subscribe {
                scene: key().strip_prefix(SCENE_PREFIX).map(str::to_owned),
                ticket: ticket(),
            },
            "unsubscribe" => Self::Unsubscribe,
            "scan" => Self::Scan { scene: key(), ticket: ticket() },
            "location" => Self::Location {
                latitude: degrees(fields, "Latitude")?,
                longitude: degrees(fields, "Longitude")?,
                precision: degrees(fields, "Precision")?,
            },
            "click" => Self::Click { key: key() },
            "view" => Self::View { url: key() },
            "view_miniprogram" => Self::ViewMiniProgram { page_path: key() },
            "user_info_modified" => Self::UserInfoModified(Privacy::read(fields)?),
            "user_authorization_revoke" => Self::AuthorizationRevoke(Privacy::read(fields)?),
            "user_authorization_cancellation" => {
                Self::AuthorizationCancellation(Privacy::read(fields)?)
            }
            _ => Self::Other { event },
        })
    }

    pub(super) fn write(&self) -> Fields {
        let fields = Fields::new().with("Event", self.name());
        match self {
            Self::Subscribe { scene, ticket } => {
                let key = scene.as_ref().map(|scene| format!("{SCENE_PREFIX}{scene}"));
                fields
                    .with("EventKey", key.unwrap_or_default())
                    .with_some("Ticket", ticket.as_deref())
            }
            Self::Scan { scene, ticket } => {
                fields.with("EventKey", scene.as_str()).with_some("Ticket", ticket.as_deref())
            }
            Self::Location { latitude, longitude, precision } => fields
                .with("Latitude", *latitude)
                .with("Longitude", *longitude)
                .with("Precision", *precision),
            Self::Click { key } => fields.with("EventKey", key.as_str()),
            Self::View { url } => fields.with("EventKey", url.as_str()),
            Self::ViewMiniProgram { page_path } => fields.with("EventKey", page_path.as_str()),
            Self::UserInfoModified(privacy)
            | Self::AuthorizationRevoke(privacy)
            | Self::AuthorizationCancellation(privacy) => fields.and(privacy.write()),
            Self::Unsubscribe => fields.with("EventKey", ""),
            Self::Other { .. } => fields,
        }
    }
}

impl Privacy {
    fn read(fields: &Fields) -> Result<Self, Malformed> {
        Ok(Self {
            openid: fields.filled("OpenID").ok_or(Malformed::Field("OpenID"))?,
            unionid: fields.filled("UnionID"),
            appid: fields.filled("AppID"),
            revoke_info: fields.text("RevokeInfo").unwrap_or_default(),
            plugin_id: fields.filled("PluginID"),
            open_pid: fields.filled("OpenPID"),
        })
    }

    fn write(&self) -> Fields {
        Fields::new()
            .with("OpenID", self.openid.as_str())
            .with_some("UnionID", self.unionid.as_deref())
            .with_some("AppID", self.appid.as_deref())
            .with("RevokeInfo", self.revoke_info.as_str())
            .with_some("PluginID", self.plugin_id.as_deref())
            .with_some("OpenPID", self.open_pid.as_deref())
    }
}
