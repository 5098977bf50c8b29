use serde_json::{Value, json};

use crate::town::{MINI, MINI_SECRET, SERVICE, Town};

async fn session(town: &Town, code: &str) -> Value {
    let ask = format!(
        "/sns/jscode2session?appid={MINI}&secret={MINI_SECRET}\
         &js_code={code}&grant_type=authorization_code"
    );
    town.see(&ask).await
}

async fn login(town: &Town, person: &str) -> String {
    let path = format!("/sandbox/people/{person}/login");
    town.tell(&path, json!({ "appid": MINI })).await["code"].as_str().unwrap().to_owned()
}

async fn phone_code(town: &Town, person: &str) -> String {
    let path = format!("/sandbox/people/{person}/phone-number");
    town.tell(&path, json!({ "appid": MINI })).await["code"].as_str().unwrap().to_owned()
}

async fn phone(town: &Town, code: &str, openid: Option<&str>) -> Value {
    let token = town.access_token(MINI).await;
    let path = format!("/wxa/business/getuserphonenumber?access_token={token}");
    town.tell(&path, json!({ "code": code, "openid": openid })).await
}

#[tokio::test]
async fn a_login_code_opens_one_session_and_names_the_same_person_as_the_service_account() {
    let town = Town::open().await;
    let code = login(&town, "p1").await;
    let opened = session(&town, &code).await;
    let state = town.see("/sandbox/state").await;
    assert_eq!(opened["openid"], state["people"][0]["openids"][MINI]);
    assert_ne!(opened["openid"], state["people"][0]["openids"][SERVICE]);
    assert_eq!(opened["unionid"], state["people"][0]["unionid"]);
    assert_eq!(opened["session_key"].as_str().unwrap().len(), 24);
    assert_eq!(session(&town, &code).await["errcode"], 40163);
    assert_eq!(session(&town, "made-up").await["errcode"], 40029);
    let late = login(&town, "p1").await;
    town.advance(300).await;
    assert_eq!(session(&town, &late).await["errcode"], 42003);
}

#[tokio::test]
async fn a_phone_number_is_told_once_and_to_its_owners_openid() {
    let town = Town::open().await;
    let (mine, other) = (town.openid(0, MINI).await, town.openid(1, MINI).await);
    let code = phone_code(&town, "p1").await;
    assert_eq!(phone(&town, &code, Some(&other)).await["errcode"], 40029, "not theirs");
    let told = phone(&town, &code, Some(&mine)).await;
    assert_eq!(told["phone_info"]["purePhoneNumber"], "13800000001");
    assert_eq!(told["phone_info"]["countryCode"], "86");
    assert_eq!(told["phone_info"]["watermark"]["appid"], MINI);
    assert_eq!(phone(&town, &code, Some(&mine)).await["errcode"], 40029, "once");
    let late = phone_code(&town, "p1").await;
    town.advance(300).await;
    assert_eq!(phone(&town, &late, None).await["errcode"], 40029);
    let login_code = login(&town, "p1").await;
    assert_eq!(phone(&town, &login_code, None).await["errcode"], 40029, "another kind of code");
}

#[tokio::test]
async fn the_phone_calls_the_listed_server_and_no_other() {
    let town = Town::open().await;
    let state = town.see("/sandbox/state").await;
    let callback = state["accounts"][1]["callback"].as_str().unwrap().to_owned();
    let home = callback.strip_suffix("wechat").unwrap();
    let call = async |appid: &str, method: &str, url: &str| {
        let ask = json!({ "appid": appid, "method": method, "url": url,
            "headers": { "accept-language": "zh" }, "body": null });
        town.tell("/sandbox/people/p1/request", ask).await
    };
    let page = call(MINI, "GET", home).await;
    assert_eq!(page["status"], 200);
    assert_eq!(page["headers"]["content-type"], "text/html; charset=utf-8");
    assert!(page["body"].as_str().unwrap().contains("会员中心"));
    let picture = call(MINI, "GET", &format!("{home}picture")).await;
    assert_eq!((&picture["body"], &picture["body_base64"]), (&json!(""), &json!("iVBOR//Y")));
    let refused = call(MINI, "POST", &callback).await;
    assert_eq!(refused["status"], 403, "an answer is an answer, whatever it says");

    for elsewhere in [&*town.base, "http://127.0.0.1:1/", "https://api.weixin.qq.com/"] {
        assert_eq!(call(MINI, "GET", elsewhere).await["code"], "url_not_in_domain_list");
    }
    assert_eq!(call(SERVICE, "GET", home).await["code"], "not_a_mini_program");
    for (method, url) in [("GE T", home), ("GET", "not a url")] {
        assert_eq!(call(MINI, method, url).await["code"], "malformed");
    }
}
