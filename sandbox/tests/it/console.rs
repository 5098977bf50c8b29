//! What an account's owner sets on WeChat's console.
use reqwest::Method;
use serde_json::{Value, json};

use crate::town::{SERVICE, SERVICE_SECRET, Town, read};

async fn save(town: &Town, what: &str, body: Value) -> Value {
    let path = format!("{}/sandbox/accounts/{SERVICE}/{what}", town.base);
    read(town.client.request(Method::PUT, path).json(&body).send().await.unwrap()).await
}

async fn token(town: &Town) -> Value {
    let ask = json!({
        "grant_type": "client_credential", "appid": SERVICE, "secret": SERVICE_SECRET,
    });
    town.tell("/cgi-bin/stable_token", ask).await
}

#[tokio::test]
async fn only_who_is_on_the_white_list_gets_a_token_and_the_others_are_told_who_they_are() {
    let town = Town::open().await;
    assert_eq!(save(&town, "allowed", json!({ "allowed": ["10.9.8.7"] })).await["ok"], true);
    let refused = token(&town).await;
    assert_eq!(refused["errcode"], 40164);
    let said = refused["errmsg"].as_str().unwrap();
    assert!(said.starts_with("invalid ip 127.0.0.1 "), "{said}");
    save(&town, "allowed", json!({ "allowed": ["127.0.0.1"] })).await;
    assert!(token(&town).await["access_token"].is_string());
}

#[tokio::test]
async fn a_server_is_kept_only_if_it_knows_the_token() {
    let town = Town::open().await;
    let known = town.see(&format!("/sandbox/accounts/{SERVICE}/console")).await;
    let server = |token: &str, url: &Value| json!({ "url": url, "token": token, "encoding_aes_key": "a".repeat(43), "mode": "plain" });
    for (token, url, why) in [
        ("another", &known["url"], "Token 验证失败：HTTP 403"),
        ("kabao demo", &known["url"], "Token 必须为英文或数字，长度为 3-32 字符"),
        ("another", &json!("somewhere"), "URL 必须以 http:// 或 https:// 开头"),
    ] {
        let said = save(&town, "server", server(token, url)).await;
        assert_eq!((&said["ok"], &said["why"]), (&json!(false), &json!(why)));
    }
    let after = town.see(&format!("/sandbox/accounts/{SERVICE}/console")).await;
    assert_eq!((&after["mode"], &after["url"]), (&json!("safe"), &known["url"]));
    let pushed = town.does("follow", json!({})).await;
    assert_eq!(pushed["status"], "answered");
}

#[tokio::test]
async fn a_domain_is_kept_only_if_the_accounts_file_is_at_its_root() {
    let town = Town::open().await;
    let domain = town.base.strip_prefix("http://").unwrap();
    let said = save(&town, "domain", json!({ "domain": domain })).await;
    assert_eq!(said["why"], "没有找到校验文件：HTTP 404");
    let said = save(&town, "domain", json!({ "domain": "http://a/b" })).await;
    assert_eq!(said["why"], "域名不含 http:// 和路径");
}
