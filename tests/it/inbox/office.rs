//! What the back office writes, and what comes of it.
use entity::{
    audit,
    ids::MerchantId,
    role::System,
    session::{self, Kind},
};
use kabao::{
    app::Tx,
    error::Result,
    merchant,
    operator::{self, Hire, Scope},
    passport::{self, Bearer},
    world::World,
};
use reqwest::{Method, RequestBuilder};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::shop::{APPID, Shop, text};
use crate::town::{Reply, send};

/// A shop and the token of its owner.
struct Desk {
    shop: Shop,
    token: String,
}

impl Desk {
    async fn open() -> Self {
        let shop = Shop::open(1).await;
        let merchant = merchant::find_by_slug(&shop.app().db, "demo").await.unwrap().unwrap();
        let token = sign_in(&shop, merchant.id, "owner").await;
        Self { shop, token }
    }

    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let person = self.shop.town.person();
        person.ask(method, &format!("/v1/office{path}")).bearer_auth(&self.token)
    }

    async fn get(&self, path: &str) -> Reply {
        send(self.ask(Method::GET, path)).await
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Reply {
        send(self.ask(method, path).header("idempotency-key", "k1").json(body)).await
    }

    /// What a fan who says this is told.
    async fn said(&self, words: &str, msg_id: u64) -> String {
        let reply = self.shop.push(0, &self.shop.message(text(words), Some(msg_id))).await;
        if reply.text == "success" { reply.text } else { self.shop.opened(&reply) }
    }
}

async fn sign_in(shop: &Shop, merchant: MerchantId, login: &str) -> String {
    let app = shop.app();
    let session = app.transact(enter, (merchant, login.to_owned())).await.unwrap();
    passport::token(app, &session).unwrap()
}

/// The first of a merchant's staff.
async fn enter(tx: &Tx, world: &World, who: (MerchantId, String)) -> Result<session::Model> {
    let (merchant, login) = who;
    operator::make_roles(tx, world, merchant).await?;
    let owner = Hire {
        merchant,
        login,
        name: "老板".to_owned(),
        number: "1001".to_owned(),
        password_hash: String::new(),
        role: operator::system_role(tx, merchant, System::Owner).await?,
        scope: Scope::Chain,
    };
    let subject = operator::hire(tx, world, owner).await?.0;
    let bearer = Bearer { merchant, kind: Kind::Office, subject, terminal: None };
    passport::open(tx, world, bearer).await
}

fn rule(kind: &str, pattern: &str, says: &str) -> Value {
    json!({ "kind": kind, "pattern": pattern, "priority": 5, "enabled": true,
        "reply": { "type": "text", "content": says } })
}

#[tokio::test]
async fn a_rule_answers_as_soon_as_it_is_saved() {
    let desk = Desk::open().await;
    let mut body = rule("contains", "积分 ", "积分说明");
    body["appid"] = json!(APPID);
    assert_eq!(desk.said("我的积分", 1).await, "success");
    let made = desk.send(Method::POST, "/keywords", &body).await;
    assert_eq!((made.status, &made.body["pattern"]), (201, &json!("积分")), "{made:?}");
    assert_eq!(desk.send(Method::POST, "/keywords", &body).await.body, made.body, "made once");
    assert!(desk.said("我的积分", 2).await.contains("积分说明"));

    let path = format!("/keywords/{}", made.body["id"].as_str().unwrap());
    let no = desk.send(Method::PUT, &path, &rule("regex", "(", "不成")).await;
    assert_eq!((no.status, no.code()), (422, "pattern_malformed"), "{no:?}");
    let changed = desk.send(Method::PUT, &path, &rule("regex", "积分$", "新说明")).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert!(desk.said("我的积分", 3).await.contains("新说明"));

    assert_eq!(desk.send(Method::DELETE, &path, &json!({})).await.status, 204);
    assert_eq!(desk.said("我的积分", 4).await, "success");
    // Out of the recycle bin it answers at once, too (ADM-08).
    let back = format!("/recycle/keyword/{}/restore", made.body["id"].as_str().unwrap());
    let back = desk.ask(Method::POST, &back).header("idempotency-key", "back").json(&json!({}));
    let back = send(back).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert!(desk.said("我的积分", 5).await.contains("新说明"), "at once");
    assert_eq!(desk.send(Method::DELETE, &path, &json!({})).await.status, 204);
    assert_eq!(desk.said("我的积分", 6).await, "success");
    assert_eq!(desk.send(Method::DELETE, &path, &json!({})).await.code(), "no_such_rule");
    let lines = audit::Entity::find().all(&desk.shop.app().db).await.unwrap();
    for (action, times) in [("keyword.change", 1), ("keyword.delete", 2), ("keyword.restore", 1)] {
        assert_eq!(lines.iter().filter(|line| line.action == action).count(), times, "{action}");
    }
}

#[tokio::test]
async fn a_text_is_tried_with_and_without_the_rule_being_written() {
    let desk = Desk::open().await;
    let mut trial = json!({ "appid": APPID, "text": "新会员中心" });
    let saved = desk.send(Method::POST, "/keywords/try", &trial).await;
    assert_eq!(saved.body["why"], "命中「新会员中心」：完全匹配，优先级 100", "{saved:?}");
    trial["draft"] = rule("exact", "新会员中心", "草稿");
    let beside = desk.send(Method::POST, "/keywords/try", &trial).await;
    assert_eq!(beside.body["considered"].as_array().unwrap().len(), 3, "beside the other");
    trial["replaces"] = saved.body["matched"].clone();
    let tried = desk.send(Method::POST, "/keywords/try", &trial).await;
    assert_eq!(tried.body["matched"], "draft", "{tried:?}");
    assert_eq!(tried.body["reply"]["content"], "草稿");
    assert_eq!(tried.body["considered"].as_array().unwrap().len(), 2, "in the other's place");
    assert!(desk.said("新会员中心", 1).await.contains("news"), "nothing was kept");
}

#[tokio::test]
async fn another_merchants_rules_are_not_there() {
    let desk = Desk::open().await;
    let list = format!("/keywords?appid={APPID}");
    let mine = desk.get(&list).await;
    let id = mine.body["items"][0]["id"].as_str().unwrap().to_owned();
    let elsewhere = desk.shop.app().world.id();
    let token = sign_in(&desk.shop, elsewhere, "stranger").await;
    let stranger = Desk { token, ..desk };
    assert_eq!(stranger.get(&list).await.code(), "no_such_account");
    let path = format!("/keywords/{id}");
    for (method, body) in [(Method::PUT, rule("exact", "a", "b")), (Method::DELETE, json!({}))] {
        assert_eq!(stranger.send(method, &path, &body).await.code(), "no_such_rule");
    }
    let menu = format!("/wechat/accounts/{APPID}/menu");
    assert_eq!(stranger.get(&menu).await.code(), "no_such_account");
    let nobody = stranger.shop.town.person().get(&format!("/v1/office{list}")).await;
    assert_eq!(nobody.status, 401);
}

#[tokio::test]
async fn a_menu_is_drafted_over_and_over_and_published_when_wechat_takes_it() {
    let desk = Desk::open().await;
    let menu = format!("/wechat/accounts/{APPID}/menu");
    let empty = desk.get(&menu).await;
    assert_eq!(empty.body, json!({ "buttons": [], "published_at": null }));
    let no = desk.send(Method::PUT, &menu, &json!({ "buttons": [] })).await;
    assert_eq!((no.status, no.code()), (422, "menu_malformed"));
    for name in ["会员中心", "会员"] {
        let draft = json!({ "buttons": [{ "name": name, "type": "view", "url": "/m/a/" }] });
        assert_eq!(desk.send(Method::PUT, &menu, &draft).await.body["buttons"], draft["buttons"]);
        assert_eq!(desk.get(&menu).await.body["buttons"], draft["buttons"]);
    }
    let no = desk.send(Method::POST, &format!("{menu}/publish"), &json!({})).await;
    assert_eq!((no.status, no.code()), (503, "wechat_unreachable"), "{no:?}");
    assert_eq!(desk.get(&menu).await.body["published_at"], Value::Null);
}
