//! Sealing a push as WeChat does; for the simulator and for tests.
use super::{Account, Mode, Query};
use crate::{
    crypt,
    fields::Fields,
    message::Message,
    signature::{message_signature, plain_signature},
};

/// What a push is postmarked with.
#[derive(Clone, Debug)]
pub struct Postmark {
    pub now_s: i64,
    pub nonce: String,
    pub random16: [u8; 16],
}

impl Account {
    /// The query of the GET with which WeChat checks a URL.
    pub fn url_check(&self, echostr: &str, now_s: i64, nonce: &str) -> Query {
        Query { echostr: Some(echostr.to_owned()), ..self.signed(now_s, nonce) }
    }

    /// The query and body with which WeChat delivers `message`, in `message`'s own text, under
    /// this account's mode. An account without a key can only push in the clear.
    pub fn push(&self, message: &Message, postmark: &Postmark) -> (Query, String) {
        let openid = Some(message.from.clone());
        let query = Query { openid, ..self.signed(postmark.now_s, &postmark.nonce) };
        let Some(key) = self.key.as_ref().filter(|_| self.mode != Mode::Plain) else {
            return (query, message.raw.clone());
        };
        let encrypt = crypt::encrypt(key, postmark.random16, message.raw.as_bytes(), &self.appid);
        let timestamp = postmark.now_s.to_string();
        let msg_signature = message_signature(&self.token, &timestamp, &postmark.nonce, &encrypt);
        let outside = match self.mode {
            Mode::Compatible => message.fields().clone(),
            _ => Fields::new().with("ToUserName", message.to.as_str()),
        };
        let body = outside.with("Encrypt", encrypt).write(message.format());
        let encrypt_type = Some("aes".to_owned());
        (Query { encrypt_type, msg_signature: Some(msg_signature), ..query }, body)
    }

    fn signed(&self, now_s: i64, nonce: &str) -> Query {
        let timestamp = now_s.to_string();
        Query {
            signature: Some(plain_signature(&self.token, &timestamp, nonce)),
            timestamp: Some(timestamp),
            nonce: Some(nonce.to_owned()),
            ..Query::default()
        }
    }
}
