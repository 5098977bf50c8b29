//! The simulator's SMS: a message turns up on its pretend phone.
use entity::values::Timestamp;
use serde_json::json;

use super::{Message, Outcome, Request, Says, Vendor};
use crate::error::Result;

pub struct Sandbox<'a> {
    pub base: &'a str,
    /// Signs every message; the merchant's name does if this is empty.
    pub sign: &'a str,
}

impl Vendor for Sandbox<'_> {
    fn request(&self, message: &Message<'_>, _: Timestamp, _: &str) -> Result<Request> {
        let sign = if self.sign.is_empty() { message.sender } else { self.sign };
        let text = match &message.says {
            Says::Code(code) => format!("您的验证码是 {code}，5 分钟内有效，请勿告诉他人。"),
            Says::PhoneChanges(at) => {
                format!("会员手机号将于 {at} 更换为另一个号码。如非本人操作，请打开会员中心取消。")
            }
        };
        let text = format!("【{sign}】{text}");
        let body = json!({ "phone": message.phone.reveal(), "text": text, "id": message.id });
        Ok(Request {
            url: format!("{}/sms/send", self.base.trim_end_matches('/')),
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.to_string(),
        })
    }

    fn outcome(&self, status: u16, _: &[u8]) -> Outcome {
        match status {
            200 => Outcome::Sent,
            500.. => Outcome::Unknown,
            _ => Outcome::Refused { code: status.to_string() },
        }
    }
}
