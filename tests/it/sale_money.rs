//! What a sale moves on a card, and that all of it can come back.
use std::time::Duration;

use entity::{
    card::{self, Status},
    coupon::State,
    program::Kind,
};
use sea_orm::entity::prelude::*;
use serde_json::json;

use crate::{
    counter::{
        Counter, MILK, SUIT, coupon, coupon_state, fresh, holdings, hundred, one, press, refund,
        settle, typed,
    },
    people::{Shop, text},
    sale::RATIO,
};

#[tokio::test]
async fn refund_everything_and_every_balance_is_back_where_it_began_p16_p18_e9() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.set_program(Kind::Redeem, RATIO).await;
    counter.fill((10_000, 2_500, 300)).await;
    counter.fill((5_001, 333, 0)).await;
    let coupon_id = coupon(counter.app(), &counter.card, 1_500, Some(r#"{"returns":true}"#)).await;
    let began = counter.has().await;
    // Whole; in lines; in odd amounts; and voided.
    for way in 0..4 {
        let lines = [one(MILK), one(SUIT), typed(3_333)];
        let more = json!({ "coupon": coupon_id, "points": "auto" });
        let quoted = counter.quote(&lines, more).await;
        assert_eq!(quoted.status, 201, "{}", quoted.text);
        let payable = quoted.body["payable"].as_i64().unwrap();
        let ways = [("stored_value", 12_345), ("cash", 100), ("other", payable - 12_445)];
        let paid = settle(&counter.till, &quoted.body, &ways, json!({})).await;
        assert_eq!(paid.status, 200, "{}", paid.text);
        assert_ne!(counter.has().await, began);
        let sale = &paid.body["sale"];
        let back = |line: i32| json!({ "lines": [{ "line": line, "quantity": 1000 }] });
        let pieces = match way {
            0 => vec![json!({ "all": true })],
            1 => vec![back(3), back(1), back(2)],
            _ => vec![json!({ "amount": 1 }), json!({ "amount": 9_998 }), json!({ "all": true })],
        };
        if way == 3 {
            let ask = json!({ "refund_no": fresh("void"), "reason": "录错了" });
            let path = format!("/v1/till/sales/{}/void", text(sale));
            let voided = counter.till.post_once(&path, &fresh("void"), &ask).await;
            assert_eq!((voided.status, &voided.body["state"]), (201, &json!("voided")));
        } else {
            for piece in pieces {
                let done = refund(&counter.till, sale, piece).await;
                assert_eq!(done.status, 201, "{}", done.text);
            }
        }
        assert_eq!(counter.has().await, began, "way {way}");
        let held = holdings(counter.app(), &counter.card).await;
        assert_eq!((held.points_debt().0, held.growth_debt().0), (0, 0));
        assert_eq!(coupon_state(counter.app(), coupon_id).await, State::Usable);
        let more = refund(&counter.till, sale, json!({ "all": true })).await;
        let code = if way == 3 { "sale_wrong_state" } else { "nothing_to_refund" };
        assert_eq!((more.status, more.code()), (409, code));
        shop.town.advance(Duration::from_secs(60));
    }
}

#[tokio::test]
async fn a_part_returned_gives_no_coupon_back_and_its_points_by_the_share_p30() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.set_program(Kind::Redeem, RATIO).await;
    counter.fill((0, 0, 1_000)).await;
    let id = coupon(counter.app(), &counter.card, 1_000, Some(r#"{"returns":true}"#)).await;
    let more = json!({ "coupon": id, "points": "100" });
    let paid = counter.sell(&[hundred(), hundred()], more, &[("cash", 18_000)]).await;
    let half = json!({ "lines": [{ "line": 1, "quantity": 1000 }] });
    let done = refund(&counter.till, &paid.body["sale"], half).await;
    assert_eq!((done.status, &done.body["amount"]), (201, &json!(9_000)), "{}", done.text);
    assert_eq!(done.body["points_back"], "50");
    assert_eq!(done.body["clawed_points"], "90");
    assert_eq!(done.body["coupon_back"], false);
    assert_eq!(coupon_state(counter.app(), id).await, State::Used);
    let done = refund(&counter.till, &paid.body["sale"], json!({ "all": true })).await;
    assert_eq!(
        (&done.body["coupon_back"], &done.body["points_back"]),
        (&json!(true), &json!("50"))
    );
    assert_eq!(coupon_state(counter.app(), id).await, State::Usable);
}

#[tokio::test]
async fn spent_points_come_back_with_the_line_they_paid_for_p30() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.set_program(Kind::Redeem, RATIO).await;
    counter.fill((0, 0, 1_000)).await;
    let lines = [typed(5_000), typed(5_001)];
    let paid = counter.sell(&lines, json!({ "points": "1000" }), &[("cash", 1)]).await;
    let second = json!({ "lines": [{ "line": 2, "quantity": 1000 }] });
    for (what, amount, points) in [(second, 1, "500"), (json!({ "all": true }), 0, "500")] {
        let done = refund(&counter.till, &paid.body["sale"], what).await;
        assert_eq!(done.body["amount"], amount, "{}", done.text);
        assert_eq!(done.body["points_back"], points);
    }
}

#[tokio::test]
async fn a_coupon_stays_used_while_goods_that_cost_nothing_are_kept_e14() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let id = coupon(counter.app(), &counter.card, 1_000, Some(r#"{"returns":true}"#)).await;
    let lines = [hundred(), typed(0)];
    let paid = counter.sell(&lines, json!({ "coupon": id }), &[("cash", 9_000)]).await;
    let first = json!({ "lines": [{ "line": 1, "quantity": 1000 }] });
    for (what, amount, back, state) in
        [(first, 9_000, false, State::Used), (json!({ "all": true }), 0, true, State::Usable)]
    {
        let done = refund(&counter.till, &paid.body["sale"], what).await;
        assert_eq!(done.status, 201, "{}", done.text);
        assert_eq!(
            (&done.body["amount"], &done.body["coupon_back"]),
            (&json!(amount), &json!(back))
        );
        assert_eq!(coupon_state(counter.app(), id).await, state);
    }
}

#[tokio::test]
async fn a_coupon_that_expired_or_does_not_return_stays_used_e14() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    for (terms, days) in [(None, 0), (Some(r#"{"returns":true}"#), 90)] {
        let id = coupon(counter.app(), &counter.card, 1_000, terms).await;
        let more = json!({ "coupon": id });
        let paid = counter.sell(&[hundred()], more.clone(), &[("cash", 9_000)]).await;
        let again = counter.quote(&[hundred()], more).await;
        assert_eq!((again.status, again.code()), (409, "coupon_used"), "{}", again.text);
        shop.town.advance(Duration::from_secs(days * 24 * 3600));
        let till = shop.clerk("clerk", "T01").await;
        let done = refund(&till, &paid.body["sale"], json!({ "all": true })).await;
        assert_eq!(done.body["coupon_back"], false, "{}", done.text);
        assert_eq!(coupon_state(counter.app(), id).await, State::Used);
        shop.town.advance(Duration::from_secs(60));
    }
}

#[tokio::test]
async fn points_that_were_spent_before_they_are_taken_back_are_owed_p17_p31() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.set_program(Kind::Redeem, RATIO).await;
    let first = counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    shop.town.advance(Duration::from_secs(30));
    let more = json!({ "points": "100" });
    let second = counter.sell(&[hundred()], more, &[("cash", 9_000)]).await;
    assert_eq!(second.body["after"]["points"], "90");
    let done = refund(&counter.till, &first.body["sale"], json!({ "all": true })).await;
    assert_eq!(
        (&done.body["clawed_points"], &done.body["points_debt"]),
        (&json!("100"), &json!("10"))
    );
    assert_eq!(counter.has().await[2], 0);
    // The next points pay the debt first.
    shop.town.advance(Duration::from_secs(30));
    let third = counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    assert_eq!(third.body["after"]["points"], "90");
}

#[tokio::test]
async fn a_return_takes_back_base_and_level_and_leaves_the_birthday_pts_06() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let level = counter.card.level_id;
    let terms = json!({ "multipliers": {
        "levels": [{ "level": level, "rate": 20_000 }], "birthday": 30_000,
    } });
    counter.set_program(Kind::Points, &terms.to_string()).await;
    let born = entity::member::Column::Birthday;
    entity::member::Entity::update_many()
        .col_expr(born, Expr::value("2020-12-01"))
        .exec(&counter.app().db)
        .await
        .unwrap();
    let paid = counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    // 100 base, 100 for the level, 200 for the birthday.
    assert_eq!(paid.body["points_earned"], "400", "{}", paid.text);
    let done = refund(&counter.till, &paid.body["sale"], json!({ "amount": 3_333 })).await;
    assert_eq!(done.body["clawed_points"], "66.66");
    let done = refund(&counter.till, &paid.body["sale"], json!({ "all": true })).await;
    assert_eq!(done.body["clawed_points"], "133.34");
    assert_eq!(counter.has().await, [0, 0, 2_000_000, 0]);
}

#[tokio::test]
async fn earning_goes_on_while_points_do_not_pay_p20() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.fill((0, 0, 100)).await;
    let refused = counter.quote(&[hundred()], json!({ "points": "10" })).await;
    assert_eq!(refused.code(), "redeem_off");
    let paid = counter.sell(&[hundred()], json!({ "points": "auto" }), &[("cash", 10_000)]).await;
    assert_eq!(paid.body["points_earned"], "100");
}

#[tokio::test]
async fn money_over_the_counter_comes_back_past_a_card_that_is_void_crd_03() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.fill((20_000, 0, 0)).await;
    let cash = counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    shop.town.advance(Duration::from_secs(30));
    let stored = counter.sell(&[hundred()], json!({}), &[("stored_value", 10_000)]).await;
    let void = card::Entity::update_many()
        .col_expr(card::Column::Status, Expr::value(Status::Void))
        .exec(&counter.app().db);
    void.await.unwrap();
    let has = counter.has().await;
    let done = refund(&counter.till, &cash.body["sale"], json!({ "all": true })).await;
    assert_eq!((done.status, &done.body["amount"]), (201, &json!(10_000)), "{}", done.text);
    assert_eq!(done.body["note"], "会员卡已退卡，积分和成长值不再变动");
    let refused = refund(&counter.till, &stored.body["sale"], json!({ "all": true })).await;
    assert_eq!((refused.status, refused.code()), (409, "card_not_active"), "{}", refused.text);
    assert_eq!(counter.has().await, has, "nothing moved on the card");
    let log = shop.owner().await.get("/v1/office/audit").await.body;
    let ours = log["items"].as_array().unwrap().iter();
    let notes: Vec<_> = ours.filter(|line| line["action"] == "sale.refund").collect();
    assert!(notes.len() == 1 && notes[0].to_string().contains("不再变动"), "{notes:?}");
}

#[tokio::test]
async fn a_lost_card_neither_pays_nor_takes_back_crd_03() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.fill((20_000, 0, 0)).await;
    let paid = counter.sell(&[hundred()], json!({}), &[("stored_value", 10_000)]).await;
    shop.town.advance(Duration::from_secs(30));
    let quoted = counter.quote(&[hundred()], json!({})).await;
    let status = |status: Status| {
        card::Entity::update_many().col_expr(card::Column::Status, Expr::value(status))
    };
    let db = &counter.app().db;
    status(Status::Lost).exec(db).await.unwrap();
    for reply in [
        settle(&counter.till, &quoted.body, &[("stored_value", 10_000)], json!({})).await,
        refund(&counter.till, &paid.body["sale"], json!({ "all": true })).await,
    ] {
        assert_eq!((reply.status, reply.code()), (409, "card_not_active"), "{}", reply.text);
    }
    status(Status::Active).exec(db).await.unwrap();
    assert_eq!(counter.has().await[0], 10_000, "nothing moved");
    assert_eq!(press(&counter.till, &quoted.body["sale"], "cancel").await.status, 200);
}
