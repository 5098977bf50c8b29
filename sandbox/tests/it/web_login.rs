use reqwest::{Response, header::LOCATION};
use serde_json::{Value, json};

use crate::town::{MINI, SERVICE, SERVICE_SECRET, Town, read};

fn authorize(scope: &str) -> String {
    format!(
        "/connect/oauth2/authorize?appid={SERVICE}\
         &redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fback%3Fto%3D%252Fm\
         &response_type=code&scope={scope}&state=S123"
    )
}

async fn open(town: &Town, person: &str, path: &str) -> Response {
    town.get(path).header("cookie", format!("sandbox_person={person}")).send().await.unwrap()
}

fn location(response: &Response) -> String {
    assert_eq!(response.status(), 302);
    response.headers()[LOCATION].to_str().unwrap().to_owned()
}

/// The code of a silent authorization.
async fn code(town: &Town, person: &str) -> String {
    let back = location(&open(town, person, &authorize("snsapi_base")).await);
    let code = back.strip_prefix("http://127.0.0.1:8080/back?to=%2Fm&code=").unwrap();
    code.strip_suffix("&state=S123").unwrap().to_owned()
}

/// The code of an authorization that was asked for and given.
async fn consented(town: &Town, person: &str) -> String {
    let back = location(&decide(town, person, "yes").await);
    back.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

async fn decide(town: &Town, person: &str, allow: &str) -> Response {
    let page = open(town, person, &authorize("snsapi_userinfo")).await.text().await.unwrap();
    assert!(page.contains("好孕妈咪母婴 申请获得你的昵称、头像"), "{page}");
    let ticket = page.split("name=\"ticket\" value=\"").nth(1).unwrap();
    let form = [("ticket", ticket.split('"').next().unwrap()), ("allow", allow)];
    let consent = town.client.post(format!("{}/connect/oauth2/consent", town.base));
    consent.form(&form).send().await.unwrap()
}

fn exchange(code: &str) -> String {
    format!(
        "/sns/oauth2/access_token?appid={SERVICE}&secret={SERVICE_SECRET}\
         &code={code}&grant_type=authorization_code"
    )
}

#[tokio::test]
async fn snsapi_base_is_silent_and_tells_the_openid_alone() {
    let town = Town::open().await;
    let answer = town.get(&exchange(&code(&town, "p1").await)).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain", "as WeChat does");
    let login = read(answer).await;
    assert_eq!(login["openid"], town.openid(0, SERVICE).await);
    assert_eq!(login["scope"], "snsapi_base");
    assert_eq!((&login["unionid"], &login["is_snapshotuser"]), (&Value::Null, &Value::Null));
    let info = format!(
        "/sns/userinfo?access_token={}&openid={}&lang=zh_CN",
        login["access_token"].as_str().unwrap(),
        login["openid"].as_str().unwrap()
    );
    assert_eq!(town.see(&info).await["errcode"], 48001);
}

#[tokio::test]
async fn snsapi_userinfo_asks_first_and_then_tells_who_it_is() {
    let town = Town::open().await;
    let login = town.see(&exchange(&consented(&town, "p1").await)).await;
    let state = town.see("/sandbox/state").await;
    assert_eq!(login["unionid"], state["people"][0]["unionid"]);
    let (token, openid) =
        (login["access_token"].as_str().unwrap(), login["openid"].as_str().unwrap());
    let query = format!("access_token={token}&openid={openid}");
    let info = town.see(&format!("/sns/userinfo?{query}&lang=zh_CN")).await;
    assert_eq!((&info["nickname"], &info["sex"]), (&json!("小美"), &json!(0)));
    let portrait = town.client.get(info["headimgurl"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(portrait.headers()["content-type"], "image/svg+xml");
    assert_eq!(town.see(&format!("/sns/auth?{query}")).await["errcode"], 0);
    let other = town.openid(1, SERVICE).await;
    let stolen = format!("/sns/auth?access_token={token}&openid={other}");
    assert_eq!(town.see(&stolen).await["errcode"], 40003);
    town.advance(7200).await;
    assert_eq!(town.see(&format!("/sns/auth?{query}")).await["errcode"], 42001);
}

#[tokio::test]
async fn a_consent_is_given_once() {
    let town = Town::open().await;
    let page = open(&town, "p1", &authorize("snsapi_userinfo")).await.text().await.unwrap();
    let ticket = page.split("name=\"ticket\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let consent = || {
        let consent = town.client.post(format!("{}/connect/oauth2/consent", town.base));
        consent.header("accept", "application/json").form(&[("ticket", ticket), ("allow", "yes")])
    };
    let told = read(consent().send().await.unwrap()).await;
    assert!(told["go"].as_str().unwrap().contains("&code="), "where the page goes by itself");
    let again = consent().send().await.unwrap().text().await.unwrap();
    assert!(again.contains("已经用过"), "{again}");
}

#[tokio::test]
async fn who_refuses_comes_back_without_a_code() {
    let town = Town::open().await;
    let back = location(&decide(&town, "p1", "no").await);
    assert_eq!(back, "http://127.0.0.1:8080/back?to=%2Fm&state=S123");
}

#[tokio::test]
async fn a_code_is_good_once_for_five_minutes_and_for_its_account() {
    let town = Town::open().await;
    let used = code(&town, "p1").await;
    let late = code(&town, "p1").await;
    assert_eq!(town.see(&exchange(&used)).await["expires_in"], 7200);
    assert_eq!(town.see(&exchange(&used)).await["errcode"], 40163);
    assert_eq!(town.see(&exchange("made-up")).await["errcode"], 40029);
    assert_eq!(town.see(&exchange("")).await["errcode"], 41008);
    town.advance(300).await;
    assert_eq!(town.see(&exchange(&late)).await["errcode"], 42003);
    let wrong = exchange(&late).replace(SERVICE_SECRET, "guess");
    assert_eq!(town.see(&wrong).await["errcode"], 40125);
}

#[tokio::test]
async fn a_refresh_token_buys_two_hours_for_thirty_days() {
    let town = Town::open().await;
    let login = town.see(&exchange(&code(&town, "p1").await)).await;
    let refresh = |appid: &str, token: &str| {
        format!(
            "/sns/oauth2/refresh_token?appid={appid}&grant_type=refresh_token&refresh_token={token}"
        )
    };
    let token = login["refresh_token"].as_str().unwrap();
    town.advance(7200).await;
    let again = town.see(&refresh(SERVICE, token)).await;
    assert_eq!((&again["openid"], &again["expires_in"]), (&login["openid"], &json!(7200)));
    assert_ne!(again["access_token"], login["access_token"]);
    assert_eq!(town.see(&refresh(MINI, token)).await["errcode"], 40030);
    town.advance(30 * 86_400).await;
    assert_eq!(town.see(&refresh(SERVICE, token)).await["errcode"], 42002);
}

#[tokio::test]
async fn nothing_said_in_a_snapshot_page_is_real() {
    let town = Town::open().await;
    for name in ["访客甲", "访客乙"] {
        town.tell("/sandbox/people", json!({ "nickname": name, "snapshot": true })).await;
    }
    let first = town.see(&exchange(&consented(&town, "p4").await)).await;
    let second = town.see(&exchange(&consented(&town, "p5").await)).await;
    assert_eq!(first["is_snapshotuser"], 1);
    assert_ne!(first["openid"], town.openid(3, SERVICE).await, "a virtual one");
    assert_eq!(first["unionid"], second["unionid"], "as has been seen of real ones");
    assert_ne!(first["openid"], second["openid"]);
}

#[tokio::test]
async fn an_authorization_that_is_not_asked_for_rightly_ends_on_a_page() {
    let town = Town::open().await;
    let good = authorize("snsapi_base");
    for (path, code) in [
        (good.replace(SERVICE, "wx0"), "10012"),
        (good.replace(SERVICE, MINI), "10012"),
        (good.replace("127.0.0.1", "evil.example"), "10003"),
        (good.replace("127.0.0.1", "127.0.0.1.evil.example"), "10003"),
        (good.replace("http%3A", "javascript%3A"), "10003"),
        (good.replace("=code", "=token"), "10000"),
        (good.replace("snsapi_base", "snsapi_all"), "10010"),
        (good.replace("S123", "a-b"), "10013"),
        (good.replace("&state=S123", "").replace('?', "?state=S123&"), "10000"),
    ] {
        let answer = open(&town, "p1", &path).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert!(answer.text().await.unwrap().contains(&format!("错误码：{code}")), "{path}");
    }
    let outside = town.get(&good).send().await.unwrap().text().await.unwrap();
    assert!(outside.contains("请在微信客户端打开链接"));
}
