//! Stored value that is given back, and what goes with it.
use std::time::Duration;

use entity::{
    account::Asset,
    ids::{CardId, MerchantId, SaleId},
    journal::Kind,
    sale, sale_line,
    values::{Fen, Points},
};
use kabao::{
    app::Tx,
    error::Result,
    ledger::{self, Cause, Place},
    seed,
    stored_value::{self, Order},
    world::World,
};
use sea_orm::{IntoActiveModel, entity::prelude::*};
use serde_json::{Value, json};

use crate::{
    coupon_office::made,
    people::text,
    town::Reply,
    value::{Counter, refused},
};

#[derive(Clone, Copy)]
struct Purchase {
    merchant: MerchantId,
    card: CardId,
    list: i64,
    paid: i64,
}

/// A sale that stored value paid whole.
async fn buy(tx: &Tx, world: &World, ask: Purchase) -> Result<SaleId> {
    let Purchase { merchant, card, list, paid } = ask;
    let (id, now) = (world.id::<SaleId>(), world.now());
    let mut holdings = ledger::lock(tx, merchant, card).await?;
    let legs = stored_value::spend(&holdings, Fen(paid), Order::ProRata, now)?;
    let cause = Cause {
        kind: Kind::Settle,
        business_key: format!("settle/{id}"),
        subject: id.0,
        place: Place::default(),
        reason: "消费".to_owned(),
    };
    ledger::post(tx, world, &mut holdings, cause, legs).await?;
    let sale = sale::Model {
        id,
        merchant_id: merchant,
        store_id: world.id(),
        terminal_id: world.id(),
        operator_id: world.id(),
        order_no: id.to_string(),
        state: sale::State::Settled,
        card_id: Some(card),
        member_id: Some(holdings.card.member_id),
        code_window: None,
        coupon_id: None,
        hash: vec![],
        cart: String::new(),
        priced: String::new(),
        list_total: Fen(list),
        payable: Fen(paid),
        points_spent: Points::ZERO,
        points_from: None,
        points_earned: Points::ZERO,
        growth_earned: Points::ZERO,
        paid: Fen(paid),
        refunded: Fen::ZERO,
        expires_at: now,
        created_at: now,
        settled_at: Some(now),
    };
    sale::Entity::insert(sale.into_active_model()).exec_without_returning(tx).await?;
    let line = sale_line::Model {
        sale_id: id,
        line: 1,
        merchant_id: merchant,
        goods_id: None,
        category_id: None,
        name: "奶粉".to_owned(),
        quantity: 1_000,
        returned: 0,
        list: Fen(list),
        paid: Fen(paid),
    };
    sale_line::Entity::insert(line.into_active_model()).exec_without_returning(tx).await?;
    Ok(id)
}

impl Counter {
    async fn buys(&self, list: i64, paid: i64) -> Result<SaleId> {
        let (merchant, card) = (self.merchant, self.card);
        self.shop.town.app.transact(buy, Purchase { merchant, card, list, paid }).await
    }

    async fn sheet(&self, top_up: &str, mode: &str) -> Reply {
        self.clerk.get(&format!("/v1/till/top-ups/{top_up}/refund?mode={mode}")).await
    }

    async fn gives_back(&self, top_up: &str, refund_no: &str, mode: &str) -> Reply {
        let owner = json!({ "login": "owner", "password": seed::PASSWORD });
        let body = json!({ "refund_no": refund_no, "mode": mode, "approver": owner });
        let path = format!("/v1/till/top-ups/{top_up}/refund");
        self.clerk.post_once(&path, refund_no, &body).await
    }
}

#[tokio::test]
async fn each_legal_ground_gives_back_what_the_courts_would() {
    let counter = Counter::open().await;
    let top_up = counter.three_and_one().await;
    let due = async |mode| counter.sheet(&top_up, mode).await.body["amount"].clone();
    assert_eq!(due("cooling_off").await, 300_000);
    counter.buys(100_000, 100_000).await.unwrap();
    assert_eq!(due("merchant_cause").await, 225_000);
    assert_eq!(due("consumer_cause").await, 200_000);
    counter.buys(259_400, 259_400).await.unwrap();
    assert_eq!(due("merchant_cause").await, 30_450);
    assert_eq!(due("consumer_cause").await, 0);

    let done = counter.gives_back(&top_up, "R1", "merchant_cause").await;
    assert_eq!(done.status, 201, "{}", done.text);
    assert_eq!(done.body["sheet"]["amount_text"], "¥304.50");
    assert_eq!(done.body["sheet"]["lapsed_gift"], 10_150);
    assert_eq!(counter.has().await, (0, 0, 0));
    counter.adds_up().await;
}

#[tokio::test]
async fn a_consumer_who_leaves_pays_list_price_for_what_was_had() {
    let counter = Counter::open().await;
    let top_up = counter.three_and_one().await;
    counter.buys(100_000, 90_000).await.unwrap();
    let sheet = counter.sheet(&top_up, "consumer_cause").await.body;
    assert_eq!(sheet["amount"], 200_000);
    assert_eq!(sheet["steps"][0], "本金 3,000.00 − 已消费商品按原价 1,000.00 = 2,000.00 元。");
    assert_eq!(counter.sheet(&top_up, "merchant_cause").await.body["amount"], 232_500);
    let done = counter.gives_back(&top_up, "R1", "consumer_cause").await;
    assert_eq!((done.status, &done.body["sheet"]), (201, &sheet));
    assert_eq!(done.body["sheet"]["lapsed_principal"], 32_500);
    assert_eq!(counter.has().await, (0, 0, 0));
    counter.adds_up().await;
}

#[tokio::test]
async fn after_seven_days_there_is_no_changing_ones_mind() {
    let counter = Counter::open().await;
    let top_up = counter.three_and_one().await;
    counter.shop.town.advance(Duration::from_secs(8 * 24 * 3600));
    let clerk = counter.shop.clerk("clerk", "T01").await;
    let path = format!("/v1/till/top-ups/{top_up}/refund?mode=cooling_off");
    refused(&clerk.get(&path).await, 409, "cooling_off_over");
    assert_eq!(counter.has().await, (300_000, 100_000, 0));
}

#[tokio::test]
async fn a_clerk_alone_gives_nothing_back() {
    let counter = Counter::open().await;
    let top_up = counter.three_and_one().await;
    let path = format!("/v1/till/top-ups/{top_up}/refund");
    let body =
        |approver: Value| json!({ "refund_no": "R1", "mode": "cooling_off", "approver": approver });
    let alone = counter.clerk.post_once(&path, "R1", &body(Value::Null)).await;
    refused(&alone, 403, "refund_needs_approval");
    let clerk = json!({ "login": "clerk", "password": seed::PASSWORD });
    refused(&counter.clerk.post_once(&path, "R1", &body(clerk)).await, 403, "approver_wrong");
    assert_eq!(counter.has().await, (300_000, 100_000, 0));
    let owner = json!({ "number": "1001", "password": seed::PASSWORD });
    let done = counter.clerk.post_once(&path, "R1", &body(owner)).await;
    assert_eq!(done.status, 201, "by 工号, as at a top-up (RCH-08): {}", done.text);
}

/// fuint's deducted nothing where coupons had been given.
#[tokio::test]
async fn a_refund_takes_the_gift_coupons_and_points_with_it_p2_p14_p17() {
    let counter = Counter::open().await;
    let two = made(&counter.owner, &json!({ "total": 9, "per_member": 9 })).await;
    let gifts =
        json!({ "balance": 1_000, "points": "50", "coupons": [{ "template": two, "count": 2 }] });
    let rule = counter.rule(10_000, &json!({ "gifts": gifts }), &json!({})).await;
    let with_rule = json!({ "rule": rule });
    let top_up = counter.pays_in("A1", 10_000, &with_rule).await;
    let top_up = text(&top_up.body["top_up"]["id"]);
    let phone = counter.shop.phone("p1").await;
    let coupons =
        async || phone.get("/coupons?state=usable").await.body["items"].as_array().unwrap().len();
    assert_eq!(coupons().await, 2);
    // Twenty of the fifty points are spent meanwhile.
    let on = json!({ "points_per_yuan": "10" });
    assert_eq!(counter.program(&on).await.status, 200);
    let scan = phone.shown_code().await;
    let converted = counter
        .clerk
        .post_once("/v1/till/convert", "C1", &json!({ "scan": scan, "points": "20" }))
        .await;
    assert_eq!(converted.status, 201, "{}", converted.text);

    let done = counter.gives_back(&top_up, "R1", "cooling_off").await;
    assert_eq!(done.status, 201, "{}", done.text);
    assert_eq!(done.body["sheet"]["amount"], 10_000);
    let told = ["points", "points_owed", "coupons", "coupons_used"].map(|f| done.body[f].clone());
    assert_eq!(told, [json!("50"), json!("20"), json!(2), json!(0)]);
    assert_eq!(coupons().await, 0);
    let has = counter.holdings().await;
    assert_eq!((has.points(), has.points_debt()), (Points::ZERO, Points(200_000)));
    assert_eq!(counter.has().await, (0, 200, 0), "what points bought is no part of it (C13)");
    counter.adds_up().await;
}

/// CRMEB's pays out first and then takes what is left.
#[tokio::test]
async fn money_that_was_spent_is_not_given_back_p5() {
    let counter = Counter::open().await;
    let top_up = counter.three_and_one().await;
    counter.buys(400_000, 400_000).await.unwrap();
    for mode in ["cooling_off", "merchant_cause", "consumer_cause"] {
        assert_eq!(counter.sheet(&top_up, mode).await.body["amount"], 0, "{mode}");
        let no = counter.gives_back(&top_up, mode, mode).await;
        refused(&no, 409, "nothing_to_refund");
    }
    let no = counter.buys(1, 1).await.err().and_then(|no| no.code());
    assert_eq!(no, Some("stored_value_insufficient"));
    assert_eq!(counter.has().await, (0, 0, 0));
    counter.adds_up().await;
}

#[tokio::test]
async fn a_top_up_is_given_back_once_however_many_ask_e8_p11() {
    let counter = Counter::open().await;
    let top_up = counter.three_and_one().await;
    let (one, other) = futures_util::join!(
        counter.gives_back(&top_up, "R1", "cooling_off"),
        counter.gives_back(&top_up, "R2", "merchant_cause"),
    );
    let mut told = [(one.status, one.code()), (other.status, other.code())];
    told.sort_unstable();
    assert_eq!(told, [(201, ""), (409, "top_up_refunded")]);
    // Whoever was first is answered again alike; the other is refused again.
    let won = if one.status == 201 {
        ("R1", "cooling_off", one)
    } else {
        ("R2", "merchant_cause", other)
    };
    let again = counter.gives_back(&top_up, won.0, won.1).await;
    assert_eq!((again.status, &again.text), (won.2.status, &won.2.text));
    refused(&counter.sheet(&top_up, "cooling_off").await, 409, "top_up_refunded");
    assert_eq!(counter.has().await, (0, 0, 0));
    let now = counter.shop.town.app.world.now();
    assert!(counter.holdings().await.lots(Asset::Principal, now).is_empty());
    counter.adds_up().await;
}
