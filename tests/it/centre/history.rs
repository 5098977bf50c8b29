//! What a member has, and how they came to have it.
use std::time::Duration;

use entity::{
    card::{self, Status},
    program::Kind,
};
use sea_orm::{ActiveValue::Set, IntoActiveModel, entity::prelude::*};
use serde_json::{Value, json};

use crate::{
    counter::{Counter, fill, fresh, hundred, refund},
    people::Shop,
    sale::RATIO,
};

/// Of each line: title, delta and what was left.
fn told(page: &Value) -> Vec<[String; 3]> {
    let word = |line: &Value, field: &str| line[field].as_str().unwrap().to_owned();
    let line = |line| ["title", "delta_text", "after_text"].map(|field| word(line, field));
    page["items"].as_array().unwrap().iter().map(line).collect()
}

fn value<'v>(balances: &'v Value, asset: &str) -> &'v Value {
    let of = |balance: &&Value| balance["asset"] == asset;
    balances.as_array().unwrap().iter().find(of).unwrap()
}

/// ¥100 and ¥10 on top, by the real till.
async fn top_up(counter: &Counter<'_>) -> String {
    let order_no = fresh("top-up");
    let owner = counter.shop.owner().await;
    let terms = json!({ "gifts": { "balance": 1_000, "points": "100", "balance_days": 10 } });
    let rule = json!({ "name": "充100送10", "principal": 10_000, "terms": terms });
    let rule = owner.post_once("/v1/office/recharge-rules", &fresh("rule"), &rule).await;
    assert_eq!(rule.status, 201, "{}", rule.text);
    let body = json!({
        "card": counter.card.id, "order_no": order_no, "principal": 10_000, "tender": "cash",
        "rule": rule.body["id"], "rule_version": 1,
    });
    let done = counter.till.post_once("/v1/till/top-ups", &order_no, &body).await;
    assert_eq!(done.status, 201, "{}", done.text);
    order_no
}

#[tokio::test]
async fn the_home_page_shows_four_balances_as_a_till_would_count_them_prf_01() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let me = counter.member.get("/me").await;
    let names = |balances: &Value| -> Vec<String> {
        let name = |balance: &Value| balance["name"].as_str().unwrap().to_owned();
        balances.as_array().unwrap().iter().map(name).collect()
    };
    assert_eq!(names(&me.body["balances"]), ["积分", "通票", "储值卡", "积点"]);
    assert_eq!(value(&me.body["balances"], "stored_value")["value_text"], "¥0.00");
    assert_eq!(value(&me.body["balances"], "stored_value")["notes"], json!([]));
    assert_eq!(me.body["avatar"], json!(null));

    top_up(&counter).await;
    counter.fill((123_400, 0, 1_234)).await;
    let me = counter.member.get("/me").await.body;
    let stored = value(&me["balances"], "stored_value");
    assert_eq!((&stored["value_text"], &stored["unit_text"]), (&json!("¥1,344.00"), &json!("")));
    assert_eq!(stored["notes"][0], "其中本金 ¥1,334.00，赠送 ¥10.00");
    let soon = stored["notes"][1].as_str().unwrap();
    assert!(soon.starts_with("其中赠送 ¥10.00 ") && soon.ends_with("日 到期"), "{soon}");
    let points = value(&me["balances"], "points");
    assert_eq!((&points["value_text"], &points["unit_text"]), (&json!("1,334"), &json!("分")));

    // The gift is over by the clock, and no night has written so.
    shop.town.advance(Duration::from_secs(12 * 24 * 3600));
    let all = counter.member.get("/balances").await.body;
    assert_eq!(value(&all["items"], "stored_value")["value_text"], "¥1,334.00");
    assert_eq!(all["items"].as_array().unwrap().len(), 4, "{all}");
}

#[tokio::test]
async fn points_that_wait_and_points_that_are_owed_are_said_beside_the_balance() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.set_program(Kind::Redeem, RATIO).await;
    let sold = counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    let spend = json!({ "points": "100" });
    counter.sell(&[hundred()], spend, &[("cash", 9_000)]).await;
    let back = refund(&counter.till, &sold.body["sale"], json!({ "all": true })).await;
    assert_eq!(back.status, 201, "{}", back.text);
    let me = counter.member.get("/me").await.body;
    let points = value(&me["balances"], "points");
    assert_eq!(
        (&points["value_text"], &points["notes"]),
        (&json!("0"), &json!(["欠 10 分，下次获得时先抵扣"]))
    );
    let all = counter.member.get("/balances").await.body;
    assert_eq!(value(&all["items"], "growth")["name"], "成长值", "{all}");

    counter.set_program(Kind::Points, r#"{"pending_days":3}"#).await;
    counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    let me = counter.member.get("/me").await.body;
    let notes = value(&me["balances"], "points")["notes"].clone();
    assert_eq!(notes, json!(["待到账 100 分", "欠 10 分，下次获得时先抵扣"]));
}

#[tokio::test]
async fn what_was_set_aside_is_free_again_by_the_clock_and_no_job_is_waited_for_p45() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    top_up(&counter).await;
    let scan = counter.member.shown_code().await;
    let order_no = fresh("hold");
    let body = json!({ "scan": scan, "order_no": order_no, "amount": 5_500, "minutes": 5 });
    let held = counter.till.post_once("/v1/till/holds", &order_no, &body).await;
    assert_eq!(held.status, 201, "{}", held.text);
    let me = counter.member.get("/me").await.body;
    let stored = value(&me["balances"], "stored_value");
    assert_eq!(stored["value_text"], "¥55.00");
    let notes = stored["notes"].as_array().unwrap();
    assert_eq!(notes[0], "其中本金 ¥50.00，赠送 ¥5.00");
    assert_eq!(notes.last().unwrap(), "另有预授权 ¥55.00");
    shop.town.advance(Duration::from_secs(301));
    let me = counter.member.get("/me").await.body;
    let stored = value(&me["balances"], "stored_value");
    assert_eq!(stored["value_text"], "¥110.00");
    assert_eq!(stored["notes"][0], "其中本金 ¥100.00，赠送 ¥10.00");
}

#[tokio::test]
async fn every_line_of_a_history_says_why_and_what_was_left_prf_01_p44() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.set_program(Kind::Redeem, RATIO).await;
    let order_no = top_up(&counter).await;
    let spend = json!({ "points": "100" });
    let ways = [("stored_value", 5_500), ("cash", 3_500)];
    let sold = counter.sell(&[hundred()], spend, &ways).await;
    let back = refund(&counter.till, &sold.body["sale"], json!({ "all": true })).await;
    assert_eq!(back.status, 201, "{}", back.text);

    let stored = counter.member.get("/balances/stored_value/entries").await.body;
    let expected = [
        ["退货，退回", "+¥55.00", "余 ¥110.00"],
        ["消费", "-¥55.00", "余 ¥55.00"],
        ["充值", "+¥110.00", "余 ¥110.00"],
    ];
    assert_eq!(told(&stored), expected.map(|line| line.map(str::to_owned)));
    let line = &stored["items"][1];
    let number = sold.body["order_no"].as_str().unwrap();
    let detail = format!("人民路店 · 单号 {number} · 本金 ¥50.00，赠送 ¥5.00");
    assert_eq!((&line["detail_text"], &line["purchase"]), (&json!(detail), &sold.body["sale"]));
    let detail = format!("人民路店 · 单号 {order_no} · 本金 ¥100.00，赠送 ¥10.00");
    assert_eq!(stored["items"][2]["detail_text"], detail);
    assert_eq!((&line["gain"], &stored["items"][2]["purchase"]), (&json!(false), &json!(null)));

    let points = counter.member.get("/balances/points/entries").await.body;
    let expected = [
        ["退货，收回", "-90", "余 100"],
        ["退货，退回", "+100", "余 190"],
        ["消费获得", "+90", "余 90"],
        ["积分抵现", "-100", "余 0"],
        ["充值赠送", "+100", "余 100"],
    ];
    assert_eq!(told(&points), expected.map(|line| line.map(str::to_owned)));
    let growth = counter.member.get("/balances/growth/entries").await.body;
    assert_eq!(told(&growth)[1][..2], ["消费获得".to_owned(), "+90".to_owned()]);
    assert_eq!(counter.member.get("/balances/stamps/entries").await.body["items"], json!([]));
    for nonsense in ["/balances/gold/entries", "/balances/points/entries?cursor=7"] {
        let refused = counter.member.get(nonsense).await;
        assert!((400..500).contains(&refused.status), "{}", refused.text);
    }
}

#[tokio::test]
async fn pages_of_a_history_go_on_where_the_last_one_ended() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    for _ in 0..5 {
        counter.fill((100, 0, 1)).await;
    }
    let whole = told(&counter.member.get("/balances/points/entries").await.body);
    assert_eq!(whole.len(), 5);
    let (mut pieces, mut cursor) = (vec![], String::new());
    loop {
        let path = format!("/balances/points/entries?limit=2{cursor}");
        let page = counter.member.get(&path).await.body;
        pieces.extend(told(&page));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
        // What comes meanwhile is above, and changes nothing below.
        counter.fill((100, 0, 1)).await;
    }
    assert_eq!(pieces, whole);
}

#[tokio::test]
async fn what_a_member_has_is_the_sum_of_their_cards_without_those_that_are_void_c7() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let app = counter.app();
    let mut others = vec![];
    for (sequence, status) in [(77, Status::Active), (78, Status::Void)] {
        let row = card::Model {
            id: app.world.id(),
            number: format!("8000000000000000{sequence}"),
            sequence,
            primary_of: None,
            ..counter.card.clone()
        };
        let insert = card::Entity::insert(row.clone().into_active_model());
        insert.exec_without_returning(&app.db).await.unwrap();
        fill(app, &row, (1_000, 0, 5)).await;
        let active = card::ActiveModel { status: Set(status), ..Default::default() };
        let one = card::Entity::update_many().set(active).filter(card::Column::Id.eq(row.id));
        one.exec(&app.db).await.unwrap();
        others.push(row);
    }
    counter.fill((2_000, 0, 10)).await;
    fill(app, &others[0], (100, 0, 1)).await;
    let me = counter.member.get("/me").await.body;
    assert_eq!(value(&me["balances"], "stored_value")["value_text"], "¥31.00");
    assert_eq!(value(&me["balances"], "points")["value_text"], "16");
    let points = counter.member.get("/balances/points/entries").await.body;
    let lines = told(&points).into_iter().map(|[_, delta, after]| [delta, after]);
    let expected = [["+1", "余 16"], ["+10", "余 15"], ["+5", "余 5"]];
    let expected = expected.map(|line| line.map(str::to_owned));
    assert!(lines.eq(expected), "{points}");
}
