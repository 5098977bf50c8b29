//! What a browser is told of every page, and who may not write to the real doors.
use kabao::seed::PASSWORD;
use reqwest::Method;
use serde_json::json;

use crate::{
    isolation::contents::{changed, contents},
    people::{CENTRE, Shop},
    town::{Person, send},
};

/// But for who may frame it, and whose scripts it runs besides our own.
fn policy(phone: &str, frames: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self'{phone}; style-src 'self'; img-src 'self' data:; \
         font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors {frames}"
    )
}

/// Built or not, found or not: a browser keeps to what it is told with whatever is answered.
#[tokio::test]
async fn every_page_says_what_a_browser_may_do_with_it_g3_g4() {
    let shop = Shop::open().await;
    let phone = shop.wechat.clone();
    let (strict, framed) = (policy("", "'none'"), policy(&format!(" {phone}"), &phone));
    for (path, policy) in [
        ("/office", &strict),
        ("/office/", &strict),
        ("/office/members/1", &strict),
        ("/office/invite", &strict),
        ("/till", &strict),
        ("/till/", &strict),
        ("/till/sales", &strict),
        ("/assets/nothing.js", &strict),
        // The demo's: elsewhere there is no simulator, and nobody frames it.
        (CENTRE, &framed),
        ("/m/wx00000000000000a1/coupons", &framed),
    ] {
        let page = shop.town.person().get(path).await;
        for (name, said) in [
            ("content-security-policy", policy.as_str()),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
        ] {
            assert_eq!(page.header(name), said, "{path} {name}, answered {}", page.status);
        }
        let tag = page.header("etag").to_owned();
        if !tag.is_empty() {
            let again = shop.town.person().ask(Method::GET, path).header("if-none-match", tag);
            let again = send(again).await;
            assert_eq!(
                (again.status, again.header("content-security-policy")),
                (304, policy.as_str())
            );
        }
    }
}

/// What a browser says of where a request comes from.
type Says<'a> = &'a [(&'a str, &'a str)];

async fn refused(who: &Person, (method, path): (Method, &str), body: &str, says: Says<'_>) {
    let ask = who.ask(method, path).header("idempotency-key", "elsewhere");
    let ask = says.iter().fold(ask, |ask, (name, value)| ask.header(*name, *value));
    let reply = send(ask.body(body.to_owned())).await;
    assert_eq!((reply.status, reply.code()), (403, "cross_site"), "{path} {says:?}");
}

#[tokio::test]
async fn another_sites_page_writes_nothing_in_anybodys_name_g3() {
    let shop = Shop::open().await;
    let (owner, clerk) = (shop.owner().await, shop.clerk("clerk", "T01").await);
    let member = shop.member("p1", "13800000001", "小美").await;
    let before = contents(&shop.town.app.db).await;
    let tag = json!({ "name": "x", "color": "red" }).to_string();
    let quote = json!({
        "order_no": "x", "lines": [{ "name": "x", "price": 1, "quantity": 1000 }],
    });
    let quote = quote.to_string();
    let sign_in = json!({ "login": "owner", "password": PASSWORD }).to_string();
    let says: [Says<'_>; 6] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", shop.town.nodes[0].address.as_str())],
        &[("origin", "https://evil.example")],
        &[("origin", "http://127.0.0.1.evil.example")],
        &[("origin", "null")],
    ];
    for says in says {
        for (method, path, body) in [
            (Method::POST, "/v1/office/tags", &tag),
            (Method::PUT, "/v1/office/settings", &tag),
            (Method::DELETE, "/v1/office/two-factor", &tag),
            (Method::POST, "/v1/office/sign-out", &tag),
            (Method::POST, "/v1/office/sign-in", &sign_in),
        ] {
            refused(&owner, (method, path), body, says).await;
        }
        refused(&clerk, (Method::POST, "/v1/till/quotes"), &quote, says).await;
        refused(&clerk, (Method::POST, "/v1/till/sign-out"), &quote, says).await;
        refused(&member.browser, (Method::POST, "/v1/member/session/end"), "{}", says).await;
    }
    assert_eq!(changed(&before, &contents(&shop.town.app.db).await), Vec::<String>::new());
    // The same requests from our own pages, in browsers of today and in older ones.
    let ours = &shop.town.nodes[0].address;
    for (key, name, value) in
        [("today", "sec-fetch-site", "same-origin"), ("older", "origin", ours.as_str())]
    {
        let ask = owner.ask(Method::POST, "/v1/office/tags").header("idempotency-key", key);
        let body = json!({ "name": key, "color": "red" });
        let made = send(ask.header(name, value).json(&body)).await;
        assert_eq!(made.status, 201, "{}", made.text);
    }
}

/// Behind a proxy we are asked for by another name than the one that browsers know.
#[tokio::test]
async fn a_page_of_our_public_address_is_ours_whatever_the_proxy_calls_us_g3() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let public = shop.town.app.config.http.public_url.clone();
    for (origin, status) in [(public.as_str(), 201), ("https://evil.example", 403)] {
        let ask = owner.ask(Method::POST, "/v1/office/tags").header("idempotency-key", "proxied");
        let ask = ask.header("host", "kabao.internal:8080").header("origin", origin);
        let made = send(ask.json(&json!({ "name": "x", "color": "red" }))).await;
        assert_eq!(made.status, status, "{origin}: {}", made.text);
    }
}
