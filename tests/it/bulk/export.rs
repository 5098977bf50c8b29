//! Tables that go out as files.
use std::{io::Cursor, time::Duration};

use calamine::{Data, Reader, Xlsx};
use entity::{audit, bulk_chunk, coupon_template, member};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use super::{XLSX, book, upload};
use crate::{
    counter::{Counter, fresh, hundred, quote, settle, typed},
    people::{Shop, text},
    staff::manager,
    town::{Person, Reply, send},
};

const WHATS: [&str; 6] = ["members", "sales", "entries", "top_ups", "coupons", "audit"];

pub async fn ask(who: &Person, body: &Value) -> Reply {
    who.post_once("/v1/office/exports", &fresh("export"), body).await
}

/// Ask, let it be made, and take it away: the rows, and the whole text.
pub async fn export(shop: &Shop, who: &Person, body: &Value) -> Vec<Vec<String>> {
    let asked = ask(who, body).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    shop.town.run_jobs().await;
    let path = format!("/v1/office/exports/{}", text(&asked.body["id"]));
    let ready = who.get(&path).await;
    assert_eq!((&ready.body["state"], &ready.body["permille"]), (&json!("ready"), &json!(1000)));
    taken(who, &path).await
}

/// The rows of a file that is ready.
pub async fn taken(who: &Person, path: &str) -> Vec<Vec<String>> {
    let file = send(who.ask(reqwest::Method::GET, &format!("{path}/file"))).await;
    assert_eq!((file.status, file.header("content-type")), (200, XLSX));
    let bytes = who.ask(reqwest::Method::GET, &format!("{path}/file")).send().await.unwrap();
    let bytes = bytes.bytes().await.unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let cell = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        Data::Float(number) => number.to_string(),
        other => panic!("{other:?} is neither text nor a number (G6)"),
    };
    sheet.rows().map(|row| row.iter().map(cell).collect()).collect()
}

pub async fn trade(shop: &Shop) -> Counter<'_> {
    let counter = Counter::open(shop).await;
    counter.fill((10_000, 1_000, 50)).await;
    crate::counter::coupon(counter.app(), &counter.card, 100, None).await;
    counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    let order = fresh("top");
    let body = json!({
        "card": counter.card.id, "order_no": order, "principal": 10_000, "tender": "cash",
    });
    let done = counter.till.post_once("/v1/till/top-ups", &order, &body).await;
    assert_eq!(done.status, 201, "{}", done.text);
    counter
}

#[tokio::test]
async fn every_table_goes_out_masked_and_as_text_g6_g8() {
    let shop = Shop::open().await;
    let counter = trade(&shop).await;
    let db = &shop.town.app.db;
    let evil = "=cmd|' /C calc'!A0";
    member::Entity::update_many()
        .col_expr(member::Column::Nickname, Expr::value(evil))
        .col_expr(member::Column::Name, Expr::value("欧阳小美"))
        .exec(db)
        .await
        .unwrap();
    coupon_template::Entity::update_many()
        .col_expr(coupon_template::Column::Title, Expr::value("＝HYPERLINK(1)"))
        .exec(db)
        .await
        .unwrap();
    let owner = shop.owner().await;
    let mut whole = String::new();
    for what in WHATS {
        let rows = export(&shop, &owner, &json!({ "what": what })).await;
        assert!(rows.len() >= 2, "{what} has rows below its head: {rows:?}");
        whole.push_str(&format!("{rows:?}\n"));
    }
    assert!(whole.contains("138****0001") && whole.contains("欧阳**"), "{whole}");
    for secret in ["13800000001", "欧阳小美", counter.card.number.as_str()] {
        assert!(!whole.contains(secret), "{secret}: {whole}");
    }
    assert!(whole.contains("\"'＝HYPERLINK(1)\""), "{whole}");
    for begin in ["\"=", "\"+", "\"@", "\"＝"] {
        assert!(!whole.contains(begin), "{begin}: {whole}");
    }
    assert!(whole.contains("\"100\"") && whole.contains("人民路店"), "{whole}");
    let told = audit::Entity::find().filter(audit::Column::Action.starts_with("export."));
    assert_eq!(told.count(db).await.unwrap(), 18, "each asked for and taken away twice");
    let chunk = bulk_chunk::Entity::find().one(db).await.unwrap().unwrap();
    assert!(!chunk.sealed.starts_with(b"PK"), "what is kept is sealed");
}

#[tokio::test]
async fn a_file_is_its_askers_and_is_gone_after_a_day_g8() {
    let shop = Shop::open().await;
    trade(&shop).await;
    let owner = shop.owner().await;
    let asked = ask(&owner, &json!({ "what": "sales" })).await;
    let path = format!("/v1/office/exports/{}", text(&asked.body["id"]));
    let early = owner.get(&format!("{path}/file")).await;
    assert_eq!((early.status, early.code()), (409, "export_not_ready"));
    assert_eq!(owner.get(&path).await.body["state"], "waiting");
    shop.town.run_jobs().await;
    let manager = manager(&shop.town).await;
    for path in [path.clone(), format!("{path}/file")] {
        let reply = manager.get(&path).await;
        assert_eq!((reply.status, reply.code()), (404, "no_such_export"), "{path}");
    }
    assert_eq!(manager.get("/v1/office/exports").await.body["items"], json!([]));
    assert_eq!(owner.get("/v1/office/exports").await.body["items"].as_array().unwrap().len(), 1);
    shop.town.advance(Duration::from_secs(24 * 3600));
    let owner = shop.owner().await;
    let late = owner.get(&format!("{path}/file")).await;
    assert_eq!((late.status, late.code()), (410, "export_over"));
    assert_eq!(owner.get(&path).await.body["state"], "over");
    kabao::schedule::forget(&shop.town.app).await;
    assert_eq!(bulk_chunk::Entity::find().count(&shop.town.app.db).await.unwrap(), 0);
}

#[tokio::test]
async fn a_stores_staff_take_away_what_is_their_stores_g1_g8() {
    let shop = Shop::open().await;
    trade(&shop).await;
    let second = shop.clerk("clerk2", "T02").await;
    let guest = quote(&second, &[typed(700)], json!({})).await;
    settle(&second, &guest.body, &[("cash", 700)], json!({})).await;
    let owner = shop.owner().await;
    assert_eq!(export(&shop, &owner, &json!({ "what": "sales" })).await.len(), 3);
    let manager = manager(&shop.town).await;
    let mine = export(&shop, &manager, &json!({ "what": "sales" })).await;
    assert_eq!(mine.len(), 2, "{mine:?}");
    assert!(mine[1].contains(&"人民路店".to_owned()));
    let theirs =
        json!({ "what": "sales", "filter": { "store": "sto_00000000000000000000000007" } });
    assert_eq!(ask(&manager, &theirs).await.code(), "no_such_store");
    assert_eq!(ask(&owner, &theirs).await.code(), "no_such_store");
    let log = ask(&manager, &json!({ "what": "audit" })).await;
    assert_eq!(log.status, 403, "{}", log.text);
}

#[tokio::test]
async fn nobody_asks_for_more_files_than_are_made_g8() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    for _ in 0..3 {
        assert_eq!(ask(&owner, &json!({ "what": "members" })).await.status, 202);
    }
    let busy = ask(&owner, &json!({ "what": "members" })).await;
    assert_eq!((busy.status, busy.code()), (429, "export_busy"));
    let (from, to) = ("2026-12-02", "2026-12-01");
    let wrong = json!({ "what": "sales", "filter": { "from": from, "to": to } });
    shop.town.run_jobs().await;
    assert_eq!(ask(&owner, &wrong).await.code(), "export_period");
    let none = json!({ "what": "sales", "filter": { "from": to, "to": to } });
    assert_eq!(export(&shop, &owner, &none).await.len(), 1, "the head alone");
}

#[tokio::test]
async fn who_came_in_with_one_file_is_listed_and_goes_out_apart_prf_03_g8() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    shop.member("p1", "13800000001", "小美").await;
    let file = |rows: &[Vec<&str>]| book(&["手机号*", "昵称", "会员编号"], rows);
    let first = [vec!["13800000002", "阿强", "A1"], vec!["13800000003", "阿花", ""]];
    let first = upload(&owner, &fresh("import"), &file(&first), false).await.body;
    // Whoever is a member already did not come with the second file.
    let second = [vec!["13800000003", "阿花", ""], vec!["13800000004", "小月", ""]];
    let second = upload(&owner, &fresh("import"), &file(&second), false).await.body;
    for (import, who) in [(&first, vec!["阿花", "阿强"]), (&second, vec!["小月"])] {
        assert_eq!(import["fine"], who.len(), "{import}");
        let filter = json!({ "import": import["id"] });
        let found = owner.post("/v1/office/members/search", &filter).await.body;
        let listed = found["items"].as_array().unwrap();
        let listed: Vec<&Value> = listed.iter().map(|row| &row["nickname"]).collect();
        assert_eq!(listed, who, "{filter}");
        let path = format!("/v1/office/members?import={}", text(&import["id"]));
        assert_eq!(owner.get(&path).await.body, found);
        let rows = export(&shop, &owner, &json!({ "what": "members", "filter": filter })).await;
        assert_eq!(rows.len(), 1 + who.len(), "{rows:?}");
    }
    let none = json!({ "what": "sales", "filter": { "import": first["id"] } });
    assert_eq!(ask(&owner, &none).await.code(), "export_filter");
    let view = json!({ "import": first["id"] });
    let body = json!({ "name": "第一批", "query": view, "shape": "table", "shared": false });
    let saved = owner.post_once("/v1/office/views", &fresh("v"), &body).await;
    assert_eq!((saved.status, &saved.body["query"]), (201, &view), "{}", saved.text);
}

/// The same questions as the members' own list, and the same members.
#[tokio::test]
async fn members_go_out_as_their_list_is_filtered_prf_03_g8() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    shop.member("p1", "13800000001", "小美").await;
    let store = owner.get("/v1/office/stores").await.body["items"][0]["id"].clone();
    let level = owner.get("/v1/office/settings").await.body["levels"][5]["id"].clone();
    let body = json!({
        "phone": "13911112222", "nickname": "阿强", "birthday": "1988-11-02", "store": store,
        "level": level,
    });
    let made = owner.post_once("/v1/office/members", &fresh("add"), &body).await.body;
    let body = json!({ "name": "贵宾", "color": "teal" });
    let tag = owner.post_once("/v1/office/tags", &fresh("tag"), &body).await.body["id"].clone();
    let body = json!({ "members": [made["id"]], "add": [tag] });
    owner.post_once("/v1/office/members/tag", &fresh("t"), &body).await;
    for (filter, who) in [
        (json!({ "level": level }), "阿*"),
        (json!({ "store": store }), "阿*"),
        (json!({ "source": "office" }), "阿*"),
        (json!({ "tag": tag }), "阿*"),
        (json!({ "birthday_month": 11 }), "阿*"),
        (json!({ "tag": tag, "level": level, "store": store, "status": "living" }), "阿*"),
        (json!({ "source": "wechat" }), "小*"),
    ] {
        let rows = export(&shop, &owner, &json!({ "what": "members", "filter": filter })).await;
        assert_eq!((rows.len(), rows[1][3].as_str()), (2, who), "{filter}: {rows:?}");
    }
    let nobody = json!({ "what": "members", "filter": { "tag": tag, "source": "wechat" } });
    assert_eq!(export(&shop, &owner, &nobody).await.len(), 1, "the head alone");
    for (what, filter) in
        [("sales", json!({ "level": level })), ("members", json!({ "birthday_month": 13 }))]
    {
        let no = ask(&owner, &json!({ "what": what, "filter": filter })).await;
        assert_eq!((no.status, no.code()), (422, "export_filter"), "{}", no.text);
    }
}
