//! 消费记录.
use serde_json::{Value, json};

use crate::{
    counter::{Counter, MILK, PUREE, SUIT, coupon, fresh, one, quote, refund, settle},
    people::Shop,
    sale::RATIO,
};

fn figures(of: &Value) -> Vec<String> {
    let figure = |row: &Value| {
        let word = |field: &str| row[field].as_str().unwrap().to_owned();
        format!("{} {}", word("name"), word("value_text"))
    };
    of.as_array().unwrap().iter().map(figure).collect()
}

#[tokio::test]
async fn a_purchase_explains_its_price_and_its_points_prf_08() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.set_program(entity::program::Kind::Redeem, RATIO).await;
    counter.fill((10_000, 1_000, 500)).await;
    let off = coupon(counter.app(), &counter.card, 2_000, None).await;
    let more = json!({ "coupon": off, "points": "100" });
    let ways = [("stored_value", 5_000), ("cash", 25_790)];
    let sold = counter.sell(&[one(MILK), one(SUIT), one(PUREE)], more, &ways).await;

    let list = counter.member.get("/purchases").await.body;
    let row = &list["items"][0];
    assert_eq!(row["id"], sold.body["sale"]);
    assert_eq!(row["number"], sold.body["order_no"]);
    assert_eq!(row["store_name"], "人民路店");
    assert_eq!(row["summary_text"], "安贝幼儿奶粉 3 段 800g 等 3 件");
    assert_eq!(
        (&row["total_text"], &row["points_text"]),
        (&json!("¥307.90"), &json!("+307.9 积分"))
    );
    assert_eq!((&row["state"], &row["state_text"]), (&json!("settled"), &json!("已完成")));

    let path = format!("/purchases/{}", row["id"].as_str().unwrap());
    let whole = counter.member.get(&path).await.body;
    let milk = &whole["lines"][0];
    assert_eq!((&milk["quantity_text"], &milk["list_text"]), (&json!("1 罐"), &json!("¥268.00")));
    assert_eq!(milk["why"][0], "促销价 ¥239 × 1罐，省 ¥29.00");
    assert!(milk["why"][2].as_str().unwrap().starts_with("积分抵现，省 ¥"), "{milk}");
    let totals = ["商品合计 ¥366.90", "优惠 -¥49.00", "积分抵现 -¥10.00", "实付 ¥307.90"];
    assert_eq!(figures(&whole["totals"]), totals);
    assert_eq!(figures(&whole["tenders"]), ["储值 ¥50.00", "现金 ¥257.90"]);
    let points = ["基础积分 +307.9", "成长值 +307.9", "抵现使用 -100"];
    assert_eq!(figures(&whole["points"]), points);
    assert_eq!(whole["refunds"], json!([]));
    assert!(!whole.to_string().contains("小李"), "no clerk is named");

    let one = json!({ "lines": [{ "line": 2, "quantity": 1000 }] });
    let back = refund(&counter.till, &sold.body["sale"], one).await;
    assert_eq!(back.status, 201, "{}", back.text);
    let whole = counter.member.get(&path).await.body;
    assert_eq!(
        (&whole["state"], &whole["state_text"]),
        (&json!("part_refunded"), &json!("部分退款"))
    );
    assert_eq!(whole["lines"][1]["refunded_text"], "已退 1 件");
    let how = whole["refunds"][0]["how_text"].as_str().unwrap();
    assert!(how.starts_with("现金 ¥") && how.contains("，积分 "), "{how}");
    let back = refund(&counter.till, &sold.body["sale"], json!({ "all": true })).await;
    assert_eq!(back.status, 201, "{}", back.text);
    let list = counter.member.get("/purchases").await.body;
    let row = &list["items"][0];
    assert_eq!((&row["state_text"], &row["points_text"]), (&json!("已退款"), &json!("")));
}

#[tokio::test]
async fn only_what_was_paid_is_a_purchase_and_only_the_buyers_prf_08_g1() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let quoted = counter.quote(&[one(SUIT)], json!({})).await.body;
    assert_eq!(counter.member.get("/purchases").await.body["items"], json!([]));
    let path = format!("/purchases/{}", quoted["sale"].as_str().unwrap());
    assert_eq!(counter.member.get(&path).await.code(), "no_such_sale", "not paid yet");
    let paid = settle(&counter.till, &quoted, &[("cash", 8_900)], json!({})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let guest = quote(&counter.till, &[one(SUIT)], json!({})).await.body;
    settle(&counter.till, &guest, &[("cash", 8_900)], json!({})).await;

    let other = shop.member("p2", "13800000002", "阿强").await;
    assert_eq!(counter.member.get(&path).await.status, 200);
    assert_eq!(other.get("/purchases").await.body["items"], json!([]));
    let guests = format!("/purchases/{}", guest["sale"].as_str().unwrap());
    for (who, path) in [(&other, &path), (&other, &guests), (&counter.member, &guests)] {
        let refused = who.get(path).await;
        assert_eq!((refused.status, refused.code()), (404, "no_such_sale"), "{path}");
    }
    assert_eq!(other.get("/balances/points/entries").await.body["items"], json!([]));

    let body = json!({ "refund_no": fresh("void"), "reason": "录错了" });
    let path = format!("/v1/till/sales/{}/void", quoted["sale"].as_str().unwrap());
    let undone = counter.till.post_once(&path, "void", &body).await;
    assert!(undone.status < 300, "{}", undone.text);
    let list = counter.member.get("/purchases").await.body;
    assert_eq!(
        (&list["items"][0]["state"], &list["items"].as_array().unwrap().len()),
        (&json!("voided"), &1)
    );
    let past = counter.member.get("/balances/points/entries").await.body;
    assert_eq!(past["items"][0]["title"], "消费作废，收回");
}

#[tokio::test]
async fn pages_of_purchases_go_on_where_the_last_one_ended_prf_08() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    for _ in 0..3 {
        counter.sell(&[one(PUREE)], json!({}), &[("cash", 990)]).await;
    }
    let numbers = |page: &Value| -> Vec<Value> {
        page["items"].as_array().unwrap().iter().map(|row| row["number"].clone()).collect()
    };
    let whole = numbers(&counter.member.get("/purchases").await.body);
    let first = counter.member.get("/purchases?limit=2").await.body;
    let next = format!("/purchases?limit=2&cursor={}", first["next"].as_str().unwrap());
    let second = counter.member.get(&next).await.body;
    assert_eq!([numbers(&first), numbers(&second)].concat(), whole);
    assert_eq!((whole.len(), &second["next"]), (3, &json!(null)));
}
