//! Where members have things sent.
use entity::{address, idempotency};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::{
    counter::{fresh, with},
    people::{Phone, Shop, text},
    town::send,
};

pub fn home() -> Value {
    json!({
        "name": "王小满", "phone": "13811112222", "region": ["浙江省", "杭州市", "上城区"],
        "detail": "人民路 18 号 3 幢 502 室", "postal_code": "310000", "is_default": false,
    })
}

impl Phone<'_> {
    async fn adds(&self, more: Value) -> Value {
        let added = self.press("/addresses", &with(home(), more)).await;
        assert_eq!(added.status, 201, "{}", added.text);
        added.body
    }

    /// Names, and which is the default.
    async fn addresses(&self) -> Vec<(String, bool)> {
        let listed = self.get("/addresses").await.body["items"].clone();
        let one = |one: &Value| (text(&one["name"]), one["is_default"] == true);
        listed.as_array().unwrap().iter().map(one).collect()
    }
}

fn listed(names: &[(&str, bool)]) -> Vec<(String, bool)> {
    names.iter().map(|(name, default)| ((*name).to_owned(), *default)).collect()
}

#[tokio::test]
async fn addresses_are_listed_added_edited_deleted_and_chosen_prf_07() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    assert_eq!(phone.addresses().await, []);
    let first = phone.adds(json!({})).await;
    assert_eq!(first["is_default"], true, "the first is the default, asked for or not");
    assert_eq!(first["text"], "浙江省杭州市上城区人民路 18 号 3 幢 502 室");
    assert_eq!(first["phone"], "13811112222");
    let second = phone.adds(json!({ "name": "外婆家", "postal_code": null })).await;
    let third = phone.adds(json!({ "name": "公司", "is_default": true })).await;
    assert_eq!(
        phone.addresses().await,
        listed(&[("公司", true), ("外婆家", false), ("王小满", false)])
    );

    let at = |one: &Value, verb: &str| format!("/addresses/{}{verb}", text(&one["id"]));
    let chosen = phone.press(&at(&second, "/default"), &json!({})).await;
    assert_eq!((chosen.status, &chosen.body["is_default"]), (200, &json!(true)), "{}", chosen.text);
    assert_eq!(phone.addresses().await[0], ("外婆家".to_owned(), true));
    let edited =
        with(home(), json!({ "name": "外公家", "is_default": true, "region": ["上海市"] }));
    let edited = phone.put(&at(&second, ""), &edited).await;
    assert_eq!(
        (edited.status, &edited.body["region"]),
        (200, &json!(["上海市"])),
        "{}",
        edited.text
    );

    assert_eq!(phone.delete(&at(&second, "")).await.status, 204);
    assert_eq!(phone.addresses().await, listed(&[("公司", false), ("王小满", false)]));
    assert_eq!(phone.delete(&at(&second, "")).await.code(), "no_such_address");
    assert_eq!(phone.delete(&at(&third, "")).await.status, 204);
}

#[tokio::test]
async fn of_two_who_choose_at_once_one_is_the_default_prf_07() {
    let shop = Shop::with_nodes(2).await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let mut ids = vec![];
    for name in ["一", "二", "三"] {
        ids.push(text(&phone.adds(json!({ "name": name })).await["id"]));
    }
    for _ in 0..5 {
        let press = |(n, id): (usize, &String)| {
            let node = &shop.town.nodes[n % 2].address;
            let url = format!("{node}/v1/member/addresses/{id}/default");
            let ask = phone.browser.post_to(&url).header("idempotency-key", fresh("choose"));
            send(ask.json(&json!({})))
        };
        let chosen = join_all(ids.iter().enumerate().map(press)).await;
        assert!(chosen.iter().all(|reply| reply.status == 200), "{chosen:?}");
        let defaults = address::Entity::find().filter(address::Column::DefaultOf.is_not_null());
        assert_eq!(defaults.count(&shop.town.app.db).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_second_press_adds_no_second_address_and_twenty_are_enough() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let page = home();
    let press = || phone.browser.post_once("/v1/member/addresses", "twice", &page);
    let (first, again) = (press().await, press().await);
    assert_eq!((first.status, &first.body), (201, &again.body), "{}", first.text);
    for _ in 1..20 {
        phone.adds(json!({})).await;
    }
    let refused = phone.press("/addresses", &page).await;
    assert_eq!((refused.status, refused.code()), (409, "addresses_full"));
    for (field, wrong) in [
        ("name", json!("")),
        ("phone", json!("12345")),
        ("region", json!([])),
        ("detail", json!("x".repeat(121))),
        ("postal_code", json!("abc")),
    ] {
        let refused = phone.press("/addresses", &with(home(), json!({ field: wrong }))).await;
        assert_eq!((refused.status, refused.code()), (422, "address_malformed"));
        assert_eq!(refused.body["field"], field);
    }
}

#[tokio::test]
async fn another_members_address_is_not_there_g1() {
    let shop = Shop::open().await;
    let mine = shop.member("p1", "13800000001", "小美").await;
    let other = shop.member("p2", "13800000002", "阿强").await;
    let id = text(&mine.adds(json!({})).await["id"]);
    let at = format!("/addresses/{id}");
    for refused in [
        other.put(&at, &home()).await,
        other.delete(&at).await,
        other.press(&format!("{at}/default"), &json!({})).await,
    ] {
        assert_eq!((refused.status, refused.code()), (404, "no_such_address"));
    }
    assert_eq!(other.addresses().await, []);
    assert_eq!(mine.addresses().await, listed(&[("王小满", true)]));
}

#[tokio::test]
async fn an_address_is_written_down_sealed_only_g13() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    phone.adds(json!({})).await;
    let db = &shop.town.app.db;
    let row = address::Entity::find().one(db).await.unwrap().unwrap();
    for sealed in [&row.name_sealed, &row.phone_sealed, &row.detail_sealed] {
        let text = String::from_utf8_lossy(sealed);
        assert!(!["王小满", "13811112222", "人民路"].iter().any(|word| text.contains(word)));
    }
    let answers = idempotency::Entity::find().all(db).await.unwrap();
    let kept = answers.into_iter().filter_map(|answer| answer.answer).collect::<String>();
    assert!(!kept.contains("13811112222") && !kept.contains("人民路"), "{kept}");
}
