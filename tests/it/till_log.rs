//! What is done at a till, as the log tells it.
use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    counter::{press, quote, refund, settle, typed},
    coupon_office::made,
    people::text,
    value::Counter,
};

/// Everything a clerk does beside selling. Codes of the member are good once, and for half a minute.
async fn a_day(counter: &Counter) -> String {
    let phone = counter.shop.phone("p1").await;
    let code = async || {
        counter.shop.town.advance(Duration::from_secs(30));
        phone.shown_code().await
    };
    let till = &counter.clerk;
    let done = async |path: &str, body: Value| {
        let reply = till.post_once(&format!("/v1/till/{path}"), path, &body).await;
        assert!(reply.status < 300, "{path}: {}", reply.text);
        reply.body
    };
    assert_eq!(counter.program(&json!({ "points_per_yuan": "10" })).await.status, 200);
    let gifts = json!({ "gifts": { "balance": 1_000, "points": "50" } });
    let rule = counter.rule(10_000, &gifts, &json!({})).await;
    assert_eq!(counter.pays_in("A1", 10_000, &json!({ "rule": rule })).await.status, 201);
    done("convert", json!({ "scan": code().await, "points": "10" })).await;
    for (number, how) in [("H1", "capture"), ("H2", "release")] {
        let ask =
            json!({ "scan": code().await, "order_no": number, "amount": 2_000, "minutes": 60 });
        let held = till.post_once("/v1/till/holds", number, &ask).await.body;
        done(&format!("holds/{}/{how}", text(&held["id"])), json!({})).await;
    }
    let quoted = quote(till, &[typed(500)], json!({ "order_no": "S1" })).await.body;
    for verb in ["hold", "resume", "cancel"] {
        let reply = press(till, &quoted["sale"], verb).await;
        assert_eq!(reply.status, 200, "{verb}: {}", reply.text);
    }
    let quoted = quote(till, &[typed(500)], json!({})).await.body;
    let paid = settle(till, &quoted, &[("cash", 500)], json!({})).await.body;
    assert_eq!(refund(till, &paid["sale"], json!({ "amount": 200 })).await.status, 201);
    let template = made(&counter.owner, &json!({})).await;
    let paper = format!("/v1/office/coupons/{template}/print");
    let paper = counter.owner.post_once(&paper, "print", &json!({ "count": 1 })).await.body;
    let member = phone.get("/me").await.body["id"].clone();
    let coupon =
        done("coupons/activate", json!({ "member": member, "number": paper["numbers"][0] })).await;
    text(&coupon["title"])
}

#[tokio::test]
async fn every_deed_at_a_till_is_in_the_log_with_before_and_after_adm_07() {
    let counter = Counter::open().await;
    let title = a_day(&counter).await;
    let log = counter.owner.get("/v1/office/audit?limit=100").await;
    let lines = log.body["items"].as_array().unwrap();
    for (action, called, name, before, after) in [
        ("top_up.make", "充值", "储值本金", json!("¥0.00"), json!("¥100.00")),
        ("top_up.make", "充值", "积分", json!("0"), json!("50")),
        ("top_up.make", "充值", "单号", Value::Null, json!("A1")),
        ("points.convert", "积分转储值", "积分", json!("50"), json!("40")),
        ("points.convert", "积分转储值", "赠送余额", json!("¥10.00"), json!("¥11.00")),
        ("hold.make", "预授权", "预授权占用", json!("¥0.00"), json!("¥20.00")),
        ("hold.capture", "预授权完成", "预授权占用", json!("¥20.00"), json!("¥0.00")),
        ("hold.release", "预授权取消", "预授权占用", json!("¥20.00"), json!("¥0.00")),
        ("sale.hold", "挂单", "状态", json!("待收款"), json!("已挂单")),
        ("sale.resume", "取单", "状态", json!("已挂单"), json!("待收款")),
        ("sale.cancel", "取消本单", "状态", json!("待收款"), json!("已取消")),
        ("sale.cancel", "取消本单", "单号", Value::Null, json!("S1")),
        ("sale.refund", "退货", "已退", json!("¥0.00"), json!("¥2.00")),
        ("coupon.activate", "激活纸质券", "优惠券", Value::Null, json!(title)),
    ] {
        let mut told = lines.iter().filter(|line| line["action"] == action);
        let change = json!({ "name": name, "before": before, "after": after });
        let line = told.find(|line| line["changes"].as_array().unwrap().contains(&change));
        let line = line.unwrap_or_else(|| panic!("{action}: {change} in {}", log.text));
        assert_eq!((&line["action_text"], &line["actor"]), (&json!(called), &json!("小李")));
    }
}
