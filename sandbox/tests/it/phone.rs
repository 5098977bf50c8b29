use reqwest::header::SET_COOKIE;
use serde_json::{Value, json};

use crate::town::{MINI, SERVICE, Town};

#[tokio::test]
async fn three_people_are_there_from_the_start_and_the_same_ones_every_time() {
    let (one, other) = (Town::open().await, Town::open().await);
    let (state, again) = (one.see("/sandbox/state").await, other.see("/sandbox/state").await);
    assert_eq!(state["people"], again["people"]);
    let names: Vec<_> =
        state["people"].as_array().unwrap().iter().map(|person| &person["nickname"]).collect();
    assert_eq!(names, ["小美", "阿强", "丽丽"]);
    assert_eq!(state["people"][2]["phone"], "13800000003");
    assert_eq!(state["accounts"][0]["kind"], "service");
    assert_eq!(state["accounts"][0]["secret"], Value::Null, "nobody shows secrets");
}

#[tokio::test]
async fn a_newcomer_gets_a_phone() {
    let town = Town::open().await;
    let newcomer = town.tell("/sandbox/people", json!({ "nickname": "老王" })).await;
    assert_eq!((&newcomer["id"], &newcomer["phone"]), (&json!("p4"), &json!("13800000004")));
    for wrong in [
        json!({ "nickname": " " }),
        json!({ "nickname": "老王", "phone": "123" }),
        json!({ "nickname": "老王", "age": 40 }),
    ] {
        let refused = town.post("/sandbox/people", wrong).send().await.unwrap();
        assert_eq!(refused.status(), 422);
    }
}

#[tokio::test]
async fn a_phone_that_changes_hands_forgets_its_session() {
    let town = Town::open().await;
    let held = "kabao_member_wxa=1; kabao_till=2; kabao_office=3";
    let taken = town.post("/sandbox/people/p2/use", json!({})).header("cookie", held);
    let answer = taken.send().await.unwrap();
    assert_eq!(answer.status(), 204);
    let cookies: Vec<_> = answer
        .headers()
        .get_all(SET_COOKIE)
        .iter()
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect();
    assert!(cookies[0].starts_with("sandbox_person=p2;"), "{cookies:?}");
    assert!(cookies[1].starts_with("kabao_member_wxa=;") && cookies[1].contains("Max-Age=0"));
    assert_eq!(cookies.len(), 2, "the till and the office stay signed in");
    let state = town.get("/sandbox/state").header("cookie", "sandbox_person=p2");
    let state: Value = state.send().await.unwrap().json().await.unwrap();
    assert_eq!(state["person"], "p2");
}

#[tokio::test]
async fn a_text_message_arrives_once_and_shows_its_code() {
    let town = Town::open().await;
    let sms = json!({
        "phone": "13800000001", "id": "sms-1",
        "text": "【好孕妈咪】验证码 482913，5 分钟内有效。",
    });
    for _ in 0..2 {
        assert_eq!(town.tell("/sms/send", sms.clone()).await["ok"], true);
    }
    let inbox = town.see("/sandbox/people/p1/sms").await;
    assert_eq!(inbox["messages"].as_array().unwrap().len(), 1);
    assert_eq!(inbox["messages"][0]["code"], "482913");
    let seen = town.see("/sandbox/people/p1/sms?after=1").await;
    assert_eq!(seen["messages"], json!([]));
    assert_eq!(town.see("/sandbox/people/p2/sms").await["messages"], json!([]));
}

#[tokio::test]
async fn a_poll_is_held_until_there_is_something_to_see() {
    let town = Town::open().await;
    let (chat, sms) = tokio::join!(
        town.see("/sandbox/people/p1/sms?wait_ms=20000"),
        town.tell("/sms/send", json!({ "phone": "13800000001", "text": "你好", "id": "1" })),
    );
    assert_eq!(sms["ok"], true);
    assert_eq!(chat["messages"][0]["text"], "你好");
    assert_eq!(chat["messages"][0]["code"], Value::Null);
    let path = format!("/sandbox/people/p1/chat/{SERVICE}");
    let before = town.see(&path).await;
    let held = format!("{path}?wait_ms=20000&seen={}", before["view"].as_str().unwrap());
    let (chat, _) = tokio::join!(town.see(&held), town.begins("follow", json!({})));
    assert_eq!(chat["following"], true);
}

#[tokio::test]
async fn a_mini_program_can_be_logged_in_to_and_a_service_account_cannot() {
    let town = Town::open().await;
    let mini = town.tell("/sandbox/people/p1/login", json!({ "appid": MINI })).await;
    assert_eq!(mini["code"].as_str().unwrap().len(), 32);
    let service = town.tell("/sandbox/people/p1/login", json!({ "appid": SERVICE })).await;
    assert_eq!(service["code"], "not_a_mini_program");
    let nobody = town.tell("/sandbox/people/p9/login", json!({ "appid": MINI })).await;
    assert_eq!(nobody["code"], "no_such_person");
}

#[tokio::test]
async fn without_the_built_pages_the_phone_says_how_to_build_them() {
    let town = Town::open().await;
    let page = town.get("/").send().await.unwrap();
    assert_eq!(page.status(), 503);
    assert!(page.text().await.unwrap().contains("npm run build"));
    assert_eq!(town.get("/assets/none.js").send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn the_phone_opens_on_the_site_of_the_gateway() {
    let town = Town::open().await;
    let port = town.base.rsplit(':').next().unwrap();
    let page = town.get("/").header("host", format!("localhost:{port}")).send().await.unwrap();
    assert_eq!(page.status(), 302);
    assert_eq!(page.headers()["location"], format!("http://127.0.0.1:{port}/"));
}
