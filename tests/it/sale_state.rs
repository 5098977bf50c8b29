//! What may be done with a sale, and when: quotes, codes, waiting, ending.
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use entity::{journal, program::Kind};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    counter::{
        Counter, MILK, coupon, fresh, hundred, one, press, quote, refund, settle, tenders, typed,
    },
    people::{Shop, text},
    sale::RATIO,
    town::{Person, Plan, Reply, Town},
};

async fn settle_under(till: &Person, quoted: &Value, key: &str, ways: &[(&str, i64)]) -> Reply {
    let ask = json!({ "hash": quoted["hash"], "tenders": tenders(ways) });
    till.post_once(&format!("/v1/till/sales/{}/settle", text(&quoted["sale"])), key, &ask).await
}

#[tokio::test]
async fn a_settle_sent_again_is_answered_again_and_the_code_pays_nothing_else_d1() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.fill((20_000, 0, 0)).await;
    let code = counter.member.shown_code().await;
    let ways = [("stored_value", 10_000)];
    let first = quote(&counter.till, &[hundred()], json!({ "scan": code })).await;
    let other = quote(&counter.till, &[hundred()], json!({ "scan": code })).await;
    let paid = settle_under(&counter.till, &first.body, "once", &ways).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let more = settle_under(&counter.till, &first.body, "twice", &ways).await;
    assert_eq!((more.status, more.code()), (409, "sale_wrong_state"));
    let refused = settle_under(&counter.till, &other.body, "another", &ways).await;
    assert_eq!((refused.status, refused.code()), (409, "code_used"));
    // Long after the code and the quote, the answer is still the answer.
    shop.town.advance(Duration::from_secs(3600));
    let again = settle_under(&counter.till, &first.body, "once", &ways).await;
    assert_eq!(again.text, paid.text);
    assert_eq!(counter.has().await[0], 10_000);
    let body = json!({ "hash": first.body["hash"], "tenders": tenders(&[("cash", 10_000)]) });
    let path = format!("/v1/till/sales/{}/settle", text(&first.body["sale"]));
    let differs = counter.till.post_once(&path, "once", &body).await;
    assert_eq!((differs.status, differs.code()), (409, "idempotency_mismatch"));
}

#[tokio::test]
async fn a_number_identifies_and_a_code_pays_whenever_it_is_shown_d8() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.fill((50_000, 0, 0)).await;
    let ways = [("stored_value", 10_000)];
    let by_phone = quote(&counter.till, &[hundred()], json!({ "scan": "13800000001" })).await;
    assert_eq!(by_phone.body["member"]["code_shown"], false);
    let refused = settle(&counter.till, &by_phone.body, &ways, json!({})).await;
    assert_eq!((refused.status, refused.code()), (409, "member_code_needed"));
    let code = counter.member.shown_code().await;
    let paid = settle(&counter.till, &by_phone.body, &ways, json!({ "code": code })).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    // The code that named them counts for the same order when it is quoted again.
    shop.town.advance(Duration::from_secs(60));
    let order = fresh("order");
    let scan = counter.member.shown_code().await;
    let first =
        quote(&counter.till, &[one(MILK)], json!({ "order_no": order, "scan": scan })).await;
    shop.town.advance(Duration::from_secs(300));
    let card = first.body["member"]["card"]["id"].clone();
    let second =
        quote(&counter.till, &[hundred()], json!({ "order_no": order, "card": card })).await;
    assert_eq!(second.body["sale"], first.body["sale"]);
    assert_eq!(second.body["member"]["code_shown"], true, "{}", second.text);
    let paid = settle(&counter.till, &second.body, &ways, json!({})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    // A card that nobody showed a code for stays a number.
    let third = quote(&counter.till, &[hundred()], json!({ "card": card })).await;
    let refused = settle(&counter.till, &third.body, &ways, json!({})).await;
    assert_eq!(refused.code(), "member_code_needed");
}

#[tokio::test]
async fn a_settle_pays_what_was_shown_or_nothing_d13() {
    let shop = Shop::open().await;
    let till = shop.clerk("clerk", "T01").await;
    let order = fresh("order");
    let shown = quote(&till, &[hundred()], json!({ "order_no": order })).await;
    let changed = quote(&till, &[hundred(), hundred()], json!({ "order_no": order })).await;
    let ways = [("cash", 10_000)];
    let refused = settle(&till, &shown.body, &ways, json!({})).await;
    assert_eq!((refused.status, refused.code()), (409, "quote_changed"));
    let refused = settle(&till, &changed.body, &[("cash", 20_000)], json!({ "hash": "no" })).await;
    assert_eq!((refused.status, refused.code()), (409, "quote_changed"));
    shop.town.advance(Duration::from_millis(15 * 60_000));
    let refused = settle(&till, &changed.body, &[("cash", 20_000)], json!({})).await;
    assert_eq!((refused.status, refused.code()), (410, "quote_expired"));
    let again = quote(&till, &[hundred()], json!({ "order_no": order })).await;
    let paid = settle(&till, &again.body, &ways, json!({})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let taken = quote(&till, &[hundred()], json!({ "order_no": order })).await;
    assert_eq!((taken.status, taken.code()), (409, "order_no_taken"));
}

#[tokio::test]
async fn a_code_is_good_for_its_minute_at_a_quote_and_at_a_settle_p36_d3() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.fill((50_000, 0, 0)).await;
    let by_phone = json!({ "scan": "13800000001" });
    for (after_ms, status) in [(0, 201), (29_999, 201), (30_000, 201), (59_999, 201), (60_000, 410)]
    {
        // The clock stands at the beginning of a half-minute.
        let scan = counter.member.shown_code().await;
        let quoted = quote(&counter.till, &[hundred()], by_phone.clone()).await;
        shop.town.advance(Duration::from_millis(after_ms));
        let seen = quote(&counter.till, &[hundred()], json!({ "scan": scan })).await;
        assert_eq!(seen.status, status, "{after_ms}: {}", seen.text);
        let ways = [("stored_value", 10_000)];
        let paid = settle(&counter.till, &quoted.body, &ways, json!({ "code": scan })).await;
        let expected = if status == 201 { 200 } else { 410 };
        assert_eq!(paid.status, expected, "{after_ms}: {}", paid.text);
        shop.town.advance(Duration::from_millis(90_000 - after_ms));
    }
}

#[tokio::test]
async fn a_sale_waits_and_comes_back_at_the_days_price_pos_01() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let id = coupon(counter.app(), &counter.card, 1_000, None).await;
    let quoted = counter.quote(&[hundred()], json!({ "coupon": id })).await;
    let sale = &quoted.body["sale"];
    let held = press(&counter.till, sale, "hold").await;
    assert_eq!((held.status, &held.body["state_text"]), (200, &json!("已挂单")), "{}", held.text);
    let refused = settle(&counter.till, &quoted.body, &[("cash", 9_000)], json!({})).await;
    assert_eq!((refused.status, refused.code()), (409, "sale_wrong_state"));
    let waiting = counter.till.get("/v1/till/sales?state=held").await;
    assert_eq!(&waiting.body["items"][0]["id"], sale);
    // Another store's till has nothing to do with it.
    let elsewhere = shop.clerk("clerk2", "T02").await;
    assert_eq!(press(&elsewhere, sale, "resume").await.code(), "sale_of_another_till");
    shop.town.advance(Duration::from_secs(3600));
    let back = press(&counter.till, sale, "resume").await;
    assert_eq!((back.status, &back.body["payable"]), (200, &json!(9_000)), "{}", back.text);
    let ended = press(&counter.till, sale, "cancel").await;
    assert_eq!(ended.body["state"], "cancelled");
    for verb in ["hold", "resume", "cancel"] {
        assert_eq!(press(&counter.till, sale, verb).await.code(), "sale_wrong_state", "{verb}");
    }
    let again = counter.quote(&[hundred()], json!({ "coupon": id })).await;
    assert_eq!(again.status, 201, "the coupon is free: {}", again.text);
}

#[tokio::test]
async fn a_receipt_is_found_by_its_number_or_its_card_and_voided_at_home_only_pos_02() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let paid = counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    let (sale, order) = (&paid.body["sale"], text(&paid.body["order_no"]));
    let elsewhere = shop.clerk("clerk2", "T02").await;
    for query in [format!("order_no={order}"), format!("card={}", counter.card.id)] {
        let found = elsewhere.get(&format!("/v1/till/sales?{query}")).await;
        assert_eq!(&found.body["items"][0]["id"], sale, "{query}");
    }
    assert_eq!(elsewhere.get("/v1/till/sales").await.body["items"], json!([]));
    let refused = elsewhere.get("/v1/till/sales?order_no=%E5%8D%95%E5%8F%B7").await;
    assert_eq!((refused.status, refused.code()), (422, "order_no_malformed"));
    let path = format!("/v1/till/sales/{}/void", text(sale));
    let void = json!({ "refund_no": fresh("void"), "reason": "录错了" });
    let refused = elsewhere.post_once(&path, &fresh("void"), &void).await;
    assert_eq!((refused.status, refused.code()), (409, "void_too_late"));
    shop.town.advance(Duration::from_secs(24 * 3600));
    let till = shop.clerk("clerk", "T01").await;
    let refused = till.post_once(&path, &fresh("void"), &void).await;
    assert_eq!((refused.status, refused.code()), (409, "void_too_late"));
    // A refund's number is used once, for ever, whatever the key (E5).
    let half = json!({ "refund_no": "r-1", "amount": 100 });
    assert_eq!(refund(&till, sale, half.clone()).await.status, 201);
    let twice = refund(&till, sale, half).await;
    assert_eq!((twice.status, twice.code()), (409, "refund_no_taken"));
}

#[tokio::test]
async fn a_sale_of_free_goods_is_voided_only_while_all_of_them_are_gone_e10() {
    let shop = Shop::open().await;
    let till = shop.clerk("clerk", "T01").await;
    let quoted = quote(&till, &[typed(0), typed(0)], json!({})).await;
    let paid = settle(&till, &quoted.body, &[], json!({})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let sale = &paid.body["sale"];
    let done = refund(&till, sale, json!({ "lines": [{ "line": 1, "quantity": 1000 }] })).await;
    assert_eq!((done.status, &done.body["amount"]), (201, &json!(0)), "{}", done.text);
    let path = format!("/v1/till/sales/{}/void", text(sale));
    let void = json!({ "refund_no": fresh("void"), "reason": "录错了" });
    let refused = till.post_once(&path, &fresh("void"), &void).await;
    assert_eq!((refused.status, refused.code()), (409, "void_too_late"), "{}", refused.text);
}

#[tokio::test]
async fn bad_codes_count_at_a_settle_as_they_do_at_a_scan_d5() {
    let shop = Shop::open().await;
    let till = shop.clerk("clerk", "T01").await;
    let quoted = quote(&till, &[hundred()], json!({})).await.body;
    let ways = [("cash", 10_000)];
    for _ in 0..30 {
        let refused = settle(&till, &quoted, &ways, json!({ "code": "12345" })).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
    }
    let locked = settle(&till, &quoted, &ways, json!({ "code": "12345" })).await;
    assert_eq!((locked.status, locked.code()), (429, "terminal_locked"));
    let locked = quote(&till, &[hundred()], json!({ "scan": "13800000001" })).await;
    assert_eq!((locked.status, locked.code()), (429, "terminal_locked"));
}

#[tokio::test]
async fn a_code_shown_before_its_card_was_lost_and_reissued_pays_nothing_d7_crd_04() {
    let shop = Shop::with_nodes(2).await;
    let counter = Counter::open(&shop).await;
    counter.fill((20_000, 0, 0)).await;
    let order = fresh("order");
    let quoted = counter.quote(&[hundred()], json!({ "order_no": order })).await;
    assert_eq!(quoted.body["member"]["code_shown"], true, "{}", quoted.text);
    let office = shop.owner().await;
    for verb in ["lose", "reissue"] {
        let path = format!("/v1/office/cards/{}/{verb}", counter.card.id);
        let done = office.post_once(&path, &fresh(verb), &json!({})).await;
        assert_eq!(done.status, 200, "{}", done.text);
    }
    let ways = [("stored_value", 10_000)];
    let refused = settle(&counter.till, &quoted.body, &ways, json!({})).await;
    assert_eq!((refused.status, refused.code()), (409, "member_code_needed"), "{}", refused.text);
    let card = json!({ "order_no": order, "card": counter.card.id });
    let again = quote(&counter.till, &[hundred()], card).await;
    assert_eq!(again.body["member"]["code_shown"], false, "{}", again.text);
    // A node that has just seen the member remembers the old card for a moment.
    let phone = shop.phone_at(1, "p1");
    phone.sign_in("snsapi_base").await;
    let code = phone.shown_code().await;
    let paid = settle(&counter.till, &again.body, &ways, json!({ "code": code })).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
}

#[tokio::test]
async fn who_buys_is_scanned_or_named_and_not_both() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let refused = counter.quote(&[hundred()], json!({ "card": counter.card.id })).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
}

#[tokio::test]
async fn no_number_that_is_no_amount_gets_in_e7() {
    let shop = Shop::open().await;
    let till = shop.clerk("clerk", "T01").await;
    for price in ["-1", "0.1", "1e3", "\"１２\"", "\"100\"", "NaN", "9223372036854775808", "null"]
    {
        let text = format!(
            r#"{{"order_no":"x","lines":[{{"name":"x","price":{price},"quantity":1000}}]}}"#
        );
        let ask = till.ask(reqwest::Method::POST, "/v1/till/quotes");
        let ask = ask.header("idempotency-key", fresh("bad"));
        let ask = ask.header("content-type", "application/json").body(text);
        let refused = crate::town::send(ask).await;
        assert_eq!(refused.status, 422, "{price}: {}", refused.text);
    }
    let most = json!({ "name": "x", "price": 10_000_000_000i64, "quantity": 9_999_999 });
    assert_eq!(quote(&till, &[most], json!({})).await.code(), "amount_too_large");
}

/// Written into the room's plaque.
const STATEMENTS: u64 = 17;

#[tokio::test]
async fn a_settle_with_everything_takes_so_many_statements() {
    let count = Arc::new(AtomicU64::new(0));
    let town = Town::with(Plan { statements: Some(count.clone()), ..Plan::default() }).await;
    let shop = Shop::of(town);
    let counter = Counter::open(&shop).await;
    counter.set_program(Kind::Redeem, RATIO).await;
    counter.fill((100_000, 5_000, 1_000)).await;
    // What ¥200 buys: one thing, or a hundred.
    let carts = [vec![typed(20_000)], vec![typed(200); 100]];
    let mut taken = [vec![], vec![]];
    for at in [0, 1, 0, 1, 0, 1] {
        let id = coupon(counter.app(), &counter.card, 1_000, None).await;
        let more = json!({ "coupon": id, "points": "100" });
        let quoted = counter.quote(&carts[at], more).await;
        let before = count.load(Ordering::SeqCst);
        let ways = [("stored_value", 10_000), ("cash", 8_000)];
        let paid = settle(&counter.till, &quoted.body, &ways, json!({})).await;
        assert_eq!(paid.status, 200, "{}", paid.text);
        taken[at].push(count.load(Ordering::SeqCst) - before);
        shop.town.advance(Duration::from_secs(60));
    }
    // The first opens accounts and lots; and whatever a node remembers, it asks for now and then.
    let least = taken.each_ref().map(|taken| taken.iter().min().copied());
    assert_eq!(least, [Some(STATEMENTS); 2], "{taken:?}");
    let settled = journal::Entity::find().filter(journal::Column::Kind.eq(journal::Kind::Settle));
    assert_eq!(settled.count(&counter.app().db).await.unwrap(), 6);
}
