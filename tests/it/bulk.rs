//! Members who come in as a file.
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use entity::{account::Asset, bulk_import, bulk_wrong, card, journal, level, member};
use reqwest::Method;
use rust_xlsxwriter::Workbook;
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    counter::{fresh, holdings},
    people::{Shop, text},
    town::{Person, Reply, send},
};

mod export;
mod files;
mod full;

pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook of one sheet.
pub fn book<T: AsRef<str>>(head: &[&str], rows: &[Vec<T>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(head) {
        sheet.write_string(0, column, *title).unwrap();
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell.as_ref()).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// Send a file as a browser's form does.
pub async fn upload(who: &Person, key: &str, file: &[u8], dry_run: bool) -> Reply {
    send_file(who, key, file, &format!("?dry_run={dry_run}")).await
}

async fn send_file(who: &Person, key: &str, file: &[u8], query: &str) -> Reply {
    let boundary = "----kabao7f3a";
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"members.xlsx\"\r\n\
         Content-Type: {XLSX}\r\n\r\n"
    );
    let body = [head.as_bytes(), file, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
    let path = format!("/v1/office/imports{query}");
    let ask = who.ask(Method::POST, &path).header("idempotency-key", key);
    let form = format!("multipart/form-data; boundary={boundary}");
    send(ask.header("content-type", form).body(body)).await
}

/// All cells of a file that is answered.
async fn sheet(who: &Person, path: &str) -> String {
    let bytes = who.ask(Method::GET, path).send().await.unwrap().bytes().await.unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    format!("{:?}", book.worksheet_range_at(0).unwrap().unwrap().rows().collect::<Vec<_>>())
}

async fn members(shop: &Shop) -> Vec<member::Model> {
    member::Entity::find().all(&shop.town.app.db).await.unwrap()
}

fn phones(rows: u32) -> Vec<Vec<String>> {
    (0..rows).map(|nth| vec![format!("1380000{nth:04}"), format!("会员{nth}")]).collect()
}

/// What a row was not taken for.
fn codes(reply: &Reply) -> Vec<(i64, String)> {
    let report = reply.body["report"].as_array().unwrap();
    report.iter().map(|row| (row["row"].as_i64().unwrap(), text(&row["code"]))).collect()
}

#[tokio::test]
async fn a_thousand_rows_come_in_and_one_more_is_refused_before_any_is_written_reg_13() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let head = ["手机号*", "姓名"];
    let refused = upload(&owner, &fresh("import"), &book(&head, &phones(1001)), false).await;
    assert_eq!((refused.status, refused.code()), (422, "import_too_many_rows"), "{}", refused.text);
    assert_eq!((&refused.body["rows"], &refused.body["most"]), (&json!(1001), &json!(1000)));
    assert_eq!(members(&shop).await.len(), 0);
    let done = upload(&owner, &fresh("import"), &book(&head, &phones(1000)), false).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!((&done.body["fine"], &done.body["wrong"]), (&json!(1000), &json!(0)));
    assert_eq!(done.body["state"], "done");
    let members = members(&shop).await;
    assert_eq!(members.len(), 1000);
    let cards = card::Entity::find().all(&shop.town.app.db).await.unwrap();
    assert_eq!(cards.len(), 1000);
    assert!(cards.iter().all(|card| card.primary_of == Some(card.member_id)));
}

#[tokio::test]
async fn a_row_that_is_somebodys_is_reported_and_changes_nobody_reg_14_reg_15() {
    let shop = Shop::open().await;
    shop.member("p1", "13800000001", "小美").await;
    let owner = shop.owner().await;
    let before = members(&shop).await;
    let number = before[0].number.clone();
    let cells = |row: [&str; 4]| row.map(str::to_owned).to_vec();
    let rows = vec![
        cells([&number, "13800000002", "甲", ""]),
        cells(["A1", "13800000001", "乙", ""]),
        cells(["A2", "13800000003", "丙", "金卡"]),
        cells(["A2", "13800000004", "丁", ""]),
        cells(["A3", "13800000003", "戊", ""]),
        cells(["A4", "12345", "己", ""]),
        cells(["A5", "13800000005", "庚", "钻石卡"]),
    ];
    let file = book(&["会员编号", "手机号*", "姓名", "会员类型"], &rows);
    let done = upload(&owner, &fresh("import"), &file, false).await;
    assert_eq!((&done.body["rows"], &done.body["fine"]), (&json!(7), &json!(1)), "{}", done.text);
    let wrong = [
        (2, "row_number_taken"),
        (3, "row_phone_taken"),
        (5, "row_number_twice"),
        (6, "row_phone_twice"),
        (7, "row_phone_malformed"),
        (8, "row_level_unknown"),
    ];
    assert_eq!(codes(&done), wrong.map(|(row, code)| (row, code.to_owned())));
    let after = members(&shop).await;
    assert_eq!(after.len(), 2);
    assert_eq!(after.iter().find(|member| member.number == number), Some(&before[0]));
    let fresh = after.iter().find(|member| member.number == "A2").unwrap();
    assert_eq!(fresh.name.as_deref(), Some("丙"));
    let gold = level::Entity::find().filter(level::Column::Name.eq("金卡"));
    let gold = gold.one(&shop.town.app.db).await.unwrap().unwrap();
    let cards = card::Entity::find().filter(card::Column::MemberId.eq(fresh.id));
    assert_eq!(cards.one(&shop.town.app.db).await.unwrap().unwrap().level_id, gold.id);

    let id = text(&done.body["id"]);
    let again = owner.get(&format!("/v1/office/imports/{id}")).await;
    assert_eq!(again.body, done.body);
    let listed = owner.get("/v1/office/imports").await;
    assert_eq!(listed.body["items"][0]["id"], json!(id));
    let kept = bulk_wrong::Entity::find().all(&shop.town.app.db).await.unwrap();
    let secret = kept
        .iter()
        .all(|row| !row.cells_sealed.windows(11).any(|text| text.starts_with(b"1380000")));
    assert!(secret, "cells are sealed");
}

#[tokio::test]
async fn a_dry_run_says_what_would_come_and_writes_nobody_reg_14() {
    let shop = Shop::open().await;
    shop.member("p1", "13800000001", "小美").await;
    let owner = shop.owner().await;
    let file = book(&["手机号*", "姓名"], &phones(3));
    let tried = upload(&owner, &fresh("import"), &file, true).await;
    assert_eq!((tried.status, &tried.body["state"]), (200, &json!("checked")), "{}", tried.text);
    assert_eq!((&tried.body["fine"], &tried.body["wrong"]), (&json!(2), &json!(1)));
    assert_eq!(codes(&tried), [(3, "row_phone_taken".to_owned())]);
    assert_eq!(members(&shop).await.len(), 1);
}

#[tokio::test]
async fn a_file_that_is_sent_again_comes_in_once_e5() {
    let shop = Shop::with_nodes(2).await;
    let owner = shop.owner().await;
    let file = book(&["手机号*", "姓名"], &phones(120));
    let there = owner.at(&shop.town.nodes[1].address);
    let (one, other) =
        tokio::join!(upload(&owner, "same", &file, false), upload(&there, "same", &file, false));
    for reply in [&one, &other] {
        assert_eq!((reply.status, &reply.body["fine"]), (200, &json!(120)), "{}", reply.text);
    }
    assert_eq!(one.body["id"], other.body["id"]);
    assert_eq!(members(&shop).await.len(), 120);
    let again = upload(&owner, "same", &file, false).await;
    assert_eq!(again.body, one.body);
    let other = book(&["手机号*", "姓名"], &phones(2));
    assert_eq!(upload(&owner, "same", &other, false).await.code(), "idempotency_mismatch");
}

#[tokio::test]
async fn an_import_that_was_stopped_halfway_goes_on_where_it_was_e5() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let db = &shop.town.app.db;
    let file = book(&["手机号*", "姓名"], &phones(60));
    upload(&owner, "stopped", &file, true).await;
    // As if the node had died after the first fifty, of whom it wrote none.
    bulk_import::Entity::update_many()
        .col_expr(bulk_import::Column::RowsDone, Expr::value(50))
        .col_expr(bulk_import::Column::State, Expr::value(bulk_import::State::Running))
        .col_expr(bulk_import::Column::DryRun, Expr::value(false))
        .exec(db)
        .await
        .unwrap();
    let done = upload(&owner, "stopped", &file, true).await;
    assert_eq!((&done.body["fine"], &done.body["state"]), (&json!(60), &json!("done")));
    assert_eq!(members(&shop).await.len(), 10);
}

/// As after the page was left: the key is another, the file is the same.
#[tokio::test]
async fn the_same_file_goes_on_with_what_was_stopped_under_another_key_e5() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let db = &shop.town.app.db;
    let file = book(&["手机号*", "姓名"], &phones(60));
    let first = upload(&owner, "first", &file, false).await;
    bulk_import::Entity::update_many()
        .col_expr(bulk_import::Column::RowsDone, Expr::value(50))
        .col_expr(bulk_import::Column::State, Expr::value(bulk_import::State::Running))
        .exec(db)
        .await
        .unwrap();
    let listed = owner.get("/v1/office/imports").await.body["items"][0].clone();
    assert_eq!((&listed["state"], &listed["done"]), (&json!("running"), &json!(50)));
    assert_eq!((&listed["mine"], &listed["id"]), (&json!(true), &first.body["id"]));
    let other = book(&["手机号*", "姓名"], &phones(61));
    let resume = text(&first.body["id"]);
    let wrong = send_file(&owner, "other", &other, &format!("?resume={resume}")).await;
    assert_eq!((wrong.status, wrong.code()), (409, "import_other_file"), "{}", wrong.text);
    let done = send_file(&owner, "second", &file, &format!("?resume={resume}")).await;
    assert_eq!((&done.body["id"], &done.body["state"]), (&first.body["id"], &json!("done")));
    // The last ten are there already: this very import wrote them.
    assert_eq!((&done.body["fine"], &done.body["wrong"]), (&json!(50), &json!(10)));
    assert_eq!(members(&shop).await.len(), 60);
    let again = upload(&owner, "third", &file, false).await;
    assert_ne!(again.body["id"], first.body["id"], "one that has come to its end is over");
    assert_eq!((&again.body["fine"], &again.body["wrong"]), (&json!(0), &json!(60)));
}

#[tokio::test]
async fn what_our_own_file_says_comes_in_as_it_was_typed_g6() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let rows = [vec!["13800000001", "=小美", "-1"], vec!["+86 138 0000 0002", "@阿强", "x"]];
    let head = ["手机号*", "昵称", "初始积分"];
    let done = upload(&owner, &fresh("import"), &book(&head, &rows), false).await;
    assert_eq!(codes(&done), [2, 3].map(|row| (row, "row_points_malformed".to_owned())));
    let path = format!("/v1/office/imports/{}/report", text(&done.body["id"]));
    let report = owner.ask(Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
    let mut wrong: Xlsx<_> = Xlsx::new(Cursor::new(report.to_vec())).unwrap();
    let sheet = wrong.worksheet_range_at(0).unwrap().unwrap();
    // Mended as people do: the points are taken out, the rest stays as our file has it.
    let mended: Vec<Vec<String>> = sheet
        .rows()
        .skip(1)
        .map(|row| row.iter().take(2).map(ToString::to_string).collect())
        .collect();
    assert_eq!(mended[1], ["'+86 138 0000 0002", "'@阿强"]);
    let done = upload(&owner, &fresh("import"), &book(&head[..2], &mended), false).await;
    assert_eq!(done.body["fine"], 2, "{}", done.text);
    let mut names: Vec<String> =
        members(&shop).await.into_iter().map(|member| member.nickname).collect();
    names.sort();
    assert_eq!(names, ["=小美", "@阿强"]);
}

#[tokio::test]
async fn what_newcomers_bring_is_in_journals_and_the_books_are_in_order_reg_14_i2() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let app = &shop.town.app;
    let cells = |row: [&str; 5]| row.map(str::to_owned).to_vec();
    let head = ["手机号*", "初始积分", "初始储值(本金)", "生日", "邮箱"];
    let rows = vec![
        cells(["13800000001", "12.5", "200.50", "1990-02-28", "a@b.cn"]),
        cells(["13800000002", "", "", "", ""]),
    ];
    let done = upload(&owner, &fresh("import"), &book(&head, &rows), false).await;
    assert_eq!((done.status, &done.body["fine"]), (200, &json!(2)), "{}", done.text);
    let journals = journal::Entity::find().all(&app.db).await.unwrap();
    assert_eq!(journals.len(), 1);
    assert_eq!(journals[0].reason, "批量导入");
    let card = card::Entity::find_by_id(journals[0].card_id).one(&app.db).await.unwrap().unwrap();
    let has = holdings(app, &card).await;
    assert_eq!((has.have(Asset::Points), has.have(Asset::Principal)), (125_000, 20_050));
    let rich = members(&shop).await.into_iter().find(|member| member.id == card.member_id).unwrap();
    assert_eq!(rich.birthday.as_deref(), Some("1990-02-28"));
    assert!(rich.email_sealed.is_some());
    let proof = owner.post_once("/v1/office/proof/run", "proof", &json!({})).await;
    assert_eq!(proof.status, 201, "{}", proof.text);
    assert_eq!(proof.body["report"]["green"], true, "{}", proof.text);
    let seen = owner.get("/v1/office/audit").await.text;
    assert!(seen.contains("批量导入会员"), "{seen}");
}

#[tokio::test]
async fn what_is_no_form_is_refused_in_words_reg_12_g7() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let none: &[Vec<String>] = &[];
    for (file, code) in [
        (b"name,phone\nx,13800000001\n".to_vec(), "import_not_excel"),
        (b"%PDF-1.7".to_vec(), "import_not_excel"),
        (book(&["姓名"], &phones(1)), "import_columns"),
        (book(&["手机号", "手机号*"], none), "import_column_twice"),
        (book(&["手机号*"], none), "import_empty"),
        (b"PK\x03\x04 and then nothing".to_vec(), "import_unreadable"),
        (files::bomb(), "import_too_large"),
        (vec![b'0'; 10 * 1024 * 1024 + 1], "import_too_large"),
    ] {
        let reply = upload(&owner, &fresh("import"), &file, false).await;
        assert_eq!((reply.status, reply.code()), (422, code), "{}", reply.text);
    }
    let ask = owner.ask(Method::POST, "/v1/office/imports").header("idempotency-key", "none");
    assert_eq!(send(ask.json(&json!({}))).await.code(), "import_file_needed");
    let template = owner.get("/v1/office/imports/template").await;
    assert_eq!((template.status, template.header("content-type")), (200, XLSX));
    assert!(template.header("content-disposition").starts_with("attachment"));
    assert_eq!(bulk_import::Entity::find().count(&shop.town.app.db).await.unwrap(), 0);
}

#[tokio::test]
async fn another_merchants_import_is_not_there_g1() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let file = book(&["手机号*"], &[vec!["1"]]);
    let done = upload(&owner, &fresh("import"), &file, false).await;
    let id = text(&done.body["id"]);
    let theirs: entity::ids::MerchantId = shop.town.app.world.id();
    for table in ["bulk_import", "bulk_wrong"] {
        let db = &shop.town.app.db;
        let update =
            sea_orm::sea_query::Query::update().table(table).value("merchant_id", theirs.0).take();
        db.execute(&update).await.unwrap();
    }
    for path in [format!("/v1/office/imports/{id}"), format!("/v1/office/imports/{id}/report")] {
        let reply = owner.get(&path).await;
        assert_eq!((reply.status, reply.code()), (404, "no_such_import"), "{path}");
    }
    let listed = owner.get("/v1/office/imports").await;
    assert_eq!(listed.body["items"], Value::Array(vec![]));
}
