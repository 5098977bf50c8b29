//! Tencent Cloud SMS, `SendSms` of 2021-01-11, signed with TC3-HMAC-SHA256 (Tencent Cloud
//! documents, "Signature v3").
use entity::values::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::{Message, Outcome, Request, Vendor, hmac, refused, sha256_hex, utc};
use crate::{config, error::Result};

const HOST: &str = "sms.tencentcloudapi.com";
const ALGORITHM: &str = "TC3-HMAC-SHA256";
const JSON: &str = "application/json; charset=utf-8";

/// Templates have one parameter: the code, or a time.
pub struct Tencent<'a>(pub &'a config::Sms);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    response: Response,
}

/// Either about the call, or about each number.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Response {
    error: Option<Status>,
    #[serde(default)]
    send_status_set: Vec<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    code: String,
}

impl Vendor for Tencent<'_> {
    fn request(&self, message: &Message<'_>, now: Timestamp, _: &str) -> Result<Request> {
        let body = json!({
            "PhoneNumberSet": [format!("+86{}", message.phone.reveal())],
            "SmsSdkAppId": self.0.app_id,
            "SignName": self.0.sign_name,
            "TemplateId": message.says.template(self.0),
            "TemplateParamSet": [message.says.parameter().1],
            "SessionContext": message.id,
        });
        let body = body.to_string();
        let (id, secret) = (&self.0.key_id, &self.0.key_secret);
        let authorization = authorization(HOST, "sms", (id, secret), now, &body);
        let headers = vec![
            ("authorization", authorization),
            ("content-type", JSON.to_owned()),
            ("x-tc-action", "SendSms".to_owned()),
            ("x-tc-region", self.0.region.clone()),
            ("x-tc-timestamp", now.seconds().to_string()),
            ("x-tc-version", "2021-01-11".to_owned()),
        ];
        Ok(Request { url: format!("https://{HOST}/"), headers, body })
    }

    fn outcome(&self, _: u16, body: &[u8]) -> Outcome {
        let Ok(Answer { response }) = serde_json::from_slice(body) else { return Outcome::Unknown };
        let status = response.error.or(response.send_status_set.into_iter().next());
        match status.map(|status| status.code).unwrap_or_default().as_str() {
            "Ok" => Outcome::Sent,
            code => refused(code, &["RequestLimitExceeded"], &["InternalError"]),
        }
    }
}

fn authorization(
    host: &str,
    service: &str,
    (id, secret): (&str, &str),
    now: Timestamp,
    body: &str,
) -> String {
    let headers = "content-type;host";
    let canonical =
        format!("POST\n/\n\ncontent-type:{JSON}\nhost:{host}\n\n{headers}\n{}", sha256_hex(body));
    let day = utc(now, "%Y-%m-%d");
    let scope = format!("{day}/{service}/tc3_request");
    let to_sign = format!("{ALGORITHM}\n{}\n{scope}\n{}", now.seconds(), sha256_hex(&canonical));
    let key = [day.as_str(), service, "tc3_request"]
        .iter()
        .fold(format!("TC3{secret}").into_bytes(), |key, part| hmac(&key, part));
    let signature = hex::encode(hmac(&key, &to_sign));
    format!("{ALGORITHM} Credential={id}/{scope}, SignedHeaders={headers}, Signature={signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of "Signature v3": DescribeInstances of CVM, with the signature published for
    /// the keys of tencentcloud.com/document/api/614/42761 and for those with asterisks of
    /// cloud.tencent.com/document/api/362/4208 as it was while it signed these two headers.
    #[test]
    fn the_documented_example_is_signed_as_documented() {
        let body = r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
        let at = Timestamp(1_551_113_065_000);
        for (end, signature) in [
            ("EXAMPLE", "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"),
            ("*******", "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c"),
        ] {
            let id = format!("AKIDz8krbsJ5yKBZQpn74WFkmLPx3{end}");
            let secret = format!("Gu5t9xGARNpq86cd98joQYCN3{end}");
            let signed = authorization("cvm.tencentcloudapi.com", "cvm", (&id, &secret), at, body);
            let expected = format!(
                "TC3-HMAC-SHA256 Credential={id}/2019-02-25/cvm/tc3_request, \
                 SignedHeaders=content-type;host, Signature={signature}"
            );
            assert_eq!(signed, expected);
        }
    }

    #[test]
    fn the_answer_tells_what_became_of_the_message_c5() {
        let config = config::Config::from_variables(&[]).expect("the defaults are fine");
        let refused = |code: &str| Outcome::Refused { code: code.to_owned() };
        for (body, outcome) in [
            (r#"{"Response":{"SendStatusSet":[{"Code":"Ok","Fee":1}]}}"#, Outcome::Sent),
            (
                r#"{"Response":{"SendStatusSet":[{"Code":"LimitExceeded.PhoneNumberDailyLimit"}]}}"#,
                refused("LimitExceeded.PhoneNumberDailyLimit"),
            ),
            (
                r#"{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure","Message":""}}}"#,
                refused("AuthFailure.SignatureFailure"),
            ),
            (r#"{"Response":{"Error":{"Code":"RequestLimitExceeded"}}}"#, Outcome::NotSent),
            (r#"{"Response":{"Error":{"Code":"InternalError"}}}"#, Outcome::Unknown),
            (r#"{"Response":{"SendStatusSet":[]}}"#, Outcome::Unknown),
            ("<html>", Outcome::Unknown),
        ] {
            assert_eq!(Tencent(&config.sms).outcome(200, body.as_bytes()), outcome, "{body}");
        }
    }
}
