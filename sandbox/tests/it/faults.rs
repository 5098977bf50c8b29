use std::{net::TcpListener, sync::Arc, time::Duration};

use sandbox::{Config, Sandbox};
use serde_json::json;

use crate::town::Town;

#[tokio::test]
async fn a_scripted_path_fails_so_often_and_then_works_f11() {
    let town = Town::open().await;
    let path = "/cgi-bin/stable_token";
    town.tell("/sandbox/faults", json!({ "path": path, "errcode": 45009, "times": 2 })).await;
    town.tell("/sandbox/faults", json!({ "path": path, "http": 500 })).await;
    town.tell("/sandbox/faults", json!({ "path": path, "body": "{\"access_to" })).await;
    for _ in 0..2 {
        assert_eq!(town.tell(path, json!({})).await["errcode"], 45009);
    }
    let broken = town.post(path, json!({})).send().await.unwrap();
    assert_eq!(broken.status(), 500);
    assert!(broken.text().await.unwrap().starts_with("<html>"));
    let cut = town.post(path, json!({})).send().await.unwrap();
    assert_eq!((cut.status().as_u16(), cut.text().await.unwrap().as_str()), (200, "{\"access_to"));
    assert_eq!(town.tell(path, json!({})).await["errcode"], 40002, "its own answer again");
}

#[tokio::test]
async fn a_stall_delays_the_right_answer_f11() {
    let town = Town::open().await;
    let path = "/cgi-bin/stable_token";
    town.tell("/sandbox/faults", json!({ "path": path, "delay_ms": 60_000 })).await;
    let ask = town.post(path, json!({})).timeout(Duration::from_millis(100));
    assert!(ask.send().await.unwrap_err().is_timeout());
    assert_eq!(town.tell(path, json!({})).await["errcode"], 40002);
}

#[tokio::test]
async fn faults_can_be_taken_back() {
    let town = Town::open().await;
    let path = "/cgi-bin/stable_token";
    town.tell("/sandbox/faults", json!({ "path": path, "errcode": -1, "times": 9 })).await;
    town.client.delete(format!("{}/sandbox/faults", town.base)).send().await.unwrap();
    assert_eq!(town.tell(path, json!({})).await["errcode"], 40002);
}

#[tokio::test]
async fn an_unknown_path_is_refused_in_wechats_manner() {
    let town = Town::open().await;
    let answer = town.get("/cgi-bin/nothing").send().await.unwrap();
    assert_eq!(answer.status(), 404);
    let answer: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(answer["errcode"], 404);
    assert!(answer["errmsg"].is_string());
}

#[tokio::test]
async fn it_does_not_listen_beyond_loopback() {
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let sandbox = Sandbox::new(Config::new(vec![], Arc::new(|| 0))).unwrap();
    let why = sandbox.serve(listener).err().unwrap().to_string();
    assert!(why.contains("loopback only, not on 0.0.0.0"), "{why}");
}
