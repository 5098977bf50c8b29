use serde_json::{Value, json};

use crate::town::{MINI, SERVICE, SERVICE_SECRET, Town};

const ISSUE: &str = "/cgi-bin/stable_token";

fn ask(force: bool) -> Value {
    json!({
        "grant_type": "client_credential", "appid": SERVICE, "secret": SERVICE_SECRET,
        "force_refresh": force,
    })
}

async fn verdict(town: &Town, token: &str) -> i64 {
    let answer = town.see(&format!("/cgi-bin/getcallbackip?access_token={token}")).await;
    answer["errcode"].as_i64().unwrap_or(0)
}

#[tokio::test]
async fn a_stable_token_is_the_same_until_its_last_five_minutes_f12() {
    let town = Town::open().await;
    let first = town.tell(ISSUE, ask(false)).await;
    assert_eq!(first["expires_in"], 7200);
    let token = first["access_token"].as_str().unwrap();
    assert_eq!(token.len(), 512, "WeChat asks for room for 512");

    town.advance(6899).await;
    let same = town.tell(ISSUE, ask(false)).await;
    assert_eq!((&same["access_token"], &same["expires_in"]), (&json!(token), &json!(301)));

    town.advance(1).await;
    let next = town.tell(ISSUE, ask(false)).await;
    assert_ne!(next["access_token"], token);
    assert_eq!(verdict(&town, token).await, 0, "old and new are both good");
    town.advance(300).await;
    assert_eq!(verdict(&town, token).await, 42001);
    assert_eq!(verdict(&town, next["access_token"].as_str().unwrap()).await, 0);
}

#[tokio::test]
async fn force_refresh_kills_the_previous_token_and_is_rationed_f12() {
    let town = Town::open().await;
    let old = town.access_token(SERVICE).await;
    let new = town.tell(ISSUE, ask(true)).await;
    assert_ne!(new["access_token"], old);
    assert_eq!(verdict(&town, &old).await, 40001);
    assert_eq!(town.tell(ISSUE, ask(true)).await["errcode"], 45011, "not within 30 s");
    for _ in 1..20 {
        town.advance(30).await;
        assert_eq!(town.tell(ISSUE, ask(true)).await["expires_in"], 7200);
    }
    town.advance(30).await;
    assert_eq!(town.tell(ISSUE, ask(true)).await["errcode"], 45009, "not 21 times a day");
}

#[tokio::test]
async fn the_older_token_call_lives_apart_from_stable_tokens() {
    let town = Town::open().await;
    let stable = town.access_token(SERVICE).await;
    let issue = format!(
        "/cgi-bin/token?grant_type=client_credential&appid={SERVICE}&secret={SERVICE_SECRET}"
    );
    let plain = town.see(&issue).await["access_token"].as_str().unwrap().to_owned();
    assert_ne!(town.see(&issue).await["access_token"], plain, "a new one each time");
    assert_eq!(town.access_token(SERVICE).await, stable);
    town.tell(ISSUE, ask(true)).await;
    assert_eq!(verdict(&town, &plain).await, 0, "forcing one family leaves the other alone");
    town.advance(300).await;
    assert_eq!(verdict(&town, &plain).await, 42001, "replaced, then five minutes");
}

#[tokio::test]
async fn who_asks_wrongly_is_told_so_in_wechats_codes() {
    let town = Town::open().await;
    for (field, value, code) in [
        ("grant_type", json!("password"), 40002),
        ("appid", json!("wx0"), 40013),
        ("appid", json!(""), 41002),
        ("secret", json!("wrong"), 40125),
        ("secret", Value::Null, 41004),
        ("force_refresh", json!("yes"), 47001),
    ] {
        let mut body = ask(false);
        body[field] = value;
        assert_eq!(town.tell(ISSUE, body).await["errcode"], code, "{field}");
    }
    let missing = town.see("/cgi-bin/getcallbackip").await;
    assert_eq!(missing["errcode"], 41001);
    assert!(missing["errmsg"].as_str().unwrap().contains("rid: "));
    assert_eq!(verdict(&town, "made-up").await, 40001);
}

#[tokio::test]
async fn a_test_may_expire_every_token_at_once() {
    let town = Town::open().await;
    let (service, mini) = (town.access_token(SERVICE).await, town.access_token(MINI).await);
    town.tell("/sandbox/expire", json!({ "appid": SERVICE })).await;
    assert_eq!(verdict(&town, &service).await, 42001);
    assert_eq!(verdict(&town, &mini).await, 0);
    let fresh = town.access_token(SERVICE).await;
    assert_eq!(verdict(&town, &fresh).await, 0);
}

#[tokio::test]
async fn a_ticket_is_kept_for_its_kind() {
    let town = Town::open().await;
    let token = town.access_token(SERVICE).await;
    let ask = |kind| format!("/cgi-bin/ticket/getticket?access_token={token}&type={kind}");
    let ticket = town.see(&ask("jsapi")).await;
    assert_eq!((&ticket["errcode"], &ticket["expires_in"]), (&json!(0), &json!(7200)));
    assert_eq!(town.see(&ask("jsapi")).await["ticket"], ticket["ticket"]);
    assert_ne!(town.see(&ask("wx_card")).await["ticket"], ticket["ticket"]);
    assert_eq!(town.see(&ask("gold")).await["errcode"], 40097);
}
