//! Customer-service messages (WeChat docs, sendCustomMessage): what could not be said in time.
use serde_json::{Value, json};

use super::{Client, ClientError, answer};
use crate::reply::Article;

/// What to send. A user may be sent 5 within 48 hours of their last message, and 3 within a minute
/// of a follow, a scan or a menu click; beyond that WeChat answers 45047 and 45015.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomMessage {
    Text(String),
    News(Article),
}

impl CustomMessage {
    fn to(&self, openid: &str) -> Value {
        match self {
            Self::Text(content) => {
                json!({ "touser": openid, "msgtype": "text", "text": { "content": content } })
            }
            Self::News(Article { title, description, pic_url, url }) => {
                let article = json!({
                    "title": title,
                    "description": description,
                    "url": url,
                    "picurl": pic_url,
                });
                json!({ "touser": openid, "msgtype": "news", "news": { "articles": [article] } })
            }
        }
    }
}

impl Client {
    /// Sends it now. Not idempotent: after a time-out nobody knows whether it was received.
    pub async fn custom_send(
        &self,
        access_token: &str,
        openid: &str,
        message: &CustomMessage,
    ) -> Result<(), ClientError> {
        let api = "/cgi-bin/message/custom/send";
        let query = [("access_token", access_token)];
        let request = self.post(api, &query).json(&message.to(openid));
        answer::<Value>(api, access_token, request).await.map(|_| ())
    }
}
