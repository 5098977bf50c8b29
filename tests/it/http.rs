//! The front door, before any room: what it refuses, and how it says so.
mod pages;

use std::{fmt, net::IpAddr, time::Duration};

use actix_web::{HttpResponse, get, post, web::Json};
use kabao::{
    error::{Kind, Refusal, Result},
    http::{Anyone, Body, ServiceConfig, Source},
};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use utoipa::ToSchema;

use crate::town::{Plan, Town, send};

const LIMIT: usize = 64 * 1024;

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    words: String,
}

#[derive(Debug)]
struct Busy;

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("wait 42 s")
    }
}

impl std::error::Error for Busy {}

impl Refusal for Busy {
    fn problem(&self) -> (Kind, &'static str) {
        (Kind::TooMany, "busy")
    }

    fn title_zh(&self) -> String {
        "请等 42 秒".to_owned()
    }

    fn fields(&self) -> Value {
        json!({ "retry_after_s": 42 })
    }
}

#[utoipa::path]
#[post("/note")]
async fn note(_: Anyone, Body(note): Body<Note>) -> Result<Json<Note>> {
    Ok(Json(note))
}

#[utoipa::path]
#[get("/source")]
async fn source(Source(ip): Source) -> Result<Json<IpAddr>> {
    Ok(Json(ip))
}

#[utoipa::path]
#[get("/busy")]
async fn busy(_: Anyone) -> Result<HttpResponse> {
    Err(Busy.into())
}

#[utoipa::path]
#[get("/broken")]
async fn broken(_: Anyone) -> Result<HttpResponse> {
    Err(anyhow::anyhow!("canary-7f3a: the roof fell in").into())
}

#[utoipa::path]
#[get("/panic")]
async fn panicking(_: Anyone) -> Result<HttpResponse> {
    panic!("a test panics on purpose")
}

fn routes(cfg: &mut ServiceConfig) {
    cfg.service(note).service(source).service(busy).service(broken).service(panicking);
}

async fn town() -> Town {
    Town::serving(routes).await
}

#[tokio::test]
async fn a_refusal_is_a_problem_with_its_code_and_its_numbers() {
    let town = town().await;
    let reply = town.person().get("/busy").await;
    assert_eq!(reply.header("content-type"), "application/problem+json; charset=utf-8");
    assert_eq!(reply.header("retry-after"), "42");
    let request_id = reply.header("x-request-id");
    assert!(!request_id.is_empty());
    assert_eq!(
        reply.body,
        json!({
            "code": "busy", "title": "请等 42 秒", "status": 429, "request_id": request_id,
            "retry_after_s": 42,
        })
    );
    assert_eq!(reply.status, 429);
}

#[tokio::test]
async fn titles_are_chinese_unless_english_is_asked_for() {
    let town = town().await;
    for (asked, title) in [
        ("", "请等 42 秒"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "请等 42 秒"),
        ("fr", "请等 42 秒"),
        ("en-GB,en;q=0.9,zh;q=0.8", "Wait 42 s"),
        ("en", "Wait 42 s"),
    ] {
        let ask = town.person().ask(Method::GET, "/busy").header("accept-language", asked);
        let refused = send(ask).await;
        assert_eq!(refused.body["title"], title, "{asked}");
        let tag = if title.is_ascii() { "en" } else { "zh-CN" };
        assert_eq!(refused.header("content-language"), tag, "{asked}");
    }
}

#[tokio::test]
async fn a_fault_tells_nothing_of_what_broke() {
    let town = town().await;
    let reply = town.person().get("/broken").await;
    assert_eq!((reply.status, reply.code()), (500, "internal"));
    assert!(!reply.text.contains("canary"), "{}", reply.text);
    assert_eq!(reply.body["request_id"], reply.header("x-request-id"));
}

#[tokio::test]
async fn a_handler_that_panics_takes_nobody_with_it_f24() {
    let town = town().await;
    let person = town.person();
    for _ in 0..3 {
        assert!(person.ask(Method::GET, "/panic").send().await.is_err());
        assert_eq!(person.get("/source").await.status, 200);
    }
}

#[tokio::test]
async fn request_ids_are_ours_g10() {
    let town = town().await;
    let ask = || town.person().ask(Method::GET, "/source").header("x-request-id", "forged");
    let (one, other) = (send(ask()).await, send(ask()).await);
    let ids = [one.header("x-request-id"), other.header("x-request-id")];
    assert!(!ids.contains(&"forged") && ids[0] != ids[1], "{ids:?}");
}

#[tokio::test]
async fn what_is_not_here_is_not_found() {
    let town = town().await;
    for (method, path) in [
        (Method::GET, "/nothing"),
        (Method::POST, "/nothing"),
        (Method::GET, "/note"),
        (Method::DELETE, "/note"),
        (Method::from_bytes(b"BREW").unwrap(), "/note"),
        (Method::GET, "/note/../etc/passwd"),
        (Method::GET, "/%00"),
        (Method::GET, "/%ff%fe"),
    ] {
        let reply = send(town.person().ask(method.clone(), path)).await;
        assert_eq!((reply.status, reply.code()), (404, "not_found"), "{method} {path}");
    }
}

#[tokio::test]
async fn a_body_is_the_json_it_should_be_or_refused_g2() {
    let town = town().await;
    let whole = json!({ "words": "你好 👩‍👩‍👧 \u{202e}" });
    assert_eq!(town.person().post("/note", &whole).await.body, whole);
    for wrong in [
        "",
        r#"{"words":"\u0000"}"#,
        "{",
        "null",
        "[]",
        "{}",
        r#"{"words": 7}"#,
        r#"{"words": "a", "merchant_id": "mch_1"}"#,
        r#"{"words": "a", "words": "b"}"#,
        r#"{"words": "\ud800"}"#,
        r#"{"words": "a"} x"#,
    ] {
        let ask = town.person().ask(Method::POST, "/note").body(wrong);
        let reply = send(ask).await;
        assert_eq!((reply.status, reply.code()), (422, "malformed"), "{wrong}");
    }
    let not_utf8 = town.person().ask(Method::POST, "/note").body(&b"{\"words\": \"\xff\"}"[..]);
    assert_eq!(send(not_utf8).await.code(), "malformed");
}

#[tokio::test]
async fn other_sites_cannot_write_g3() {
    let town = town().await;
    let body = json!({ "words": "a" });
    for (site, status) in
        [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)]
    {
        let ask = town.person().ask(Method::POST, "/note").json(&body);
        let reply = send(ask.header("sec-fetch-site", site)).await;
        assert_eq!(reply.status, status, "{site}");
        assert_eq!(reply.code() == "cross_site", status == 403, "{site}");
    }
    let read = town.person().ask(Method::GET, "/source").header("sec-fetch-site", "cross-site");
    assert_eq!(send(read).await.status, 200, "a link from another site may be followed");
}

#[tokio::test]
async fn only_a_known_proxy_says_who_is_calling_b14() {
    let behind_a_proxy = Plan {
        routes,
        configure: |config| config.http.trusted_proxies = vec![IpAddr::from([127, 0, 0, 1])],
        ..Plan::ground()
    };
    for (town, seen) in
        [(town().await, "127.0.0.1"), (Town::with(behind_a_proxy).await, "203.0.113.9")]
    {
        let ask = town.person().ask(Method::GET, "/source");
        let reply = send(ask.header("x-forwarded-for", "6.6.6.6, 203.0.113.9")).await;
        assert_eq!(reply.body, seen);
    }
}

#[tokio::test]
async fn a_body_above_the_limit_is_refused_with_or_without_its_length_a11() {
    let town = town().await;
    let sized = |length: usize| {
        let text = format!(r#"{{"words":"{}"}}"#, "a".repeat(length - 12));
        assert_eq!(text.len(), length);
        text
    };
    let with_length = |length| town.person().ask(Method::POST, "/note").body(sized(length));
    assert_eq!(send(with_length(LIMIT)).await.status, 200);
    let refused = send(with_length(LIMIT + 1)).await;
    assert_eq!((refused.status, refused.code()), (413, "too_large"));

    for (length, status) in [(LIMIT, "200"), (LIMIT + 1, "413")] {
        let head = "POST /note HTTP/1.1\r\nhost: kabao\r\ntransfer-encoding: chunked\r\n\r\n";
        let mut line = door(&town).await;
        line.write_all(head.as_bytes()).await.unwrap();
        for chunk in sized(length).as_bytes().chunks(1000) {
            line.write_all(format!("{:x}\r\n", chunk.len()).as_bytes()).await.unwrap();
            line.write_all(chunk).await.unwrap();
            line.write_all(b"\r\n").await.unwrap();
        }
        line.write_all(b"0\r\n\r\n").await.unwrap();
        let mut answer = [0; 12];
        line.read_exact(&mut answer).await.unwrap();
        assert_eq!(answer, format!("HTTP/1.1 {status}").as_bytes(), "{length}");
    }
}

#[tokio::test]
async fn who_never_finishes_a_request_is_hung_up_on_a12() {
    let town = town().await;
    let slow_head = "POST /note HTTP/1.1\r\nhost: kabao\r\nx-slow: ";
    let slow_body = "POST /note HTTP/1.1\r\nhost: kabao\r\ncontent-length: 100\r\n\r\n{";
    let hung_up_on = async |sent: &'static str| {
        let mut line = door(&town).await;
        line.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = vec![];
        let limit = Duration::from_secs(15);
        timeout(limit, line.read_to_end(&mut answer)).await.expect("the line stays open").unwrap();
        String::from_utf8(answer).unwrap()
    };
    let (head, body) = tokio::join!(hung_up_on(slow_head), hung_up_on(slow_body));
    assert!(head.starts_with("HTTP/1.1 408"), "{head}");
    assert!(body.starts_with("HTTP/1.1 4") && body.contains("too_slow"), "{body}");
}

/// A bare connection, for what no HTTP client would send.
async fn door(town: &Town) -> TcpStream {
    TcpStream::connect(town.nodes[0].address.trim_start_matches("http://")).await.unwrap()
}
