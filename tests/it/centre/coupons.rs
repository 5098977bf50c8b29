//! Coupons, the stores that take them, and what may be paid in.
use serde_json::{Value, json};

use crate::{
    counter::{Counter, MILK, coupon, fresh, one, refund},
    people::Shop,
};

#[tokio::test]
async fn stores_are_listed_nearest_first_for_whoever_says_where_they_are_cpn_01() {
    let shop = Shop::open().await;
    let member = shop.member("p1", "13800000001", "小美").await;
    let plain = member.get("/stores").await.body;
    let names = |page: &Value| -> Vec<Value> {
        page["items"].as_array().unwrap().iter().map(|store| store["name"].clone()).collect()
    };
    assert_eq!(plain["items"][0]["distance_text"], json!(null));
    assert_eq!(plain["items"][0]["phone"], "0571-88000000");
    let near = |latitude: f64, longitude: f64| {
        let here = json!({ "latitude": latitude, "longitude": longitude });
        let member = &member;
        async move { member.post("/stores/nearby", &here).await }
    };
    let by_renmin = near(30.2462, 120.1656).await.body;
    assert_eq!(names(&by_renmin), ["人民路店", "万象城店"], "{by_renmin}");
    assert_eq!(by_renmin["items"][0]["distance_text"], "10 米");
    assert_eq!(by_renmin["items"][1]["distance_text"], "4.5 公里");
    let by_wanxiang = near(30.2519, 120.2123).await.body;
    assert_eq!(names(&by_wanxiang), ["万象城店", "人民路店"]);
    for (latitude, longitude) in [(91.0, 0.0), (0.0, 181.0)] {
        assert_eq!(near(latitude, longitude).await.code(), "malformed");
    }
    let store = by_wanxiang["items"][0]["id"].as_str().unwrap();
    let offers = member.get(&format!("/offers?store={store}")).await.body;
    let others = |offer: &Value| offer["store_name"] == "人民路店";
    assert!(!offers["items"].as_array().unwrap().iter().any(others), "{offers}");
}

#[tokio::test]
async fn a_coupon_tells_how_to_use_it_and_what_it_saved_cpn_03_cpn_04() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let id = coupon(counter.app(), &counter.card, 2_000, Some(r#"{"returns":true}"#)).await;
    let path = format!("/coupons/{id}");
    let fresh = counter.member.get(&path).await.body;
    assert_eq!((&fresh["kind"], &fresh["worth_text"]), (&json!("cash"), &json!("¥20")));
    assert_eq!(fresh["how_text"], "结账时请店员扫描会员码，选择这张券");
    let terms = fresh["terms"].as_array().unwrap();
    assert_eq!(terms[..3], ["无门槛", "全部门店可用", "全部商品可用"].map(|line| json!(line)));
    assert!(fresh["returns_text"].as_str().unwrap().contains("退回"), "{fresh}");
    assert_eq!(fresh["used"], json!(null));

    let sold = counter.sell(&[one(MILK)], json!({ "coupon": id }), &[("cash", 21_900)]).await;
    let used = counter.member.get(&path).await.body;
    assert_eq!(used["how_text"], "这张券已经用过");
    let mut record = used["used"].clone();
    assert!(record["at_text"].as_str().unwrap().contains('月'), "{record}");
    record.as_object_mut().unwrap().remove("at_text");
    let told = json!({
        "store_name": "人民路店", "sale": sold.body["sale"], "saved_text": "省 ¥20.00",
    });
    assert_eq!(record, told);
    let records = counter.member.get("/coupons?state=used").await.body;
    assert_eq!(records["items"][0]["used"], used["used"]);

    let other = shop.member("p2", "13800000002", "阿强").await;
    let refused = other.get(&path).await;
    assert_eq!((refused.status, refused.code()), (404, "no_such_coupon"), "G1");

    let back = refund(&counter.till, &sold.body["sale"], json!({ "all": true })).await;
    assert_eq!(back.status, 201, "{}", back.text);
    let again = counter.member.get(&path).await.body;
    assert_eq!((&again["state"], &again["used"]), (&json!("usable"), &json!(null)));
}

#[tokio::test]
async fn what_may_be_paid_in_is_shown_with_what_comes_on_top_rch_11() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let none = counter.member.get("/top-up-offers").await.body;
    assert_eq!(none["how_text"], "请到门店收银台充值");
    assert_eq!(none["items"], json!([]));
    let owner = shop.owner().await;
    let gifts = json!({ "balance": 1_000, "points": "100" });
    let rule = json!({
        "name": "充100送10", "principal": 10_000, "terms": { "gifts": gifts },
        "once_per_member": true,
    });
    let rule = owner.post_once("/v1/office/recharge-rules", "rule", &rule).await;
    assert_eq!(rule.status, 201, "{}", rule.text);
    let shown = counter.member.get("/top-up-offers").await.body["items"][0].clone();
    let told = json!({
        "id": rule.body["id"], "name": "充100送10", "pay_text": "充 ¥100.00",
        "gives": ["送 ¥10.00", "送 100 积分"], "period_text": "长期有效",
        "limit_text": "每人限一次", "usable": true, "unusable_text": "",
    });
    assert_eq!(shown, told);
    let order_no = fresh("top-up");
    let body = json!({
        "card": counter.card.id, "order_no": order_no, "principal": 10_000, "tender": "cash",
        "rule": rule.body["id"], "rule_version": 1,
    });
    let done = counter.till.post_once("/v1/till/top-ups", &order_no, &body).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let shown = counter.member.get("/top-up-offers").await.body["items"][0].clone();
    assert_eq!((&shown["usable"], &shown["unusable_text"]), (&json!(false), &json!("已使用过")));
}
