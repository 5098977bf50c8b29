//! Members in the back office: found, looked at, written, and seen by whom they are for.
mod list;
mod past;
pub mod phone;
mod scale;

use std::time::Duration;

use entity::{audit, card, member};
use kabao::{app::Tx, error::Result, operator, schedule, seed, world::World};
use sea_orm::{QueryOrder, entity::prelude::*};
use serde_json::{Value, json};

use crate::{
    counter::fresh,
    crowd,
    people::{Shop, text},
    staff::{manager, merchant_id},
    town::{Person, Reply},
};

const MEMBERS: &str = "/v1/office/members";

async fn add(who: &Person, body: Value) -> Reply {
    who.post_once(MEMBERS, &fresh("add"), &body).await
}

async fn get(who: &Person, member: &Value, what: &str) -> Reply {
    who.get(&format!("{MEMBERS}/{}{what}", text(member))).await
}

async fn put(who: &Person, member: &Value, body: &Value) -> Reply {
    let path = format!("{MEMBERS}/{}", text(member));
    let ask = who.ask(reqwest::Method::PUT, &path).header("idempotency-key", fresh("put"));
    crate::town::send(ask.json(body)).await
}

async fn find(who: &Person, filter: Value) -> Vec<String> {
    let found = who.post("/v1/office/members/search", &filter).await;
    assert_eq!(found.status, 200, "{}", found.text);
    found.body["items"].as_array().unwrap().iter().map(|row| text(&row["nickname"])).collect()
}

async fn tag(who: &Person, name: &str) -> Value {
    let body = json!({ "name": name, "color": "teal" });
    let made = who.post_once("/v1/office/tags", &fresh("tag"), &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.body["id"].clone()
}

/// Lines of the log of one kind, the oldest first, with what they say.
async fn log(shop: &Shop, action: &str) -> Vec<Value> {
    let lines = audit::Entity::find()
        .filter(audit::Column::Action.eq(action))
        .order_by_asc(audit::Column::Id);
    let lines = lines.all(&shop.town.app.db).await.unwrap();
    lines.iter().map(|line| serde_json::from_str(&line.detail).unwrap()).collect()
}

/// The form as it is read, to be written again.
fn form(whole: &Value) -> Value {
    let kept = [
        "version", "nickname", "name", "birthday", "job", "fax", "website", "title", "language",
        "remark",
    ];
    let mut form: serde_json::Map<String, Value> =
        kept.iter().map(|key| ((*key).to_owned(), whole[key].clone())).collect();
    form.insert("store".to_owned(), whole["store"]["id"].clone());
    let tags = whole["tags"].as_array().unwrap().iter().map(|tag| tag["id"].clone()).collect();
    form.insert("tags".to_owned(), tags);
    Value::Object(form)
}

#[tokio::test]
async fn the_office_adds_a_member_reg_11() {
    let shop = Shop::open().await;
    let (owner, manager) = (shop.owner().await, manager(&shop.town).await);
    let ask = json!({ "phone": "138 0000 0001", "name": "王小明", "birthday": "1990-02-28" });
    let made = owner.post_once(MEMBERS, "1", &ask).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let row = &made.body;
    assert_eq!((&row["nickname"], &row["name_masked"]), (&json!("会员0001"), &json!("王**")));
    assert_eq!(row["phone_masked"], "138****0001");
    assert_eq!(
        (&row["source_text"], &row["level"]["name"]),
        (&json!("后台新增"), &json!("普通卡"))
    );
    assert_eq!(row["store"], Value::Null);
    assert_eq!(owner.post_once(MEMBERS, "1", &ask).await.body, made.body, "asked again");
    let taken = add(&owner, json!({ "phone": "13800000001" })).await;
    assert_eq!((taken.status, taken.code()), (409, "phone_taken"));
    for (body, code) in [
        (json!({ "phone": "1380000000" }), "phone_malformed"),
        (json!({ "phone": "13800000002", "birthday": "2990-01-01" }), "birthday_malformed"),
        (json!({ "phone": "13800000002", "name": "长".repeat(33) }), "field_malformed"),
    ] {
        let no = add(&owner, body).await;
        assert_eq!((no.status, no.code()), (422, code), "{}", no.text);
    }
    // Of whoever works for a store, its own.
    let theirs = add(&manager, json!({ "phone": "13800000002" })).await;
    assert_eq!(theirs.body["store"]["name"], "人民路店", "{}", theirs.text);
    let line = log(&shop, "member.register").await.remove(0);
    assert_eq!((&line["before"], &line["after"]["phone"]), (&Value::Null, &json!("138****0001")));
    // Nobody has proven the phone.
    let page = get(&owner, &made.body["id"], "").await;
    assert_eq!(page.body["phone_proven_text"], "");
}

#[tokio::test]
async fn every_field_is_written_and_the_log_says_what_changed_prf_04() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let id = add(&owner, json!({ "phone": "13800000001" })).await.body["id"].clone();
    let (read, mark) = (get(&owner, &id, "").await.body, tag(&owner, "常客").await);
    let mut body = form(&read);
    for (field, value) in [
        ("nickname", json!("小美")),
        ("name", json!("王小美")),
        ("birthday", json!("1990-02-28")),
        ("email", json!("xiaomei@mail.cn")),
        ("id_number", json!("11010519491231002X")),
        ("job", json!("教师")),
        ("fax", json!("0571-88000000")),
        ("website", json!("https://a.cn")),
        ("title", json!("王女士")),
        ("language", json!("中文")),
        ("remark", json!("对花生过敏")),
        ("tags", json!([mark])),
        ("linked_number", json!("V-1")),
    ] {
        body[field] = value;
    }
    let written = put(&owner, &id, &body).await;
    assert_eq!(written.status, 200, "{}", written.text);
    let whole = &written.body;
    for (field, value) in [
        ("nickname", "小美"),
        ("name", "王小美"),
        ("birthday", "1990-02-28"),
        ("email_masked", "x***@mail.cn"),
        ("id_number_masked", "110***********002X"),
        ("job", "教师"),
        ("fax", "0571-88000000"),
        ("website", "https://a.cn"),
        ("title", "王女士"),
        ("language", "中文"),
        ("remark", "对花生过敏"),
        ("total_spent_text", "¥0.00"),
    ] {
        assert_eq!(whole[field], value, "{field}");
    }
    assert_eq!(whole["tags"][0]["name"], "常客");
    assert_eq!(whole["cards"][0]["linked_number"], "V-1");
    let line = log(&shop, "member.edit").await.remove(0);
    assert_eq!(line["before"]["nickname"], "会员0001");
    assert_eq!(line["after"]["email"], "x***@mail.cn");
    assert!(line["after"].get("store").is_none(), "what did not change is not told: {line}");
    assert_eq!(
        (&line["after"]["name"], &line["after"]["fax"]),
        (&json!("王**"), &json!("****0000"))
    );
    let said = line.to_string();
    for clear in ["王小美", "1990-02-28", "88000000", "xiaomei", "https://a.cn", "11010519491231"]
    {
        assert!(!said.contains(clear), "the log keeps {clear} (G8): {said}");
    }
    // What was read before that is too old, and what is not given stays.
    let late = put(&owner, &id, &body).await;
    assert_eq!((late.status, late.code()), (409, "changed_meanwhile"));
    let again = put(&owner, &id, &form(whole)).await;
    assert_eq!(again.body["email_masked"], "x***@mail.cn", "{}", again.text);
    let mut none = form(&again.body);
    none["email"] = json!("");
    none["tags"] = json!([]);
    let none = put(&owner, &id, &none).await.body;
    assert_eq!((&none["email_masked"], &none["tags"]), (&Value::Null, &json!([])));
    let mut bad = form(&none);
    bad["website"] = json!("javascript:alert(1)");
    assert_eq!(put(&owner, &id, &bad).await.code(), "website_malformed");
}

/// Hire somebody for no shop but the second.
async fn hire(
    tx: &Tx,
    world: &World,
    (hire, store): (operator::Hire, entity::ids::StoreId),
) -> Result<()> {
    let scope = operator::Scope::Stores(vec![store]);
    operator::hire(tx, world, operator::Hire { scope, ..hire }).await.map(drop)
}

#[tokio::test]
async fn a_stores_staff_see_its_members_and_those_of_none_adm_02() {
    let shop = Shop::open().await;
    let app = &shop.town.app;
    let merchant = merchant_id(&shop.town).await;
    let stores = kabao::store::list(&app.db, merchant).await.unwrap();
    let (owner, here) = (shop.owner().await, manager(&shop.town).await);
    let role =
        operator::system_role(&app.db, merchant, entity::role::System::Manager).await.unwrap();
    let new = operator::Hire {
        merchant,
        login: "there".to_owned(),
        name: "店长二".to_owned(),
        number: "7002".to_owned(),
        password_hash: operator::hash_password(&app.world, seed::PASSWORD).unwrap(),
        role,
        scope: operator::Scope::Chain,
    };
    app.transact(hire, (new, stores[1].id)).await.unwrap();
    let there = shop.town.person();
    let ask = json!({ "login": "there", "password": seed::PASSWORD });
    assert_eq!(there.post("/v1/office/sign-in", &ask).await.status, 200);
    let mut ids = vec![];
    for (phone, nickname, store) in [
        ("13800000001", "甲", Some(stores[0].id)),
        ("13800000002", "乙", Some(stores[1].id)),
        ("13800000003", "丙", None),
    ] {
        let body = json!({ "phone": phone, "nickname": nickname, "store": store });
        let made = add(&owner, body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        ids.push(made.body["id"].clone());
    }
    assert_eq!(find(&owner, json!({})).await, ["丙", "乙", "甲"]);
    assert_eq!(find(&here, json!({})).await, ["丙", "甲"]);
    assert_eq!(find(&there, json!({})).await, ["丙", "乙"]);
    assert_eq!(find(&there, json!({ "q": "13800000001" })).await, Vec::<String>::new());
    assert_eq!(find(&here, json!({ "store": stores[1].id })).await, Vec::<String>::new());
    let level = get(&owner, &ids[0], "").await.body["level"]["id"].clone();
    assert_eq!(find(&here, json!({ "level": level })).await, ["丙", "甲"]);
    for what in [
        "",
        "/benefits",
        "/entries?asset=points",
        "/purchases",
        "/coupons",
        "/levels",
        "/notes",
        "/views",
        "/avatar",
    ] {
        let no = get(&here, &ids[1], what).await;
        assert_eq!((no.status, no.code()), (404, "no_such_member"), "{what}: {}", no.text);
    }
    let body = form(&get(&owner, &ids[1], "").await.body);
    assert_eq!(put(&here, &ids[1], &body).await.code(), "no_such_member");
    let body = json!({ "members": [ids[0], ids[1]], "add": [] });
    let no = here.post_once("/v1/office/members/tag", &fresh("t"), &body).await;
    assert_eq!(no.code(), "no_such_member", "{}", no.text);
    let path = format!("{MEMBERS}/{}/phone", text(&ids[1]));
    assert_eq!(here.post(&path, &json!({ "reason": "x" })).await.status, 404);
    // Nor do they give a member to another store.
    let mut body = form(&get(&here, &ids[0], "").await.body);
    body["store"] = json!(stores[1].id);
    assert_eq!(put(&here, &ids[0], &body).await.code(), "no_such_store");
}

#[tokio::test]
async fn whoever_looks_at_a_phone_says_why_and_not_for_ever_g9() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let id = add(&owner, json!({ "phone": "13800000001" })).await.body["id"].clone();
    let path = format!("{MEMBERS}/{}/phone", text(&id));
    let no = owner.post(&path, &json!({ "reason": " " })).await;
    assert_eq!((no.status, no.code()), (422, "reason_needed"));
    assert_eq!(log(&shop, "member.phone").await.len(), 0);
    for _ in 0..60 {
        let seen = owner.post(&path, &json!({ "reason": "电话回访" })).await;
        assert_eq!((seen.status, &seen.body["phone"]), (200, &json!("13800000001")));
    }
    for _ in 0..3 {
        let no = owner.post(&path, &json!({ "reason": "电话回访" })).await;
        assert_eq!((no.status, no.code()), (429, "too_many_looks"));
    }
    assert_eq!(log(&shop, "member.phone").await.len(), 60);
    assert_eq!(log(&shop, "member.phone_refused").await.len(), 1);
    let views = get(&owner, &id, "/views?limit=100").await.body;
    let views = views["items"].as_array().unwrap();
    assert_eq!((views.len(), &views[0]["operator_name"]), (60, &json!("王店主")));
    assert_eq!(views[0]["reason"], "电话回访");
    shop.town.advance(Duration::from_secs(3600));
    assert_eq!(owner.post(&path, &json!({ "reason": "电话回访" })).await.status, 200);
}

/// Both are found by what the first was found by, and what was said of the one is said of the other.
#[tokio::test]
async fn tags_and_notes_go_along_with_a_merge_and_are_forgotten_with_whoever_leaves_b12() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let into = phone.get("/me").await.body["id"].clone();
    let from = add(&owner, json!({ "phone": "13800000002", "nickname": "旧号" })).await.body;
    let (vip, kid) = (tag(&owner, "贵宾").await, tag(&owner, "宝宝").await);
    let body = json!({ "members": [from["id"], into], "add": [vip] });
    assert_eq!(owner.post_once("/v1/office/members/tag", "1", &body).await.body["members"], 2);
    let body = json!({ "members": [from["id"]], "add": [kid] });
    owner.post_once("/v1/office/members/tag", "2", &body).await;
    let note = format!("{MEMBERS}/{}/notes", text(&from["id"]));
    let written = owner.post_once(&note, "3", &json!({ "text": "喜欢红色" })).await;
    assert_eq!(written.status, 201, "{}", written.text);
    let id = |id: &Value| text(id).parse().unwrap();
    let merged = crate::merge::merge(&owner, id(&from["id"]), id(&into), "4").await;
    assert_eq!(merged.status, 200, "{}", merged.text);
    let whole = get(&owner, &into, "").await.body;
    let tags: Vec<_> = whole["tags"].as_array().unwrap().iter().map(|t| text(&t["name"])).collect();
    assert_eq!(tags, ["贵宾", "宝宝"]);
    let notes = get(&owner, &into, "/notes").await.body;
    assert_eq!(
        (&notes["items"][0]["text"], &notes["items"][0]["mine"]),
        (&json!("喜欢红色"), &json!(true))
    );
    // The number of whoever ended leads to who they are.
    assert_eq!(find(&owner, json!({ "q": from["number"] })).await, ["小美"]);
    assert_eq!(find(&owner, json!({ "status": "merged" })).await, ["旧号"]);
    let export = phone.get("/export").await;
    assert!(export.text.contains("喜欢红色") && export.text.contains("贵宾"), "{}", export.text);
    shop.town.advance(Duration::from_secs(61));
    let asked = phone.post("/leave/sms", &json!({})).await;
    assert!(asked.status < 300, "{}", asked.text);
    let code = shop.sms_code("p1").await;
    let left =
        phone.browser.post_once("/v1/member/leave", "leave", &json!({ "sms_code": code })).await;
    assert!(left.status < 300, "{}", left.text);
    let whole = get(&owner, &into, "").await.body;
    assert_eq!((&whole["left"], &whole["tags"]), (&json!(true), &json!([])));
    assert_eq!(get(&owner, &into, "/notes").await.body["items"], json!([]));
    assert_eq!(find(&owner, json!({})).await, Vec::<String>::new());
}

#[tokio::test]
async fn phones_of_before_are_found_by_their_tail_once_the_clock_has_been_by() {
    let shop = Shop::open().await;
    let (owner, app) = (shop.owner().await, &shop.town.app);
    crowd::members(app, 1_234, 3).await;
    member::Entity::update_many()
        .col_expr(member::Column::PhoneTail, Expr::value(None::<Vec<u8>>))
        .exec(&app.db)
        .await
        .unwrap();
    assert_eq!(find(&owner, json!({ "q": "1235" })).await, Vec::<String>::new());
    // One that no key opens does not keep the others from being found.
    member::Entity::update_many()
        .col_expr(member::Column::PhoneSealed, Expr::value(vec![1_u8; 40]))
        .filter(member::Column::Nickname.eq("会员0"))
        .exec(&app.db)
        .await
        .unwrap();
    schedule::by_the_clock(app).await;
    assert_eq!(find(&owner, json!({ "q": "1235" })).await, ["会员1"]);
    let waiting = member::Entity::find().filter(member::Column::PhoneTail.is_null());
    assert_eq!(waiting.count(&app.db).await.unwrap(), 1);
    let cards = card::Entity::find().count(&app.db).await.unwrap();
    assert_eq!(cards, 3);
}

/// A whole phone says whether it is a member's, so nobody may ask for all there are.
#[tokio::test]
async fn whole_phones_are_searched_for_so_often_an_hour_g9() {
    let shop = Shop::open().await;
    let (owner, manager) = (shop.owner().await, manager(&shop.town).await);
    add(&owner, json!({ "phone": "13800000001", "nickname": "甲" })).await;
    for n in 0..120 {
        find(&owner, json!({ "q": format!("139000{n:05}") })).await;
    }
    for _ in 0..2 {
        let no = owner.post(&format!("{MEMBERS}/search"), &json!({ "q": "138 0000 0001" })).await;
        assert_eq!((no.status, no.code()), (429, "too_many_searches"), "{}", no.text);
        assert!(no.body["retry_after_s"].as_i64().unwrap() > 0, "{}", no.text);
    }
    let told = log(&shop, "member.search_refused").await;
    assert_eq!(told, [json!({ "before": null, "after": null })], "once, and not for which");
    assert_eq!(find(&owner, json!({ "q": "0001" })).await, ["甲"], "what names nobody is free");
    assert_eq!(find(&manager, json!({ "q": "13800000001" })).await, ["甲"], "each has their own");
    shop.town.advance(Duration::from_secs(3600));
    assert_eq!(find(&owner, json!({ "q": "13800000001" })).await, ["甲"]);
}

/// A form that was read before somebody tagged the member, or merged another into them, is old.
#[tokio::test]
async fn tagging_many_and_merging_make_another_version_prf_04() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let one = add(&owner, json!({ "phone": "13800000001" })).await.body["id"].clone();
    let other = add(&owner, json!({ "phone": "13800000002" })).await.body["id"].clone();
    let read = form(&get(&owner, &one, "").await.body);
    let vip = tag(&owner, "贵宾").await;
    let body = json!({ "members": [one], "add": [vip] });
    assert_eq!(owner.post_once("/v1/office/members/tag", "t", &body).await.status, 200);
    let no = put(&owner, &one, &read).await;
    assert_eq!((no.status, no.code()), (409, "changed_meanwhile"), "{}", no.text);
    let read = form(&get(&owner, &one, "").await.body);
    let id = |id: &Value| text(id).parse().unwrap();
    assert_eq!(crate::merge::merge(&owner, id(&other), id(&one), "m").await.status, 200);
    let no = put(&owner, &one, &read).await;
    assert_eq!((no.status, no.code()), (409, "changed_meanwhile"), "{}", no.text);
    let read = form(&get(&owner, &one, "").await.body);
    assert_eq!(put(&owner, &one, &read).await.status, 200);
}
