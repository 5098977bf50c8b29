//! Maker and checker: what one of the staff asks for and another allows.
use std::time::Duration;

use kabao::seed::PASSWORD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    counter::{holdings, only_card},
    hiring::{hired, sign_in, staff},
    people::Shop,
    town::{Person, Reply, send},
};

/// A card, its owner, and two who may adjust it and allow that: up to a hundred points alone.
struct Desk<'a> {
    shop: &'a Shop,
    owner: Person,
    maker: Person,
    checker: Person,
    path: String,
}

impl<'a> Desk<'a> {
    async fn open(shop: &'a Shop) -> Self {
        shop.member("p1", "13800000001", "小美").await;
        let owner = shop.owner().await;
        let limits = json!({ "adjust_points": "100", "adjust_money": null, "coupon_send": null });
        let kept = send(owner.ask(Method::PUT, "/v1/office/approvals/limits").json(&limits)).await;
        assert_eq!(kept.status, 200, "{}", kept.text);
        let maker = hired(shop, "maker", "2001", "店长").await;
        let checker = hired(shop, "checker", "2002", "店长").await;
        let card = only_card(&shop.town.app).await;
        Self { shop, owner, maker, checker, path: format!("/v1/office/cards/{}/adjust", card.id) }
    }

    async fn asks(&self, amount: &str, key: &str) -> Reply {
        let body = json!({ "asset": "points", "amount": amount, "reason": "补偿" });
        self.maker.post_once(&self.path, key, &body).await
    }

    async fn points(&self) -> i64 {
        let app = &self.shop.town.app;
        holdings(app, &only_card(app).await).await.points().0 / 10_000
    }
}

fn id(asked: &Reply) -> String {
    asked.body["approval"]["id"].as_str().unwrap().to_owned()
}

async fn decides(who: &Person, id: &str, what: &str) -> Reply {
    let path = format!("/v1/office/approvals/{id}/{what}");
    let body = if what == "refuse" { json!({ "reason": "不合规" }) } else { json!({}) };
    who.post_once(&path, &format!("{what} {id}"), &body).await
}

#[tokio::test]
async fn above_the_limit_another_allows_it_and_then_it_is_done_e19() {
    let shop = Shop::open().await;
    let desk = Desk::open(&shop).await;
    assert_eq!(desk.asks("100", "k1").await.status, 200, "as much as one does alone");
    let asked = desk.asks("500", "k2").await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    assert_eq!(desk.asks("500", "k2").await.body, asked.body, "asked once");
    assert_eq!(desk.points().await, 100, "nothing moved yet");
    let approval = &asked.body["approval"];
    assert_eq!((&approval["state"], &approval["mine"]), (&json!("waiting"), &json!(true)));
    assert!(approval["what_text"].as_str().unwrap().ends_with("奖励 500 积分"), "{approval}");

    let done = decides(&desk.checker, &id(&asked), "approve").await;
    assert_eq!((done.status, &done.body["state"]), (200, &json!("approved")), "{}", done.text);
    assert_eq!(done.body["maker"]["name"], "maker");
    assert_eq!(done.body["checker"]["name"], "checker");
    assert_eq!(desk.points().await, 600);
    assert_eq!(decides(&desk.checker, &id(&asked), "approve").await.body, done.body, "heard again");
    assert_eq!(decides(&desk.owner, &id(&asked), "approve").await.code(), "approval_over");
    assert_eq!(desk.points().await, 600, "done once");

    let log = desk.owner.get("/v1/office/audit?action=approval.approve").await;
    let line = &log.body["items"][0];
    assert_eq!(line["actor"], "checker");
    assert!(line["detail"].as_str().unwrap().contains(r#""maker":"maker""#), "{line}");
    let adjusted = desk.owner.get("/v1/office/audit?action=card.adjust&limit=1").await;
    assert_eq!(adjusted.body["items"][0]["actor"], "maker");
    assert!(adjusted.text.contains("审批人"), "{}", adjusted.text);
}

#[tokio::test]
async fn nobody_allows_what_they_asked_for_from_whatever_session_e19() {
    let shop = Shop::open().await;
    let desk = Desk::open(&shop).await;
    let asked = desk.asks("-500", "k1").await;
    let own = decides(&desk.maker, &id(&asked), "approve").await;
    assert_eq!((own.status, own.code()), (409, "not_your_own"));
    let elsewhere = shop.town.person();
    assert_eq!(sign_in(&elsewhere, "maker", crate::hiring::GOOD).await.status, 200);
    let own = decides(&elsewhere, &id(&asked), "approve").await;
    assert_eq!((own.status, own.code()), (409, "not_your_own"), "a second session");
    // What is allowed is refused by the ledger, and so is not allowed either.
    let short = decides(&desk.checker, &id(&asked), "approve").await;
    assert_eq!((short.status, short.code()), (409, "reduction_too_large"), "{}", short.text);
    let waits = desk.checker.get("/v1/office/approvals?state=waiting").await;
    assert_eq!(waits.body["items"][0]["id"], json!(id(&asked)));
    let clerk = shop.town.person();
    let inside = sign_in(&clerk, "clerk", PASSWORD).await;
    assert_eq!(inside.status, 403);
    let no = decides(&desk.checker, &id(&asked), "refuse").await;
    assert_eq!((no.status, &no.body["state"]), (200, &json!("refused")), "{}", no.text);
    assert_eq!(no.body["refused_because"], "不合规");
    assert_eq!(decides(&desk.owner, &id(&asked), "approve").await.code(), "approval_over");
    assert_eq!(desk.points().await, 0);
}

#[tokio::test]
async fn what_somebody_asked_who_was_suspended_since_is_not_allowed_e19() {
    let shop = Shop::open().await;
    let desk = Desk::open(&shop).await;
    let asked = desk.asks("500", "k1").await;
    let maker = staff(&desk.owner, "maker").await["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/office/staff/{maker}/suspend");
    assert_eq!(desk.owner.post_once(&path, "s", &json!({})).await.status, 200);
    let gone = decides(&desk.checker, &id(&asked), "approve").await;
    assert_eq!((gone.status, gone.code()), (409, "maker_gone"));
    let own = decides(&desk.maker, &id(&asked), "approve").await;
    assert_eq!(own.status, 401, "and they themselves are out");
    assert_eq!(desk.points().await, 0);
}

#[tokio::test]
async fn a_request_is_over_after_three_days_e19() {
    let shop = Shop::open().await;
    let desk = Desk::open(&shop).await;
    let asked = desk.asks("500", "k1").await;
    shop.town.advance(Duration::from_secs(72 * 3600));
    let late = shop.town.person();
    assert_eq!(sign_in(&late, "checker", crate::hiring::GOOD).await.status, 200);
    let over = decides(&late, &id(&asked), "approve").await;
    assert_eq!((over.status, over.code()), (410, "approval_over"));
    let listed = late.get("/v1/office/approvals?state=expired").await;
    assert_eq!(listed.body["items"][0]["state_text"], "已过期");
    assert_eq!(late.get("/v1/office/approvals?state=waiting").await.body["items"], json!([]));
    assert_eq!(desk.points().await, 0);
}

#[tokio::test]
async fn of_many_who_allow_at_once_one_does_it_e19() {
    let shop = Shop::open().await;
    let desk = Desk::open(&shop).await;
    let asked = desk.asks("500", "k1").await;
    let path = format!("/v1/office/approvals/{}/approve", id(&asked));
    let nothing = json!({});
    let presses = (0..6).map(|n| {
        let who: &Person = if n % 2 == 0 { &desk.checker } else { &desk.owner };
        let (path, nothing) = (&path, &nothing);
        async move { who.post_once(path, &format!("press {n}"), nothing).await }
    });
    let replies: Vec<Reply> = futures_util::future::join_all(presses).await;
    let mut outcomes: Vec<(u16, &str)> =
        replies.iter().map(|reply| (reply.status, reply.code())).collect();
    outcomes.sort_unstable();
    let over = (410, "approval_over");
    assert_eq!(outcomes, [(200, ""), over, over, over, over, over]);
    assert_eq!(desk.points().await, 500);
}

#[tokio::test]
async fn the_log_is_searched_and_tells_what_changed_adm_07() {
    let shop = Shop::open().await;
    let desk = Desk::open(&shop).await;
    let owner = &desk.owner;
    let me = staff(owner, "owner").await["id"].as_str().unwrap().to_owned();
    let limits = owner.get("/v1/office/audit?action=approval.limits").await;
    assert_eq!(limits.body["items"].as_array().unwrap().len(), 1);
    let change = &limits.body["items"][0]["changes"][0];
    assert_eq!((&change["name"], &change["before"]), (&json!("积分调整上限"), &Value::Null));
    assert_eq!(change["after"], "100");
    let mine = owner.get(&format!("/v1/office/audit?actor={me}&limit=100")).await;
    let mine = mine.body["items"].as_array().unwrap();
    assert!(mine.iter().all(|line| line["actor"] == "王店主") && mine.len() >= 3, "{mine:?}");
    let nobody = owner.get("/v1/office/audit?from=2020-01-01&to=2020-01-31").await;
    assert_eq!(nobody.body["items"], json!([]));
    let since = owner.get("/v1/office/audit?from=2020-01-01&subject=x").await;
    assert_eq!(since.body["items"], json!([]));
    let all = owner.get("/v1/office/audit?from=2020-01-01&limit=1").await;
    assert_eq!(all.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(owner.get("/v1/office/audit?from=yesterday").await.status, 422);
}
