//! What a member has and how they came to it; tags, views and fans.
use entity::identity;
use sea_orm::{entity::prelude::*, sea_query::Expr};
use serde_json::{Value, json};

use super::{add, find, get, log, tag};
use crate::{
    counter::{Counter, fresh, hundred, refund},
    people::{Shop, text},
    staff::manager,
    town::send,
};

#[tokio::test]
async fn an_edit_of_a_benefit_is_an_entry_with_a_hand_and_a_reason_prf_05() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let made = add(&owner, json!({ "phone": "13800000001" })).await.body;
    let all = get(&owner, &made["id"], "/benefits").await.body;
    let names: Vec<_> = all["items"].as_array().unwrap().iter().map(|b| text(&b["name"])).collect();
    assert_eq!(names, ["积分", "通票", "储值卡", "积点"]);
    let card = text(&all["items"][0]["card"]["id"]);
    assert_eq!(made["primary_card"], card);
    let path = format!("/v1/office/cards/{card}/adjust");
    let body = json!({ "asset": "points", "amount": "12.5", "reason": "补登小票" });
    let adjusted = owner.post_once(&path, "1", &body).await;
    assert_eq!(adjusted.status, 200, "{}", adjusted.text);
    let entries = get(&owner, &made["id"], "/entries?asset=points").await.body;
    let entry = &entries["items"][0];
    assert_eq!((&entry["delta_text"], &entry["after_text"]), (&json!("+12.5"), &json!("余 12.5")));
    assert_eq!((&entry["operator_name"], &entry["reason"]), (&json!("王店主"), &json!("补登小票")));
    let all = get(&owner, &made["id"], "/benefits").await.body;
    assert_eq!(all["items"][0]["value_text"], "12.5");
    let row = owner.get("/v1/office/members").await.body["items"][0].clone();
    assert_eq!(row["points_text"], "12.5");
    for what in ["/purchases", "/coupons", "/coupons?state=used", "/levels", "/notes"] {
        let page = get(&owner, &made["id"], what).await;
        assert_eq!((page.status, &page.body["items"]), (200, &json!([])), "{what} {}", page.text);
    }
}

#[tokio::test]
async fn a_level_that_is_given_is_in_the_history_with_its_why_lvl_02() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let made = add(&owner, json!({ "phone": "13800000001" })).await.body;
    let gold = owner.get("/v1/office/settings").await.body["levels"][5]["id"].clone();
    let path = format!("/v1/office/cards/{}/level", text(&made["primary_card"]));
    let given = owner.post_once(&path, "1", &json!({ "level": gold, "reason": "老顾客" })).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let levels = get(&owner, &made["id"], "/levels").await.body;
    let change = &levels["items"][0];
    assert_eq!((&change["from_name"], &change["to_name"]), (&json!("普通卡"), &json!("金卡")));
    assert!(text(&change["why"]).contains("老顾客"), "{change}");
}

/// Of a store's staff: what it sold, and what its members bought wherever it was.
#[tokio::test]
async fn a_purchase_opens_with_all_that_explains_it_prf_08_adm_02() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let (owner, manager) = (shop.owner().await, manager(&shop.town).await);
    let paid = counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    let me = counter.member.get("/me").await.body["id"].clone();
    let listed = get(&owner, &me, "/purchases").await.body["items"][0]["id"].clone();
    assert_eq!(listed, paid.body["sale"]);
    let path = format!("/v1/office/sales/{}", text(&listed));
    let whole = owner.get(&path).await;
    assert_eq!(whole.status, 200, "{}", whole.text);
    for field in ["lines", "tenders", "order_no", "paid"] {
        assert_eq!(whole.body[field], paid.body[field], "{field}");
    }
    assert!(!whole.body["lines"][0]["steps"].as_array().unwrap().is_empty(), "{}", whole.text);
    let refunded = refund(&counter.till, &listed, json!({ "all": true })).await;
    assert_eq!(refunded.status, 201, "{}", refunded.text);
    let whole = owner.get(&path).await.body;
    assert_eq!(whole["refunds"][0]["reason"], "不想要了", "{whole}");
    assert_eq!(manager.get(&path).await.status, 200, "their store sold it");

    let stores = entity::store::Entity::find().all(&shop.town.app.db).await.unwrap();
    let there = stores.iter().find(|store| store.name != "人民路店").unwrap().id;
    let sale = entity::sale::Entity::update_many()
        .col_expr(entity::sale::Column::StoreId, Expr::value(there.0));
    sale.exec(&shop.town.app.db).await.unwrap();
    assert_eq!(manager.get(&path).await.status, 200, "sold elsewhere, to nobody's member");
    let mut body = super::form(&get(&owner, &me, "").await.body);
    body["store"] = json!(there);
    assert_eq!(super::put(&owner, &me, &body).await.status, 200);
    let no = manager.get(&path).await;
    assert_eq!((no.status, no.code()), (404, "no_such_sale"), "{}", no.text);
    let open = counter.quote(&[hundred()], json!({})).await;
    let no = owner.get(&format!("/v1/office/sales/{}", text(&open.body["sale"]))).await;
    assert_eq!((no.status, no.code()), (404, "no_such_sale"), "not paid: {}", no.text);
}

#[tokio::test]
async fn a_tag_has_one_name_and_is_gone_from_everybody_when_it_is_deleted() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let made = add(&owner, json!({ "phone": "13800000001", "nickname": "甲" })).await.body;
    let vip = tag(&owner, "贵宾").await;
    let again = json!({ "name": " 贵宾 ", "color": "red" });
    let no = owner.post_once("/v1/office/tags", &fresh("t"), &again).await;
    assert_eq!((no.status, no.code()), (409, "tag_taken"));
    let body = json!({ "members": [made["id"]], "add": [vip] });
    for _ in 0..2 {
        let put = owner.post_once("/v1/office/members/tag", &fresh("t"), &body).await;
        assert_eq!(put.status, 200, "{}", put.text);
    }
    assert_eq!(find(&owner, json!({ "tag": vip })).await, ["甲"]);
    assert_eq!(log(&shop, "member.tag").await.len(), 2);
    let path = format!("/v1/office/tags/{}", text(&vip));
    let renamed =
        owner.ask(reqwest::Method::PUT, &path).json(&json!({ "name": "老客", "color": "red" }));
    assert_eq!(send(renamed).await.body["name"], "老客");
    assert_eq!(send(owner.ask(reqwest::Method::DELETE, &path)).await.status, 204);
    assert_eq!(send(owner.ask(reqwest::Method::DELETE, &path)).await.code(), "no_such_tag");
    let whole = get(&owner, &made["id"], "").await.body;
    assert_eq!(whole["tags"], json!([]));
    assert_eq!(owner.get("/v1/office/tags").await.body["items"], json!([]));
    tag(&owner, "老客").await;
    for members in [json!([]), Value::Array(vec![json!("mbr_00000000000000000000000007"); 1])] {
        let body = json!({ "members": members, "add": [] });
        let no = owner.post_once("/v1/office/members/tag", &fresh("t"), &body).await;
        assert!(["too_many_members", "no_such_member"].contains(&no.code()), "{}", no.text);
    }
}

#[tokio::test]
async fn a_view_is_its_makers_to_delete_and_everybodys_to_see_if_they_share_it() {
    let shop = Shop::open().await;
    let (owner, manager) = (shop.owner().await, manager(&shop.town).await);
    let save = async |name: &str, shared: bool| {
        let query = json!({ "birthday_month": 11 });
        let body = json!({ "name": name, "query": query, "shape": "table", "shared": shared });
        let saved = owner.post_once("/v1/office/views", &fresh("v"), &body).await;
        assert_eq!((saved.status, &saved.body["query"]), (201, &query), "{}", saved.text);
        saved.body["id"].clone()
    };
    let (own, shared) = (save("我的", false).await, save("大家的", true).await);
    let seen = manager.get("/v1/office/views?of=members").await.body;
    assert_eq!(seen["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&seen["items"][0]["name"], &seen["items"][0]["mine"]),
        (&json!("大家的"), &json!(false))
    );
    // What somebody looked for may be a phone, and a view may be everybody's.
    let query = json!({ "q": "13800000001" });
    let body = json!({ "name": "x", "query": query, "shape": "table", "shared": true });
    let no = owner.post_once("/v1/office/views", &fresh("v"), &body).await;
    assert_eq!((no.status, no.code()), (422, "malformed"), "{}", no.text);
    let delete = |id: &Value| format!("/v1/office/views/{}", text(id));
    let no = send(manager.ask(reqwest::Method::DELETE, &delete(&shared))).await;
    assert_eq!((no.status, no.code()), (403, "not_permitted"));
    assert_eq!(
        send(manager.ask(reqwest::Method::DELETE, &delete(&own))).await.code(),
        "no_such_view"
    );
    assert_eq!(send(owner.ask(reqwest::Method::DELETE, &delete(&shared))).await.status, 204);
}

#[tokio::test]
async fn a_note_is_deleted_once_and_the_log_keeps_what_it_said() {
    let shop = Shop::open().await;
    let (owner, manager) = (shop.owner().await, manager(&shop.town).await);
    let made = add(&owner, json!({ "phone": "13800000001" })).await.body;
    let path = format!("/v1/office/members/{}/notes", text(&made["id"]));
    let write = async |who: &crate::town::Person, words: &str| {
        let written = who.post_once(&path, &fresh("n"), &json!({ "text": words })).await;
        assert_eq!(written.status, 201, "{}", written.text);
        written.body["id"].clone()
    };
    let (_, his) = (write(&owner, "一").await, write(&manager, "二").await);
    let delete = |id: &Value| format!("{path}/{}", text(id));
    assert_eq!(send(owner.ask(reqwest::Method::DELETE, &delete(&his))).await.status, 204);
    let no = send(manager.ask(reqwest::Method::DELETE, &delete(&his))).await;
    assert_eq!((no.status, no.code()), (404, "no_such_note"));
    let notes = owner.get(&path).await.body;
    assert_eq!(
        (notes["items"].as_array().unwrap().len(), &notes["items"][0]["text"]),
        (1, &json!("一"))
    );
    let told = log(&shop, "member.note_delete").await;
    assert_eq!(told[0]["before"]["note"], "二");
    let no = owner.post_once(&path, &fresh("n"), &json!({ "text": " " })).await;
    assert_eq!(no.code(), "note_malformed");
}

#[tokio::test]
async fn a_fan_without_a_member_record_is_not_a_member_reg_17() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    shop.member("p1", "13800000001", "小美").await;
    for person in ["p1", "p2"] {
        let path = format!("/sandbox/people/{person}/follow");
        let ask = json!({ "appid": kabao::seed::SERVICE.appid });
        let followed = shop.hand.post(&path, &ask).await;
        assert!(followed.status < 300, "{}", followed.text);
        // The greeting has come, so the push was heard.
        let chat = format!("/sandbox/people/{person}/chat/{}", kabao::seed::SERVICE.appid);
        shop.hand.get(&format!("{chat}?after=0&wait_ms=10000")).await;
    }
    let fans = owner.get(&format!("/v1/office/fans?appid={}", kabao::seed::SERVICE.appid)).await;
    assert_eq!(fans.body["items"].as_array().unwrap().len(), 1, "{}", fans.text);
    assert!(!text(&fans.body["items"][0]["followed_text"]).is_empty());
    let named = async |q: &str| {
        let ask = json!({ "appid": kabao::seed::SERVICE.appid, "q": q });
        let found = owner.post("/v1/office/fans/search", &ask).await;
        assert_eq!(found.status, 200, "{}", found.text);
        found.body["items"].as_array().unwrap().len()
    };
    // WeChat tells a fan's nickname only to whom it consented; this one did.
    let consented = identity::Entity::update_many()
        .col_expr(identity::Column::Nickname, Expr::value("路人甲"))
        .exec(&shop.town.app.db);
    assert!(consented.await.unwrap().rows_affected > 0);
    assert_eq!((named("路人").await, named("人甲").await), (1, 0), "by how it begins");
    assert_eq!(named("没有这个人").await, 0);
    assert_eq!(find(&owner, json!({ "source": "wechat" })).await, ["小美"]);
    let no = owner.get("/v1/office/fans?appid=wx0").await;
    assert_eq!((no.status, no.code()), (404, "no_such_account"));
}
