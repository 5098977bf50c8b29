//! What must not be said: secrets are driven through the house, and looked for in all it says.
use std::{
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use kabao::seed::{MINI, PASSWORD, SERVICE, UNCONNECTED};
use serde_json::json;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::{
    connect,
    people::{Phone, Shop},
    till_key,
    town::Person,
};

/// All that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, said: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(said);
        Ok(said.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// An e-mail, and to whom, where and by what phone things are sent.
const THEIRS: [&str; 4] =
    ["canary-mail@example.com", "金丝雀收件人", "13799887766", "金丝雀路 7 号"];

/// A member writes all of it down, once rightly and once wrongly; what a log may have of the answers.
async fn tells_of_themselves(phone: &Phone<'_>, wrong: &str) -> Vec<String> {
    let [mail, name, number, detail] = THEIRS;
    let about = json!({ "nickname": "金丝雀", "card_name": "卡", "email": mail, "birthday": null });
    let home = json!({
        "name": name, "phone": number, "region": ["浙江省"], "detail": detail, "is_default": true,
    });
    let ask = json!({ "phone": number, "sms_code": wrong, "old_sms_code": wrong });
    vec![
        phone.put("/profile", &about).await.status.to_string(),
        phone.put("/profile", &json!({ "email": mail })).await.text,
        phone.press("/addresses", &home).await.status.to_string(),
        phone.press("/phone", &ask).await.text,
        phone.get("/phone").await.text,
        phone.press("/leave", &json!({ "sms_code": wrong })).await.text,
    ]
}

/// An account is connected, changed and checked: its secrets, of which the log and later answers have
/// none.
async fn connected(owner: &Person, said: &mut Vec<String>) -> Vec<String> {
    let secret = "ca11ab1eca11ab1eca11ab1eca11ab1e".to_owned();
    let mut terms = connect::typed(UNCONNECTED.appid);
    terms["secret"] = json!(secret);
    let made = owner.post_once("/v1/office/wechat/accounts", "canary", &terms).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let pair = ["token", "aes_key"].map(|name| made.body[name].as_str().unwrap().to_owned());
    let account = format!("/v1/office/wechat/accounts/{}", UNCONNECTED.appid);
    let again = connect::change(owner, "canary-2", &json!({ "secret": UNCONNECTED.secret })).await;
    said.push(again.text);
    said.push(owner.post(&format!("{account}/check"), &json!({})).await.text);
    said.push(owner.get("/v1/office/wechat/accounts").await.text);
    pair.into_iter().chain([secret, UNCONNECTED.secret.to_owned()]).collect()
}

#[tokio::test]
async fn no_secret_is_said_anywhere_g13_b5_c11_d6() {
    let log = Log::default();
    let filter = EnvFilter::new("trace,hyper=warn,h2=warn,sandbox=off,mio=warn,sqlx=warn");
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .without_time()
        .with_ansi(false)
        .with_writer(log.clone());
    tracing::subscriber::set_global_default(subscriber.finish()).expect("one log in this process");

    let shop = Shop::open().await;
    let (phone_number, id_number) = ("13877665544", "11010519491231002X");
    let person = shop.admit("金丝雀", phone_number, false).await;
    let mut said: Vec<String> = vec![];
    let mut secrets = vec![phone_number.to_owned(), id_number.to_owned(), PASSWORD.to_owned()];
    secrets.extend([SERVICE.secret, MINI.secret, SERVICE.encoding_aes_key].map(str::to_owned));

    let phone = shop.phone(&person).await;
    let code = phone.code_for(phone_number, "register").await;
    secrets.push(code.clone());
    let wrong = if code == "000000" { "000001" } else { "000000" };
    said.push(phone.register_with(phone_number, wrong, "金丝雀", "k0").await.text);
    said.push(phone.register_with(phone_number, &code, "金丝雀", "k1").await.text);
    said.push(phone.register_with(phone_number, &code, "金丝雀", "k2").await.text);
    for path in ["/me", "/cards", "/coupons?state=usable", "/offers", "/session?appid=x"] {
        said.push(phone.get(path).await.text);
    }
    said.extend(tells_of_themselves(&phone, wrong).await);
    secrets.extend(THEIRS.map(str::to_owned));
    let (token, _) = shop.mini(&person).await;
    let proof = shop.phone_proof(&person, &token).await;
    let cookie = phone.browser.cookie("kabao_member_wx00000000000000a1");
    secrets.extend([token, proof, phone.shown_code().await, cookie]);

    let clerk = shop.clerk("clerk", "T01").await;
    let payment_code = "134567890123456789";
    secrets.push(payment_code.to_owned());
    for scan in [payment_code, phone_number, "880000000000000000", "'; DROP TABLE member; --"] {
        said.push(clerk.post("/v1/till/identify", &json!({ "scan": scan })).await.text);
    }
    let ask = json!({ "phone": phone_number, "sms_code": wrong, "id_number": id_number });
    said.push(clerk.post_once("/v1/till/members", "k", &ask).await.text);
    let owner = shop.owner().await;
    let key = till_key::make(&owner, &till_key::terms(&["identify"])).await;
    said.push(
        key.post(&shop.town.person(), "/v1/till/identify", "canary-1", r#"{"scan":"x"}"#)
            .await
            .text,
    );
    said.push(owner.get("/v1/office/till-keys").await.text);
    said.push(owner.get(&format!("/v1/office/till-keys/{}/calls", key.id)).await.text);
    secrets.push(key.secret);
    secrets.extend(connected(&owner, &mut said).await);
    said.push(owner.get("/v1/office/audit").await.text);
    said.push(owner.get("/v1/office/wechat/accounts").await.text);
    said.push(shop.town.person().get("/metrics").await.text);
    // WeChat out of order: what it says and what we asked are in no error.
    for errcode in [40001, 40125, 45009] {
        let fault = json!({ "path": "/sns/jscode2session", "errcode": errcode, "times": 1 });
        shop.hand.post("/sandbox/faults", &fault).await;
        let ask = json!({ "appid": MINI.appid, "code": "x" });
        said.push(shop.town.person().post("/v1/member/mini/session", &ask).await.text);
    }

    let logged = log.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    said.push(String::from_utf8_lossy(&logged).into_owned());
    assert!(said.last().is_some_and(|log| log.len() > 1000), "the log is listened to");
    for secret in &secrets {
        let around = said.iter().find_map(|text| {
            let at = whole(text, secret)?;
            let before: String = text[..at].chars().rev().take(200).collect();
            Some(before.chars().rev().collect::<String>() + secret)
        });
        assert_eq!(around, None, "{secret} was said");
    }
}

/// Where a secret stands by itself: six digits inside a longer number are not the code.
fn whole(text: &str, secret: &str) -> Option<usize> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let alone = |at: &usize| {
        let (before, after) = (&text[..*at], &text[at + secret.len()..]);
        !digit(before.chars().next_back()) && !digit(after.chars().next())
    };
    text.match_indices(secret).map(|(at, _)| at).find(alone)
}
