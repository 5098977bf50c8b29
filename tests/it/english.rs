//! A member who reads English: every answer of their door, and none of anybody else's.
use entity::{
    address, card, category, coupon_template, goods, identity, level, member, merchant, program,
    recharge_rule, sale_line, store,
};
use kabao::{http, routes, seed::SERVICE};
use reqwest::Method;
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    address::home,
    counter::{Counter, MILK, PUREE, SUIT, coupon, fresh, one, quote, refund, typed},
    coupon_office::made,
    people::{Phone, Shop, text},
    sale::RATIO,
    town::{Person, Reply, send},
};

/// What is no page of theirs, or asks for more than a path.
const NOT_WALKED: &[&str] = &[
    "/v1/member/oauth/{appid}/start",
    "/v1/member/oauth/{appid}/callback",
    "/v1/member/avatar",
    "/v1/member/jssdk",
];

async fn english(who: &Person, method: Method, path: &str, body: &Value) -> Reply {
    let ask = who.ask(method, path).header("accept-language", "en-GB,zh;q=0.5");
    send(ask.header("idempotency-key", fresh("english")).json(body)).await
}

impl Phone<'_> {
    async fn reads(&self, path: &str) -> Reply {
        let read = english(&self.browser, Method::GET, path, &Value::Null).await;
        assert_eq!(read.header("content-language"), "en", "{path}: {}", read.text);
        assert!(read.header("vary").contains("accept-language"), "{path}");
        read
    }

    async fn asks(&self, path: &str, body: &Value) -> Reply {
        english(&self.browser, Method::POST, &format!("/v1/member{path}"), body).await
    }
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// What the shop or a member wrote: these columns stand in texts as they are.
async fn written(db: &DatabaseConnection) -> Vec<String> {
    let mut all = vec![];
    for row in goods::Entity::find().all(db).await.unwrap() {
        all.extend([row.name, row.unit]);
    }
    for row in level::Entity::find().all(db).await.unwrap() {
        all.extend([row.name, row.benefits]);
    }
    for row in store::Entity::find().all(db).await.unwrap() {
        all.extend([row.name, row.address]);
    }
    let rows = category::Entity::find().all(db).await.unwrap();
    all.extend(rows.into_iter().map(|row| row.name));
    let rows = coupon_template::Entity::find().all(db).await.unwrap();
    all.extend(rows.into_iter().map(|row| row.title));
    let rows = recharge_rule::Entity::find().all(db).await.unwrap();
    all.extend(rows.into_iter().map(|row| row.name));
    let rows = merchant::Entity::find().all(db).await.unwrap();
    all.extend(rows.into_iter().map(|row| row.name));
    let rows = sale_line::Entity::find().all(db).await.unwrap();
    all.extend(rows.into_iter().map(|row| row.name));
    let rows = member::Entity::find().all(db).await.unwrap();
    all.extend(rows.into_iter().map(|row| row.nickname));
    let rows = card::Entity::find().all(db).await.unwrap();
    all.extend(rows.into_iter().map(|row| row.name));
    let rows = identity::Entity::find().all(db).await.unwrap();
    all.extend(rows.into_iter().filter_map(|row| row.nickname));
    assert!(address::Entity::find().count(db).await.unwrap() > 0);
    let home = home();
    all.extend(["name", "detail"].map(|field| text(&home[field])));
    all.extend(home["region"].as_array().unwrap().iter().map(text));
    // The longest first: one name may begin as another does.
    all.sort_by_key(|words| std::cmp::Reverse(words.len()));
    all
}

/// Texts with Chinese in them that nobody wrote, with where they stand.
fn strange(at: &str, value: &Value, written: &[String]) -> Vec<String> {
    match value {
        Value::String(said) => {
            let left = written.iter().fold(said.clone(), |left, words| left.replace(words, ""));
            if left.contains(is_chinese) { vec![format!("{at}: {said}")] } else { vec![] }
        }
        Value::Array(all) => all.iter().flat_map(|one| strange(at, one, written)).collect(),
        Value::Object(all) => {
            let inside =
                |(field, one): (&String, &Value)| strange(&format!("{at} {field}"), one, written);
            all.iter().flat_map(inside).collect()
        }
        _ => vec![],
    }
}

/// A member with something of everything.
async fn rich(shop: &Shop) -> Counter<'_> {
    let counter = Counter::open(shop).await;
    let (owner, app) = (shop.owner().await, counter.app());
    counter.set_program(program::Kind::Redeem, RATIO).await;
    let level = r#"{"upgrade":"growth","expiry":{"kind":"anniversary_step_down"}}"#;
    counter.set_program(program::Kind::Level, level).await;
    counter.fill((40_000, 2_000, 500)).await;
    let office = format!("/v1/office/cards/{}", counter.card.id);
    for (asset, amount) in [("points", "12.5"), ("stamps", "3"), ("tickets", "1"), ("points", "-2")]
    {
        let ask = json!({ "asset": asset, "amount": amount, "reason": "开业活动" });
        let done = owner.post_once(&format!("{office}/adjust"), &fresh("adjust"), &ask).await;
        assert_eq!(done.status, 200, "{}", done.text);
    }
    let gifts = json!({ "gifts": { "balance": 1_000, "balance_days": 20, "points": "100" } });
    let rule = json!({
        "name": "充100送10", "principal": 10_000, "terms": gifts, "once_per_member": true,
    });
    let rule = owner.post_once("/v1/office/recharge-rules", &fresh("rule"), &rule).await.body;
    let pay = json!({
        "card": counter.card.id, "order_no": "V1", "principal": 10_000, "tender": "cash",
        "rule": rule["id"],
    });
    let paid = counter.till.post_once("/v1/till/top-ups", "V1", &pay).await;
    assert_eq!(paid.status, 201, "{}", paid.text);
    for terms in [json!({}), json!({ "cap": 5_000, "returns": true })] {
        let more = json!({ "kind": "discount", "worth": 8_800, "terms": terms });
        made(&owner, &more).await;
    }
    let used = coupon(app, &counter.card, 2_000, None).await;
    coupon(app, &counter.card, 500, Some(r#"{"returns":true,"cap":300}"#)).await;
    let lines = [one(MILK), one(SUIT), one(PUREE), typed(3_300)];
    let more = json!({ "coupon": used, "points": "100" });
    let quoted = counter.quote(&lines, more).await;
    let left = quoted.body["payable"].as_i64().unwrap() - 9_000;
    let ways = [("stored_value", 8_000), ("wechat", 1_000), ("other", left)];
    let sold =
        crate::counter::settle(&counter.till, &quoted.body, &ways, json!({})).await.body["sale"]
            .clone();
    for line in [2, 4] {
        let back = json!({ "lines": [{ "line": line, "quantity": 1000 }] });
        let done = refund(&counter.till, &sold, back).await;
        assert_eq!(done.status, 201, "{}", done.text);
    }
    let silver = level::Entity::find().filter(level::Column::Name.eq("银卡"));
    let silver = silver.one(&app.db).await.unwrap().unwrap().id;
    let ask = json!({ "level": silver, "reason": "老顾客" });
    let given = owner.post_once(&format!("{office}/level"), "given", &ask).await;
    assert_eq!(given.status, 200, "{}", given.text);
    assert_eq!(counter.member.press("/addresses", &home()).await.status, 201);
    shop.town.advance(std::time::Duration::from_secs(30));
    let scan = counter.member.shown_code().await;
    let hold = json!({ "scan": scan, "order_no": "H1", "amount": 1_500, "minutes": 60 });
    let held = counter.till.post_once("/v1/till/holds", "H1", &hold).await;
    assert_eq!(held.status, 201, "{}", held.text);
    counter
}

/// Paths of the contract that a member may read, with ids and filters filled in.
async fn paths(me: &Phone<'_>) -> Vec<String> {
    let contract = serde_json::to_value(http::openapi(routes::all)).unwrap();
    let mut all = vec![];
    for (path, item) in contract["paths"].as_object().unwrap() {
        let ours = path.starts_with("/v1/member/") && item.get("get").is_some();
        if !ours || NOT_WALKED.contains(&path.as_str()) {
            continue;
        }
        let ids = async |list: &str| -> Vec<String> {
            let items = me.get(list).await.body["items"].as_array().unwrap().clone();
            assert!(!items.is_empty(), "{list}");
            items.iter().map(|one| path.replace("{id}", &text(&one["id"]))).collect()
        };
        match path.as_str() {
            "/v1/member/session" => all.push(format!("{path}?appid={}", SERVICE.appid)),
            "/v1/member/coupons" => {
                let of = |state| format!("{path}?state={state}");
                all.extend(["usable", "used", "expired"].map(of));
            }
            "/v1/member/coupons/{id}" => {
                all.extend(ids("/coupons?state=usable").await);
                all.extend(ids("/coupons?state=used").await);
            }
            "/v1/member/purchases/{id}" => all.extend(ids("/purchases").await),
            "/v1/member/balances/{asset}/entries" => {
                for asset in ["points", "stored_value", "stamps", "tickets", "growth", "counts"] {
                    all.push(path.replace("{asset}", asset));
                }
            }
            _ => all.push(path.clone()),
        }
    }
    assert!(all.iter().all(|path| !path.contains('{')), "{all:?}");
    all
}

#[tokio::test]
async fn a_member_who_asks_for_english_reads_no_chinese_but_what_somebody_wrote() {
    let shop = Shop::open().await;
    let counter = rich(&shop).await;
    let written = written(&counter.app().db).await;
    let paths = paths(&counter.member).await;
    assert!(paths.len() > 25, "{paths:?}");
    let mut wrong = vec![];
    for path in &paths {
        let read = counter.member.reads(path).await;
        assert_eq!(read.status, 200, "{path}: {}", read.text);
        assert!(!read.body.is_null(), "{path}");
        wrong.extend(strange(path, &read.body, &written));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test]
async fn figures_and_days_are_written_as_english_writes_them() {
    let shop = Shop::open().await;
    let counter = rich(&shop).await;
    let me = &counter.member;
    let bought = me.reads("/v1/member/purchases").await.body["items"][0].clone();
    assert_eq!(bought["summary_text"], "安贝幼儿奶粉 3 段 800g and 3 more");
    assert!(text(&bought["points_text"]).ends_with(" points"), "{bought}");
    assert!(text(&bought["at_text"]).starts_with("1 Dec 2026, "), "{bought}");
    let whole = me.reads(&format!("/v1/member/purchases/{}", text(&bought["id"]))).await.body;
    assert_eq!(whole["lines"][0]["why"][0], "Promotion, saves ¥29.00");
    assert_eq!(whole["lines"][3]["quantity_text"], "1", "a unit of ours is not said");
    let balances = me.reads("/v1/member/balances").await.body["items"].clone();
    assert_eq!(
        (&balances[0]["name"], &balances[0]["unit_text"]),
        (&json!("Points"), &json!("points"))
    );
    let history = me.reads("/v1/member/balances/stored_value/entries").await.body;
    assert_eq!(history["items"][0]["title"], "Set aside", "{history}");
    let benefits = me.reads("/v1/member/benefits").await.body;
    assert_eq!(benefits["current"]["why"], "Set by the shop");
    assert_eq!(benefits["current"]["since_text"], "1 Dec 2026");

    let same = me.get(&format!("/purchases/{}", text(&bought["id"]))).await;
    assert_eq!(same.body["lines"][0]["why"][0], "促销价 ¥239 × 1罐，省 ¥29.00");
    assert_eq!(same.header("content-language"), "zh-CN");
}

#[tokio::test]
async fn a_refusal_is_in_the_language_asked_for_through_a_transaction_too() {
    let shop = Shop::open().await;
    let counter = rich(&shop).await;
    let me = &counter.member;
    let sent = me.asks("/leave/sms", &json!({})).await;
    assert_eq!((sent.status, sent.header("content-language")), (202, "en"), "{}", sent.text);
    let code = shop.sms_code(&me.person).await;
    let left = me.asks("/leave", &json!({ "sms_code": code })).await;
    assert_eq!((left.status, left.code()), (409, "value_left"), "{}", left.text);
    assert!(!left.text.contains(is_chinese), "{}", left.text);
    assert!(text(&left.body["title"]).contains("of stored value is left"), "{}", left.text);
    for (path, body) in [
        ("/offers/cpt_00000000000000000000000001/claim", json!({})),
        ("/coupons/activate", json!({ "number": "1234" })),
        ("/privacy/consent", json!({ "version": "2025-01" })),
        ("/register", json!({ "nickname": "" })),
        ("/cards", json!({ "number": "1", "sms_code": "1" })),
        ("/phone", json!({ "phone": "1", "sms_code": "1" })),
        ("/addresses", json!({ "name": "" })),
        ("/nowhere", json!({})),
    ] {
        let no = me.asks(path, &body).await;
        assert!(no.status >= 400, "{path}: {}", no.text);
        assert!(!no.text.contains(is_chinese), "{path}: {}", no.text);
        let first = text(&no.body["title"]).chars().next().unwrap();
        assert!(first.is_uppercase(), "{path}: {}", no.text);
        assert_eq!(no.header("content-language"), "en", "{path}");
        assert!(no.header("vary").contains("accept-language"), "{path}");
    }
}

#[tokio::test]
async fn a_till_reads_chinese_whatever_its_browser_asks_for() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let quoted = quote(&counter.till, &[one(MILK)], json!({})).await;
    let path = format!("/v1/till/sales/{}", text(&quoted.body["sale"]));
    let seen = english(&counter.till, Method::GET, &path, &Value::Null).await;
    assert_eq!((seen.status, &seen.body["state_text"]), (200, &json!("待收款")), "{}", seen.text);
    assert_eq!(seen.header("content-language"), "");
}

/// The answer is kept, and kept answers are given as they are.
#[tokio::test]
async fn an_answer_that_is_given_again_is_in_the_language_of_the_first_time() {
    let shop = Shop::open().await;
    let phone = shop.phone("p1").await;
    let code = phone.code_for("13800000001", "register").await;
    let ask = json!({
        "phone": "13800000001", "sms_code": code, "nickname": "May", "consent": "2026-11",
    });
    let register = phone.browser.ask(Method::POST, "/v1/member/register");
    let register = register.header("accept-language", "en").header("idempotency-key", "once");
    let joined = send(register.json(&ask)).await;
    assert_eq!(joined.status, 201, "{}", joined.text);
    assert_eq!(joined.body["source_text"], "Joined in WeChat");
    assert_eq!(joined.body["card"]["name"], "Member card", "until she calls it something");
    let again = phone.register_with("13800000001", &code, "May", "once").await;
    assert_eq!((again.status, &again.body), (201, &joined.body));
    assert_eq!(phone.get("/me").await.body["source_text"], "微信注册");
}
