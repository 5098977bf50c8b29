//! How WeChat reads what an account answers to a push (WeChat docs, passive replies).
use serde_json::Value;
use wechat::{Fields, Format, Message, Mode};

use crate::{
    chats::{Cover, Said},
    config::Account,
};

/// What came back, understood.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    /// `None` for `success`, an empty body, and what goes to a person at the desk.
    pub said: Option<Said>,
    /// The reply, where it had to be decrypted.
    pub opened: Option<String>,
}

/// Not understood: the person is told that the service is out of order.
#[derive(Debug, PartialEq, Eq)]
pub struct NotUnderstood;

/// Read `body`, the answer to `asked`, under the account's mode and format.
pub fn read(account: &Account, asked: &Message, body: &[u8]) -> Result<Reading, NotUnderstood> {
    if matches!(body, b"" | b"success") {
        return Ok(Reading { said: None, opened: None });
    }
    let opened = open(account, body)?;
    let plain = opened.as_deref().unwrap_or(body);
    if Format::of(plain) != account.format {
        return Err(NotUnderstood);
    }
    let fields = Fields::parse(plain).map_err(|_| NotUnderstood)?;
    let is = |name, text: &str| fields.text(name).is_some_and(|value| value == text);
    if !is("ToUserName", &asked.from) || !is("FromUserName", &asked.to) {
        return Err(NotUnderstood);
    }
    let said = said(&fields, asked.is_said_by_user())?;
    let opened = opened.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok(Reading { said, opened })
}

/// The reply inside, if it is sealed; in safe mode it must be, in plain mode it must not.
fn open(account: &Account, body: &[u8]) -> Result<Option<Vec<u8>>, NotUnderstood> {
    let sealed = Fields::parse(body).is_ok_and(|fields| fields.get("Encrypt").is_some());
    match (account.mode, sealed) {
        (Mode::Plain | Mode::Compatible, false) => Ok(None),
        (Mode::Safe | Mode::Compatible, true) => {
            let opened = account.counterpart().open_reply(body);
            opened.map(|(_, reply)| Some(reply)).map_err(|_| NotUnderstood)
        }
        (Mode::Safe, false) | (Mode::Plain, true) => Err(NotUnderstood),
    }
}

fn said(fields: &Fields, to_a_message: bool) -> Result<Option<Said>, NotUnderstood> {
    match fields.text("MsgType").as_deref() {
        Some("text") => {
            let content = fields.filled("Content").ok_or(NotUnderstood)?;
            Ok(Some(Said::Text { content }))
        }
        Some("news") => {
            let mut articles = articles(fields)?;
            // What a person wrote is answered with one article; the rest is dropped.
            articles.truncate(if to_a_message { 1 } else { 8 });
            Ok(Some(Said::News { articles }))
        }
        Some("image") => Ok(Some(Said::Notice { content: "[图片]".to_owned() })),
        Some("transfer_customer_service") => Ok(None),
        _ => Err(NotUnderstood),
    }
}

fn articles(fields: &Fields) -> Result<Vec<Cover>, NotUnderstood> {
    let items = match fields.get("Articles").map(|articles| &articles["item"]) {
        Some(Value::Array(items)) => items.clone(),
        Some(item @ Value::Object(_)) => vec![item.clone()],
        _ => return Err(NotUnderstood),
    };
    let count = fields.text("ArticleCount").and_then(|count| count.parse().ok());
    if count != Some(items.len()) {
        return Err(NotUnderstood);
    }
    let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    let cover = |item: &Value| Cover {
        title: text(item, "Title"),
        description: text(item, "Description"),
        picture: text(item, "PicUrl"),
        url: text(item, "Url"),
    };
    Ok(items.iter().map(cover).collect())
}
