//! The passive reply: what goes back in the response to a push (WeChat docs, passive replies).
use serde_json::{Value, json};

use crate::{
    fields::{Fields, Format},
    message::Message,
};

/// The answer that says nothing and asks for no retry. It is never encrypted.
pub const SUCCESS: &str = "success";

/// An answer to an event may carry this many articles; one to a user's message carries one.
const MOST_ARTICLES: usize = 8;

/// One answer per delivery, within 5 seconds; anything later is a customer-service message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Nothing to say.
    Success,
    /// About 2048 bytes at most; line breaks are shown.
    Text(String),
    Image {
        media_id: String,
    },
    News(Vec<Article>),
    /// Hands the conversation to a person, or to this one if an account is named.
    TransferCustomerService {
        account: Option<String>,
    },
}

/// A card with a picture that opens a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub title: String,
    pub description: String,
    pub pic_url: String,
    pub url: String,
}

impl Reply {
    /// The reply to `message`, in the format of its push, ready to be sealed.
    pub fn to(&self, message: &Message, format: Format, now_s: i64) -> String {
        let articles = if message.is_said_by_user() { 1 } else { MOST_ARTICLES };
        self.write(&message.from, &message.to, now_s, articles, format)
    }

    /// To an openid, from an account's original id (`gh_…`).
    pub fn to_xml(&self, to: &str, from: &str, now_s: i64) -> String {
        self.write(to, from, now_s, MOST_ARTICLES, Format::Xml)
    }

    /// As [`Self::to_xml`], for accounts whose data format is JSON.
    pub fn to_json(&self, to: &str, from: &str, now_s: i64) -> String {
        self.write(to, from, now_s, MOST_ARTICLES, Format::Json)
    }

    fn write(&self, to: &str, from: &str, now_s: i64, articles: usize, format: Format) -> String {
        let Some((msg_type, body)) = self.body(articles) else { return SUCCESS.to_owned() };
        Fields::new()
            .with("ToUserName", to)
            .with("FromUserName", from)
            .with("CreateTime", now_s)
            .with("MsgType", msg_type)
            .and(body)
            .write(format)
    }

    /// Empty text and empty news are nothing to say: WeChat would tell the user we are broken.
    fn body(&self, articles: usize) -> Option<(&'static str, Fields)> {
        let fields = Fields::new();
        match self {
            Self::Success => None,
            Self::Text(content) if content.is_empty() => None,
            Self::Text(content) => Some(("text", fields.with("Content", content.as_str()))),
            Self::Image { media_id } => {
                Some(("image", fields.with("Image", json!({ "MediaId": media_id }))))
            }
            Self::News(news) if news.is_empty() => None,
            Self::News(news) => {
                let items: Vec<_> = news.iter().take(articles).map(Article::item).collect();
                let fields = fields.with("ArticleCount", items.len());
                Some(("news", fields.with("Articles", json!({ "item": items }))))
            }
            Self::TransferCustomerService { account } => {
                let account = account.as_ref().map(|account| json!({ "KfAccount": account }));
                Some(("transfer_customer_service", fields.with_some("TransInfo", account)))
            }
        }
    }
}

impl Article {
    fn item(&self) -> Value {
        json!({
            "Title": self.title,
            "Description": self.description,
            "PicUrl": self.pic_url,
            "Url": self.url,
        })
    }
}
