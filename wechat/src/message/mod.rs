//! What WeChat told us: a message or an event, from whom, to which account.
mod body;
mod event;

pub use body::Body;
pub use event::{Event, Privacy};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::fields::{Fields, Format, Malformed};

/// One push, after decryption (WeChat docs, receiving standard messages and event pushes).
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// `ToUserName`: the account's original id (`gh_…`), not its appid.
    pub to: String,
    /// `FromUserName`: the openid of the user.
    pub from: String,
    /// `CreateTime`, in seconds. Two events of one user may share a second.
    pub created_at_s: i64,
    /// `MsgId`, which messages have and events have not.
    pub msg_id: Option<u64>,
    pub body: Body,
    /// The push as it was said, so that what is not understood here is not lost.
    pub raw: String,
    fields: Fields,
}

impl Message {
    /// Reads a decrypted push of either format. Names unknown to us are kept, not refused.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        let raw = std::str::from_utf8(body).map_err(|_| Malformed::Encoding)?.to_owned();
        Self::of(Fields::parse(body)?, raw)
    }

    /// A message as a user would cause it, in XML; for the simulator.
    pub fn new(to: &str, from: &str, created_at_s: i64, msg_id: Option<u64>, body: Body) -> Self {
        let fields = Fields::new()
            .with("ToUserName", to)
            .with("FromUserName", from)
            .with("CreateTime", created_at_s)
            .with("MsgType", body.msg_type())
            .and(body.write())
            .with_some("MsgId", msg_id);
        let (to, from, raw) = (to.to_owned(), from.to_owned(), fields.to_xml());
        Self { to, from, created_at_s, msg_id, body, raw, fields }
    }

    /// The same message said in JSON.
    pub fn in_json(self) -> Self {
        Self { raw: self.fields.to_json(), ..self }
    }

    /// The same message with a field that its body has no name for (`CardId`, `UserCardCode`, …).
    pub fn with(self, name: &str, value: impl Into<Value>) -> Self {
        let format = self.format();
        let fields = self.fields.with(name, value);
        Self { raw: fields.write(format), fields, ..self }
    }

    fn of(fields: Fields, raw: String) -> Result<Self, Malformed> {
        let required = |name| fields.filled(name).ok_or(Malformed::Field(name));
        let body = Body::read(&required("MsgType")?, &fields)?;
        let msg_id = match body {
            // MsgID of an event names the message it reports on, not the event.
            Body::Event(_) => None,
            _ if fields.get("MsgId").is_some() => Some(fields.number("MsgId")?),
            _ => None,
        };
        Ok(Self {
            to: required("ToUserName")?,
            from: required("FromUserName")?,
            created_at_s: fields.number("CreateTime")?,
            msg_id,
            body,
            raw,
            fields,
        })
    }

    /// Everything that was said, by name.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// What WeChat's retries of this push have in common and no other push has: the account with
    /// the MsgId or, for events, with a SHA-256 of all they say (WeChat suggests sender and second,
    /// but two events share a second). Some 80 characters.
    pub fn identity(&self) -> String {
        match self.msg_id {
            Some(id) => format!("{}/{id}", self.to),
            None => {
                let digest = Sha256::digest(self.fields.canonical());
                format!("{}/{}", self.to, hex::encode(digest))
            }
        }
    }

    /// The format it was said in.
    pub fn format(&self) -> Format {
        Format::of(self.raw.as_bytes())
    }

    /// Whether a person said this, rather than did something that caused an event.
    pub fn is_said_by_user(&self) -> bool {
        !matches!(self.body, Body::Event(_))
    }

    pub fn to_xml(&self) -> String {
        self.fields.to_xml()
    }

    pub fn to_json(&self) -> String {
        self.fields.to_json()
    }
}
