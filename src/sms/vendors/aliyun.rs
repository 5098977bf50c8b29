//! Aliyun Dysmsapi, `SendSms` of 2017-05-25, signed with ACS3-HMAC-SHA256 (Aliyun documents,
//! "V3 request structure and signature"). Its parameters travel in the address.
use entity::values::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::{Message, Outcome, Request, Vendor, hmac, refused, sha256_hex, utc};
use crate::{config, error::Result};

const HOST: &str = "dysmsapi.aliyuncs.com";
const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// Templates have one parameter, `code` or `time`.
pub struct Aliyun<'a>(pub &'a config::Sms);

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Code")]
    code: String,
}

impl Vendor for Aliyun<'_> {
    fn request(&self, message: &Message<'_>, now: Timestamp, nonce: &str) -> Result<Request> {
        let (name, value) = message.says.parameter();
        let template_param = json!({ name: value }).to_string();
        let parameters = [
            ("OutId", message.id.to_string()),
            ("PhoneNumbers", message.phone.reveal().to_owned()),
            ("SignName", self.0.sign_name.clone()),
            ("TemplateCode", message.says.template(self.0).to_owned()),
            ("TemplateParam", template_param),
        ];
        let pairs = parameters.map(|(name, value)| format!("{name}={}", encode(&value)));
        let call = Call { host: HOST, action: "SendSms", version: "2017-05-25" };
        let query = pairs.join("&");
        let headers = call.signed(&self.0.key_id, &self.0.key_secret, &query, now, nonce);
        Ok(Request { url: format!("https://{HOST}/?{query}"), headers, body: String::new() })
    }

    fn outcome(&self, status: u16, body: &[u8]) -> Outcome {
        let code = serde_json::from_slice(body).map(|answer: Answer| answer.code);
        match code.unwrap_or_default().as_str() {
            "OK" if status == 200 => Outcome::Sent,
            code => refused(code, &["Throttling"], &["ServiceUnavailable", "InternalError"]),
        }
    }
}

/// A call without a body; whoever calls gives the parameters encoded and in order.
struct Call<'a> {
    host: &'a str,
    action: &'a str,
    version: &'a str,
}

impl Call<'_> {
    fn signed(
        &self,
        key_id: &str,
        secret: &str,
        query: &str,
        now: Timestamp,
        nonce: &str,
    ) -> Vec<(&'static str, String)> {
        let nothing = sha256_hex("");
        let headers = [
            ("host", self.host.to_owned()),
            ("x-acs-action", self.action.to_owned()),
            ("x-acs-content-sha256", nothing.clone()),
            ("x-acs-date", utc(now, "%Y-%m-%dT%H:%M:%SZ")),
            ("x-acs-signature-nonce", nonce.to_owned()),
            ("x-acs-version", self.version.to_owned()),
        ];
        let lines: String =
            headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let names = headers.each_ref().map(|(name, _)| *name).join(";");
        let canonical = format!("POST\n/\n{query}\n{lines}\n{names}\n{nothing}");
        let to_sign = format!("{ALGORITHM}\n{}", sha256_hex(&canonical));
        let signature = hex::encode(hmac(secret.as_bytes(), &to_sign));
        let authorization =
            format!("{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}");
        let [_, rest @ ..] = headers;
        rest.into_iter().chain([("authorization", authorization)]).collect()
    }
}

/// RFC 3986: letters, digits and `-_.~` as they are, every other byte as `%XX`.
fn encode(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example with fixed parameters of help.aliyun.com/zh/sdk/product-overview/
    /// v3-request-structure-and-signature: RunInstances of ECS, with its published signature.
    #[test]
    fn the_documented_example_is_signed_as_documented() {
        let call = Call {
            host: "ecs.cn-shanghai.aliyuncs.com",
            action: "RunInstances",
            version: "2014-05-26",
        };
        let query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd\
                     &RegionId=cn-shanghai";
        let at = Timestamp(1_698_315_752_000);
        let nonce = "3156853299f313e23d1673dc12e1703d";
        let headers = call.signed("YourAccessKeyId", "YourAccessKeySecret", query, at, nonce);
        assert!(headers.contains(&("x-acs-date", "2023-10-26T10:22:32Z".to_owned())));
        let authorization = "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=\
            host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;\
            x-acs-version,Signature=\
            06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
        assert_eq!(headers.last(), Some(&("authorization", authorization.to_owned())));
    }

    #[test]
    fn what_is_not_unreserved_is_encoded_c14() {
        for (text, encoded) in [
            ("aZ09-_.~", "aZ09-_.~"),
            ("a b", "a%20b"),
            ("*+/", "%2A%2B%2F"),
            ("{\"code\":\"001234\"}", "%7B%22code%22%3A%22001234%22%7D"),
            ("卡包", "%E5%8D%A1%E5%8C%85"),
            ("&PhoneNumbers=1", "%26PhoneNumbers%3D1"),
        ] {
            assert_eq!(encode(text), encoded);
        }
    }

    #[test]
    fn the_answer_tells_what_became_of_the_message_c5() {
        let config = config::Config::from_variables(&[]).expect("the defaults are fine");
        let refused = |code: &str| Outcome::Refused { code: code.to_owned() };
        for (status, body, outcome) in [
            (200, r#"{"Code":"OK","Message":"OK","BizId":"1"}"#, Outcome::Sent),
            (
                200,
                r#"{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"触发天级流控Permits:10"}"#,
                refused("isv.BUSINESS_LIMIT_CONTROL"),
            ),
            (400, r#"{"Code":"SignatureDoesNotMatch"}"#, refused("SignatureDoesNotMatch")),
            (400, r#"{"Code":"Throttling.User"}"#, Outcome::NotSent),
            (503, r#"{"Code":"ServiceUnavailable"}"#, Outcome::Unknown),
            (502, "<html>", Outcome::Unknown),
            (200, "", Outcome::Unknown),
        ] {
            let read = Aliyun(&config.sms).outcome(status, body.as_bytes());
            assert_eq!(read, outcome, "{status} {body}");
        }
    }
}
