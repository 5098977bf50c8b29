//! Mini-program login and phone number (WeChat docs, code2Session and getPhoneNumber).
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Client, ClientError, answer};
use crate::secret::Secret;

/// Who logged in. The session_key stays on the server; WeChat may change it at any login.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Session {
    pub openid: String,
    pub session_key: Secret,
    /// There only if the mini-program is bound to an open-platform account.
    pub unionid: Option<String>,
}

/// A number the user consented to give us; that they hold the phone now is not shown by it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Phone {
    /// With a `+` and the country code if it is foreign.
    pub phone_number: String,
    pub pure_phone_number: String,
    #[serde(deserialize_with = "text_or_number")]
    pub country_code: String,
    pub watermark: Watermark,
}

/// Which mini-program the number was given to, and when.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Watermark {
    pub appid: String,
    /// In seconds.
    pub timestamp: i64,
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Phone").field("watermark", &self.watermark).finish_non_exhaustive()
    }
}

impl Client {
    /// Exchanges the code of `wx.login`: once, within five minutes.
    pub async fn code2session(
        &self,
        appid: &str,
        secret: &str,
        js_code: &str,
    ) -> Result<Session, ClientError> {
        let api = "/sns/jscode2session";
        let grant = ("grant_type", "authorization_code");
        let query = [("appid", appid), ("secret", secret), ("js_code", js_code), grant];
        answer(api, secret, self.get(api, &query)).await
    }

    /// Exchanges the code of the phone button, which is not the code of `wx.login`. With the
    /// openid, WeChat checks that the code is that user's. Costs money when it succeeds.
    pub async fn phone_number(
        &self,
        access_token: &str,
        code: &str,
        openid: &str,
    ) -> Result<Phone, ClientError> {
        #[derive(Serialize)]
        struct Ask<'a> {
            code: &'a str,
            openid: &'a str,
        }

        #[derive(Deserialize)]
        struct Answer {
            phone_info: Phone,
        }

        let api = "/wxa/business/getuserphonenumber";
        let query = [("access_token", access_token)];
        let request = self.post(api, &query).json(&Ask { code, openid });
        answer(api, access_token, request).await.map(|Answer { phone_info }| phone_info)
    }
}

/// The documentation shows `countryCode` as a string, and as a number in samples.
fn text_or_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => Ok(text),
        serde_json::Value::Number(number) => Ok(number.to_string()),
        _ => Err(serde::de::Error::custom("neither text nor number")),
    }
}
