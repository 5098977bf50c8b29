//! Unmasked exports, which another person allows; and files whose askers may not have them any more.
use entity::{audit, bulk_chunk, bulk_export};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use super::{
    export::{ask, taken, trade},
    upload,
};
use crate::{
    counter::fresh,
    hiring::{hired, role, sign_in, staff},
    people::{Shop, text},
    town::{Person, Reply, send},
};

const FULL: &str = "/v1/office/exports";

/// A second owner: whoever allows what the first one asks for.
async fn second(shop: &Shop) -> Person {
    hired(shop, "second", "2001", "老板").await
}

async fn decides(who: &Person, asked: &Reply, what: &str) -> Reply {
    let id = text(&asked.body["approval"]["id"]);
    let body = if what == "refuse" { json!({ "reason": "太多了" }) } else { json!({}) };
    let path = format!("/v1/office/approvals/{id}/{what}");
    who.post_once(&path, &format!("{what} {id}"), &body).await
}

fn full() -> Value {
    json!({ "what": "members", "full": true, "reason": "年审" })
}

async fn newest(who: &Person) -> Value {
    who.get(FULL).await.body["items"][0].clone()
}

async fn told(shop: &Shop, action: &str) -> u64 {
    let lines = audit::Entity::find().filter(audit::Column::Action.eq(action));
    lines.count(&shop.town.app.db).await.unwrap()
}

#[tokio::test]
async fn a_full_export_is_made_once_another_has_allowed_it_g8_e19() {
    let shop = Shop::open().await;
    trade(&shop).await;
    let owner = shop.owner().await;
    let none = ask(&owner, &json!({ "what": "members", "full": true, "reason": " " })).await;
    assert_eq!((none.status, none.code()), (422, "export_reason_needed"));
    let asked = ask(&owner, &full()).await;
    assert_eq!((asked.status, &asked.body["approval"]["state"]), (202, &json!("waiting")));
    assert_eq!(asked.body["approval"]["what_text"], "不遮住地导出会员，全部门店");
    shop.town.run_jobs().await;
    assert_eq!(newest(&owner).await["state"], "asked", "nobody makes it yet");
    assert_eq!(decides(&owner, &asked, "approve").await.code(), "not_your_own");

    let other = second(&shop).await;
    let allowed = decides(&other, &asked, "approve").await;
    assert_eq!(allowed.status, 200, "{}", allowed.text);
    shop.town.run_jobs().await;
    let ready = newest(&owner).await;
    assert_eq!((&ready["state"], &ready["full"]), (&json!("ready"), &json!(true)), "{ready}");
    let path = format!("{FULL}/{}", text(&ready["id"]));
    let rows = taken(&owner, &path).await;
    let mark = &rows[0][0];
    for said in ["完整资料", "王店主", "second", "年审"] {
        assert!(mark.contains(said), "{said}: {mark}");
    }
    assert!(rows[2].contains(&"13800000001".to_owned()), "{rows:?}");
    assert_eq!(other.get(&format!("{path}/file")).await.status, 404, "it is not theirs");
    assert_eq!((told(&shop, "export.ask").await, told(&shop, "export.allow").await), (1, 1));
    assert_eq!(told(&shop, "export.take").await, 2);
}

#[tokio::test]
async fn a_full_export_that_was_refused_says_why_and_is_not_made_g8_e19() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let other = second(&shop).await;
    let asked = ask(&owner, &full()).await;
    assert_eq!(decides(&other, &asked, "refuse").await.status, 200);
    shop.town.run_jobs().await;
    let refused = newest(&owner).await;
    assert_eq!((&refused["state"], &refused["why"]), (&json!("refused"), &json!("太多了")));
    for _ in 0..2 {
        assert_eq!(ask(&owner, &full()).await.status, 202);
    }
    let enough = ask(&owner, &full()).await;
    assert_eq!((enough.status, enough.code()), (429, "export_full_enough"), "{}", enough.text);
    assert_eq!(bulk_export::Entity::find().count(&shop.town.app.db).await.unwrap(), 3);
    shop.town.advance(std::time::Duration::from_secs(24 * 3600));
    let owner = shop.owner().await;
    assert_eq!(ask(&owner, &full()).await.status, 202, "another day");
}

/// Somebody who may export and send files, in this store only.
async fn keeper(shop: &Shop, owner: &Person) -> (Person, Value) {
    let rights = ["members.see", "members.import", "export.masked", "reports.see"];
    let body = json!({ "name": "店员", "rights": rights });
    let made = owner.post_once("/v1/office/roles", &fresh("role"), &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let here = owner.get("/v1/office/stores").await.body["items"][0]["id"].clone();
    let of = role(owner, "店员").await;
    let invited = crate::hiring::invite(owner, "keeper", "3001", &of, json!([here])).await;
    assert_eq!(invited.status, 201, "{}", invited.text);
    let person = shop.town.person();
    assert_eq!(crate::hiring::accept(&person, &invited, crate::hiring::GOOD).await.status, 204);
    assert_eq!(sign_in(&person, "keeper", crate::hiring::GOOD).await.status, 200);
    (person, here)
}

#[tokio::test]
async fn whoever_was_suspended_meanwhile_gets_no_file_g8() {
    let shop = Shop::open().await;
    trade(&shop).await;
    let owner = shop.owner().await;
    let (keeper, _) = keeper(&shop, &owner).await;
    assert_eq!(ask(&keeper, &json!({ "what": "sales" })).await.status, 202);
    let who = text(&staff(&owner, "keeper").await["id"]);
    let path = format!("/v1/office/staff/{who}/suspend");
    assert_eq!(owner.post_once(&path, "out", &json!({})).await.status, 200);
    shop.town.run_jobs().await;
    let db = &shop.town.app.db;
    let export = bulk_export::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!(export.state, bulk_export::State::Failed);
    assert_eq!(export.failure, Some(bulk_export::Failure::NotTheirs));
    assert_eq!(bulk_chunk::Entity::find().count(db).await.unwrap(), 0);
}

#[tokio::test]
async fn whoever_lost_the_right_or_the_store_takes_no_file_away_g8_adm_02() {
    let shop = Shop::open().await;
    trade(&shop).await;
    let owner = shop.owner().await;
    let (keeper, here) = keeper(&shop, &owner).await;
    let asked = ask(&keeper, &json!({ "what": "sales" })).await;
    shop.town.run_jobs().await;
    let path = format!("{FULL}/{}/file", text(&asked.body["id"]));
    assert_eq!(send(keeper.ask(reqwest::Method::GET, &path)).await.status, 200);
    let stores = owner.get("/v1/office/stores").await.body["items"].clone();
    let there = stores.as_array().unwrap().iter().find(|store| store["id"] != here).unwrap();
    let who = staff(&owner, "keeper").await;
    let moved = json!({
        "name": "keeper", "number": "3001", "role": who["role"]["id"], "everywhere": false,
        "stores": [there["id"]],
    });
    let put = format!("/v1/office/staff/{}", text(&who["id"]));
    let put = send(owner.ask(reqwest::Method::PUT, &put).json(&moved)).await;
    assert_eq!(put.status, 200, "{}", put.text);
    let taken = send(keeper.ask(reqwest::Method::GET, &path)).await;
    assert_eq!((taken.status, taken.code()), (403, "export_beyond"), "{}", taken.text);
    let role = text(&who["role"]["id"]);
    let less = json!({ "name": "店员", "rights": ["members.see"] });
    let put =
        send(owner.ask(reqwest::Method::PUT, &format!("/v1/office/roles/{role}")).json(&less));
    assert_eq!(put.await.status, 204);
    let taken = send(keeper.ask(reqwest::Method::GET, &path)).await;
    assert_eq!((taken.status, taken.code()), (403, "not_permitted"), "{}", taken.text);
}

#[tokio::test]
async fn an_import_is_seen_by_whom_all_of_its_stores_are_adm_02_g9() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let (keeper, here) = keeper(&shop, &owner).await;
    let rows = [vec!["13800000001", "赵"], vec!["1380000000", "钱"], vec!["13800000001", "孙"]];
    let file = super::book(&["手机号*", "姓名"], &rows);
    let done = upload(&keeper, &fresh("import"), &file, false).await;
    assert_eq!((&done.body["fine"], &done.body["wrong"]), (&json!(1), &json!(2)), "{}", done.text);
    let members = super::members(&shop).await;
    assert_eq!(members[0].store_id.map(|id| id.to_string()), Some(text(&here)), "their only store");
    let mine = text(&done.body["id"]);
    let report = format!("/v1/office/imports/{mine}/report");
    let cells = super::sheet(&keeper, &report).await;
    assert!(!cells.contains("13800000001") && !cells.contains("1380000000\""), "{cells}");
    assert!(cells.contains("138****"), "{cells}");
    assert_eq!(told(&shop, "import.report").await, 0);
    assert!(super::sheet(&owner, &report).await.contains("13800000001"));
    assert_eq!(told(&shop, "import.report").await, 1, "the owner read phones");

    let file = super::book(&["手机号*"], &[vec!["1"]]);
    let theirs = text(&upload(&owner, &fresh("import"), &file, false).await.body["id"]);
    for path in ["", "/report"] {
        let reply = keeper.get(&format!("/v1/office/imports/{theirs}{path}")).await;
        assert_eq!((reply.status, reply.code()), (404, "no_such_import"));
    }
    let ids = |page: Reply| -> Vec<String> {
        page.body["items"].as_array().unwrap().iter().map(|one| text(&one["id"])).collect()
    };
    assert_eq!(ids(owner.get("/v1/office/imports").await), [theirs, mine.clone()]);
    assert_eq!(ids(keeper.get("/v1/office/imports").await), [mine]);
}
