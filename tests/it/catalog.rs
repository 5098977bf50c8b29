//! The catalog: headquarters writes it, tills find in it, other rooms ask for many at once.
use entity::goods;
use kabao::{
    catalog::{self, Named, pick},
    merchant, seed,
};
use reqwest::Method;
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    people::{Shop, text},
    town::{Person, Reply, send},
};

const MILK: &str = "6901234501001";

async fn put(who: &Person, path: &str, body: &Value) -> Reply {
    send(who.ask(Method::PUT, path).json(body)).await
}

async fn delete(who: &Person, path: &str) -> Reply {
    send(who.ask(Method::DELETE, path)).await
}

fn names(list: &Reply) -> Vec<String> {
    list.body["items"].as_array().unwrap().iter().map(|goods| text(&goods["name"])).collect()
}

/// The id of the category of this code.
async fn category(owner: &Person, code: &str) -> String {
    let list = owner.get("/v1/office/categories").await;
    let mut all = list.body["items"].as_array().unwrap().iter();
    text(&all.find(|category| category["code"] == code).unwrap()["id"])
}

#[tokio::test]
async fn a_till_finds_goods_by_their_code_and_by_their_name() {
    let shop = Shop::open().await;
    let clerk = shop.clerk("clerk", "T01").await;
    let find = async |q: &str| names(&clerk.get(&format!("/v1/till/goods?q={q}")).await);
    let milk = clerk.get(&format!("/v1/till/goods?q={MILK}")).await;
    assert_eq!(milk.body["items"][0]["name"], "安贝婴儿配方奶粉 1 段 800g", "{}", milk.text);
    assert_eq!(milk.body["items"][0]["price"], 29_800);
    assert_eq!(milk.body["items"][0]["member_price"], 28_800);
    assert_eq!(milk.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(find("奶粉").await.len(), 4);
    assert_eq!(find("800G").await.len(), 3, "without the case of letters");
    assert_eq!(find("").await.len(), 14);
    for wildcard in ["%25", "_", "%7C", "%5C", "%27"] {
        assert!(find(wildcard).await.is_empty(), "{wildcard} is a letter like others");
    }
    let categories = clerk.get("/v1/till/categories").await;
    assert_eq!(names(&categories), ["奶粉", "纸尿裤", "辅食喂养", "洗护服饰"]);
}

#[tokio::test]
async fn headquarters_adds_goods_and_the_code_comes_first_where_names_say_it_too() {
    let shop = Shop::open().await;
    let (owner, clerk) = (shop.owner().await, shop.clerk("clerk", "T01").await);
    let feeding = category(&owner, "feeding").await;
    let mut goods = json!({
        "category": feeding, "code": "A1", "name": "磨牙棒", "unit": "盒", "price": 1_500,
        "promotion_price": 1_200,
    });
    let made = owner.post_once("/v1/office/goods", "a", &goods).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let again = owner.post_once("/v1/office/goods", "a", &goods).await;
    assert_eq!((again.status, &again.body), (201, &made.body), "once");
    let twice = owner.post_once("/v1/office/goods", "b", &goods).await;
    assert_eq!((twice.status, twice.code()), (409, "goods_code_taken"));
    goods["code"] = json!("A2");
    goods["name"] = json!("磨牙棒 A1 加量装");
    let path = format!("/v1/office/goods/{}", text(&made.body["id"]));
    assert_eq!(owner.post_once("/v1/office/goods", "c", &goods).await.status, 201);
    let found = clerk.get("/v1/till/goods?q=A1").await;
    assert_eq!(names(&found), ["磨牙棒", "磨牙棒 A1 加量装"]);

    let refused = put(&owner, &path, &goods).await;
    assert_eq!((refused.status, refused.code()), (409, "goods_code_taken"));
    goods["code"] = json!("A1");
    goods["price"] = json!(1_600);
    goods.as_object_mut().unwrap().remove("promotion_price");
    let changed = put(&owner, &path, &goods).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(
        (&changed.body["price"], &changed.body["promotion_price"]),
        (&json!(1_600), &Value::Null)
    );
    goods["price"] = json!(-1);
    assert_eq!(put(&owner, &path, &goods).await.code(), "price_malformed");
    let log = owner.get("/v1/office/audit").await;
    assert!(log.text.contains("新增商品") && log.text.contains("修改商品"), "{}", log.text);
}

#[tokio::test]
async fn what_is_off_sale_is_kept_and_can_come_back() {
    let shop = Shop::open().await;
    let (owner, clerk) = (shop.owner().await, shop.clerk("clerk", "T01").await);
    let milk = clerk.get(&format!("/v1/till/goods?q={MILK}")).await.body["items"][0].clone();
    let path = format!("/v1/office/goods/{}", text(&milk["id"]));
    for _ in 0..2 {
        assert_eq!(delete(&owner, &path).await.status, 204);
    }
    assert!(names(&clerk.get(&format!("/v1/till/goods?q={MILK}")).await).is_empty());
    assert_eq!(names(&clerk.get("/v1/till/goods?q=奶粉").await).len(), 3);
    let gone = owner.get("/v1/office/goods?on_sale=false").await;
    assert_eq!(gone.body["items"][0]["code"], MILK);

    let db = &shop.town.app.db;
    let merchant = merchant::find_by_slug(db, seed::SLUG).await.unwrap().unwrap().id;
    let asked = [Named::Code(MILK.to_owned()), Named::Code("没有".to_owned())];
    let found = catalog::find_goods(db, merchant, &asked).await.unwrap();
    let refused = |named: &Named| kabao::error::Error::from(pick(&found, named).unwrap_err());
    assert_eq!(refused(&asked[0]).code(), Some("goods_off_sale"));
    assert_eq!(refused(&asked[1]).code(), Some("no_such_goods"));

    let mut back = milk.clone();
    back.as_object_mut().unwrap().retain(|field, _| field != "id" && field != "price_text");
    assert_eq!(put(&owner, &path, &back).await.body, milk);
}

#[tokio::test]
async fn a_category_goes_when_nothing_in_it_is_on_sale() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let care = category(&owner, "care").await;
    let path = format!("/v1/office/categories/{care}");
    let refused = delete(&owner, &path).await;
    assert_eq!((refused.status, refused.code()), (409, "category_in_use"));
    let renamed = put(&owner, &path, &json!({ "code": "care", "name": "洗护" })).await;
    assert_eq!(renamed.body["name"], "洗护", "{}", renamed.text);
    let taken = put(&owner, &path, &json!({ "code": "milk", "name": "洗护" })).await;
    assert_eq!((taken.status, taken.code()), (409, "category_code_taken"));
    let sold = owner.get(&format!("/v1/office/goods?category={care}")).await;
    for goods in sold.body["items"].as_array().unwrap() {
        delete(&owner, &format!("/v1/office/goods/{}", text(&goods["id"]))).await;
    }
    assert_eq!(delete(&owner, &path).await.status, 204);
    assert_eq!(delete(&owner, &path).await.code(), "no_such_category");
    let late = json!({ "category": care, "code": "x", "name": "x", "unit": "x", "price": 1 });
    assert_eq!(owner.post_once("/v1/office/goods", "x", &late).await.code(), "no_such_category");
    // Its code is free, and as often as it goes.
    for key in ["again", "and again"] {
        let made = json!({ "code": "care", "name": "洗护" });
        let made = owner.post_once("/v1/office/categories", key, &made).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let path = format!("/v1/office/categories/{}", text(&made.body["id"]));
        assert_eq!(delete(&owner, &path).await.status, 204);
    }
    let listed = owner.get("/v1/office/categories").await;
    assert_eq!(names(&listed), ["奶粉", "纸尿裤", "辅食喂养"]);
}

#[tokio::test]
async fn what_can_be_in_no_name_or_code_finds_nothing_at_both_doors_a13() {
    let shop = Shop::open().await;
    let (owner, clerk) = (shop.owner().await, shop.clerk("clerk", "T01").await);
    let longest = "9".repeat(64);
    let name = format!("CAFÉ {}", "饼".repeat(55));
    let goods = json!({
        "category": category(&owner, "feeding").await, "code": longest, "name": name,
        "unit": "盒", "price": 1,
    });
    assert_eq!(owner.post_once("/v1/office/goods", "a", &goods).await.status, 201);
    let (too_long, endless) = ("9".repeat(65), "x".repeat(10_000));
    for (who, door) in [(&clerk, "/v1/till/goods"), (&owner, "/v1/office/goods")] {
        let find = async |q: &str| {
            let found = who.get(&format!("{door}?q={q}")).await;
            assert_eq!(found.status, 200, "{door} {}", found.text);
            names(&found)
        };
        for q in ["%00", "caf%00", "%07", &too_long, &endless] {
            assert!(find(q).await.is_empty(), "{door}");
        }
        // An É finds itself on every engine, and ASCII letters beside it are of any case.
        for q in ["CAFÉ", "cafÉ", &longest, &name] {
            assert_eq!(find(q).await, [name.as_str()], "{door} {q}");
        }
    }
}

/// A shop of more goods than a screen has room for.
#[tokio::test]
async fn a_till_turns_the_pages_of_a_category_pos_02() {
    let shop = Shop::open().await;
    let (owner, clerk) = (shop.owner().await, shop.clerk("clerk", "T01").await);
    let ask = json!({ "code": "many", "name": "很多" });
    let many = owner.post_once("/v1/office/categories", "many", &ask).await.body["id"].clone();
    for n in 0..45 {
        let goods = json!({
            "category": many, "code": format!("MANY{n:02}"), "name": format!("很多{n:02}"),
            "unit": "件", "price": 100,
        });
        let made = owner.post_once("/v1/office/goods", &format!("many {n}"), &goods).await;
        assert_eq!(made.status, 201, "{}", made.text);
    }
    let door = format!("/v1/till/goods?category={}", many.as_str().unwrap());
    let first = clerk.get(&door).await;
    let next = first.body["next"].as_str().unwrap();
    let rest = clerk.get(&format!("{door}&cursor={next}")).await;
    let shown = [names(&first), names(&rest)];
    assert_eq!((shown[0].len(), shown[1].len(), &rest.body["next"]), (40, 5, &Value::Null));
    assert_eq!((shown[0][0].as_str(), shown[1][4].as_str()), ("很多00", "很多44"));
    let named = clerk.get(&format!("{door}&q=MANY07")).await;
    assert_eq!(names(&named), ["很多07"], "by its code");
    let milk = clerk.get(&format!("{door}&q={MILK}")).await;
    assert!(names(&milk).is_empty(), "of another category: {}", milk.text);
}

#[tokio::test]
async fn the_office_turns_the_pages_of_what_it_searches() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let (mut seen, mut next) = (vec![], String::new());
    loop {
        let page = owner.get(&format!("/v1/office/goods?q=690123&limit=5{next}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        seen.extend(names(&page));
        let Some(cursor) = page.body["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(seen.len(), 14);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 14, "none twice");
    assert_eq!(names(&owner.get("/v1/office/goods?q=拉拉裤").await), ["云软拉拉裤 L 44 片"]);
}

/// Barcodes that a scanner would take (EAN-13).
#[tokio::test]
async fn the_demos_barcodes_add_up() {
    let shop = Shop::open().await;
    let all = goods::Entity::find().all(&shop.town.app.db).await.unwrap();
    assert_eq!(all.len(), 14);
    for goods in all {
        let digits = goods.code.bytes().map(|b| u32::from(b - b'0'));
        let sum: u32 = digits.enumerate().map(|(at, digit)| digit * [1, 3][at % 2]).sum();
        assert!(goods.code.starts_with("690") && goods.code.len() == 13 && sum.is_multiple_of(10));
    }
}
