//! The kinds of message, by `MsgType` (WeChat docs, receiving standard messages).
use super::Event;
use crate::fields::{Fields, Malformed};

/// What was said. Text that WeChat left out is empty; media ids are good for three days.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Text {
        content: String,
    },
    Image {
        pic_url: String,
        media_id: String,
    },
    Voice {
        media_id: String,
        format: String,
        recognition: Option<String>,
    },
    Video {
        media_id: String,
        thumb_media_id: String,
    },
    ShortVideo {
        media_id: String,
        thumb_media_id: String,
    },
    /// In degrees, GCJ-02.
    Location {
        latitude: f64,
        longitude: f64,
        scale: i64,
        label: String,
    },
    Link {
        title: String,
        description: String,
        url: String,
    },
    MiniProgramPage {
        title: String,
        appid: String,
        page_path: String,
        thumb_media_id: String,
    },
    Event(Event),
    /// Not known here; [`super::Message::fields`] has all of it.
    Other {
        msg_type: String,
    },
}

impl Body {
    /// As WeChat writes it; read without regard to case.
    pub fn msg_type(&self) -> &str {
        match self {
            Self::Text { .. } => "text",
            Self::Image { .. } => "image",
            Self::Voice { .. } => "voice",
            Self::Video { .. } => "video",
            Self::ShortVideo { .. } => "shortvideo",
            Self::Location { .. } => "location",
            Self::Link { .. } => "link",
            Self::MiniProgramPage { .. } => "miniprogrampage",
            Self::Event(_) => "event",
            Self::Other { msg_type } => msg_type,
        }
    }

    pub(super) fn read(msg_type: &str, fields: &Fields) -> Result<Self, Malformed> {
        let text = |name| fields.text(name).unwrap_or_default();
        let media_id = || text("MediaId");
        let thumb_media_id = || text("ThumbMediaId");
        Ok(match msg_type.to_ascii_lowercase().as_str() {
            "text" => Self::Text { content: text("Content") },
            "image" => Self::Image { pic_url: text("PicUrl"), media_id: media_id() },
            "voice" => Self::Voice {
                media_id: media_id(),
                format: text("Format"),
                recognition: fields.filled("Recognition"),
            },
            "video" => Self::Video { media_id: media_id(), thumb_media_id: thumb_media_id() },
            "shortvideo" => {
                Self::ShortVideo { media_id: media_id(), thumb_media_id: thumb_media_id() }
            }
            "location" => Self::Location {
                latitude: degrees(fields, "Location_X")?,
                longitude: degrees(fields, "Location_Y")?,
                scale: fields.number("Scale").unwrap_or_default(),
                label: text("Label"),
            },
            "link" => Self::Link {
                title: text("Title"),
                description: text("Description"),
                url: text("Url"),
            },
            "miniprogrampage" => Self::MiniProgramPage {
                title: text("Title"),
                appid: text("AppId"),
                page_path: text("PagePath"),
                thumb_media_id: thumb_media_id(),
            },
            "event" => Self::Event(Event::read(fields)?),
            _ => Self::Other { msg_type: msg_type.to_owned() },
        })
    }

    pub(super) fn write(&self) -> Fields {
        let fields = Fields::new();
        match self {
            Self::Text { content } => fields.with("Content", content.as_str()),
            Self::Image { pic_url, media_id } => {
                fields.with("PicUrl", pic_url.as_str()).with("MediaId", media_id.as_str())
            }
            Self::Voice { media_id, format, recognition } => fields
                .with("MediaId", media_id.as_str())
                .with("Format", format.as_str())
                .with_some("Recognition", recognition.as_deref()),
            Self::Video { media_id, thumb_media_id }
            | Self::ShortVideo { media_id, thumb_media_id } => fields
                .with("MediaId", media_id.as_str())
                .with("ThumbMediaId", thumb_media_id.as_str()),
            Self::Location { latitude, longitude, scale, label } => fields
                .with("Location_X", *latitude)
                .with("Location_Y", *longitude)
                .with("Scale", *scale)
                .with("Label", label.as_str()),
            Self::Link { title, description, url } => fields
                .with("Title", title.as_str())
                .with("Description", description.as_str())
                .with("Url", url.as_str()),
            Self::MiniProgramPage { title, appid, page_path, thumb_media_id } => fields
                .with("Title", title.as_str())
                .with("AppId", appid.as_str())
                .with("PagePath", page_path.as_str())
                .with("ThumbMediaId", thumb_media_id.as_str()),
            Self::Event(event) => event.write(),
            Self::Other { .. } => fields,
        }
    }
}

/// A finite number; `NaN` and `inf` would parse as floats but are no place on Earth.
pub(super) fn degrees(fields: &Fields, name: &'static str) -> Result<f64, Malformed> {
    let degrees: f64 = fields.number(name)?;
    if degrees.is_finite() { Ok(degrees) } else { Err(Malformed::Field(name)) }
}
