//! Sales under many hands: each race with its exact result.
use std::time::Duration;

use entity::{
    code_use, entry,
    ids::SaleId,
    refund, sale, sale_line, sale_tender,
    values::{Fen, Points},
};
use futures_util::future::{join, join_all, join4};
use kabao::code;
use sea_orm::{IntoActiveModel, entity::prelude::*};
use serde_json::{Value, json};

use crate::{
    counter::{
        Counter, coupon, fill, fresh, has, hundred, press, quote, refund as give_back, settle,
        tenders, typed,
    },
    crowd,
    people::{Shop, text},
    town::{Person, Reply},
};

fn done(replies: &[Reply]) -> usize {
    replies.iter().filter(|reply| reply.status < 300).count()
}

#[tokio::test]
async fn one_code_at_two_tills_of_two_nodes_pays_once_d2() {
    const CODES: usize = 100;
    let shop = Shop::with_nodes(2).await;
    let counter = Counter::open(&shop).await;
    let other = shop.clerk("clerk2", "T02").await.at(&shop.town.nodes[1].address);
    counter.fill((1_000_000, 0, 0)).await;
    for _ in 0..CODES {
        let scan = json!({ "scan": counter.member.shown_code().await });
        let (here, there) = join(
            quote(&counter.till, &[hundred()], scan.clone()),
            quote(&other, &[hundred()], scan),
        )
        .await;
        let ways = [("stored_value", 10_000)];
        let (here, there) = join(
            settle(&counter.till, &here.body, &ways, json!({})),
            settle(&other, &there.body, &ways, json!({})),
        )
        .await;
        let replies = [here, there];
        assert_eq!(done(&replies), 1, "{} {}", replies[0].text, replies[1].text);
        let refused = replies.iter().find(|reply| reply.status >= 300).unwrap();
        assert_eq!((refused.status, refused.code()), (409, "code_used"));
        shop.town.advance(Duration::from_secs(30));
    }
    assert_eq!(counter.has().await[0], 0);
    assert_eq!(code_use::Entity::find().count(&counter.app().db).await.unwrap(), CODES as u64);
}

#[tokio::test]
async fn a_hundred_settles_of_balances_for_fifty_pay_fifty_e6_p6_p7_p8_p40() {
    let shop = Shop::with_nodes(2).await;
    let counter = Counter::open(&shop).await;
    for enough_for in [12, 13, 12, 13] {
        counter.fill((100 * enough_for, 0, 0)).await;
        let mut quotes = vec![];
        for _ in 0..25 {
            quotes.push(counter.quote(&[typed(100)], json!({})).await.body);
            // A code of its own for each.
            shop.town.advance(Duration::from_secs(30));
        }
        let ways = [("stored_value", 100)];
        let pay = |(at, quoted): (usize, Value)| {
            let till = counter.till.at(&shop.town.nodes[at % 2].address);
            async move { settle(&till, &quoted, &ways, json!({})).await }
        };
        let replies = join_all(quotes.into_iter().enumerate().map(pay)).await;
        assert_eq!(done(&replies) as i64, enough_for);
        assert!(replies.iter().all(|reply| reply.status == 200 || reply.status == 409));
        assert_eq!(counter.has().await[0], 0);
    }
}

#[tokio::test]
async fn of_two_sales_that_count_on_one_coupon_one_gets_it_e14_p29() {
    let shop = Shop::with_nodes(2).await;
    let counter = Counter::open(&shop).await;
    let other = shop.clerk("clerk2", "T02").await.at(&shop.town.nodes[1].address);
    for _ in 0..20 {
        let id = coupon(counter.app(), &counter.card, 1_000, None).await;
        let ask = json!({ "scan": counter.member.shown_code().await, "coupon": id });
        let (here, there) =
            join(quote(&counter.till, &[hundred()], ask.clone()), quote(&other, &[hundred()], ask))
                .await;
        let replies = [here, there];
        assert_eq!(done(&replies), 1, "{} {}", replies[0].text, replies[1].text);
        let (till, quoted) = match replies[0].status {
            201 => (&counter.till, &replies[0].body),
            _ => (&other, &replies[1].body),
        };
        let paid = settle(till, quoted, &[("cash", 9_000)], json!({})).await;
        assert_eq!(paid.status, 200, "{}", paid.text);
        shop.town.advance(Duration::from_secs(60));
    }
}

/// A guest's sale of ¥100 in cash, as its rows are.
fn paid_rows(shop: &Shop, till: &entity::terminal::Model) -> (sale::Model, sale_line::Model) {
    let (world, fen) = (&shop.app().world, Fen(10_000));
    let sale = sale::Model {
        id: world.id(),
        merchant_id: till.merchant_id,
        store_id: till.store_id,
        terminal_id: till.id,
        operator_id: world.id(),
        order_no: fresh("row"),
        state: sale::State::Settled,
        card_id: None,
        member_id: None,
        code_window: None,
        coupon_id: None,
        hash: vec![0; 32],
        cart: "{}".to_owned(),
        priced: "{}".to_owned(),
        list_total: fen,
        payable: fen,
        points_spent: Points::ZERO,
        points_from: None,
        points_earned: Points::ZERO,
        growth_earned: Points::ZERO,
        paid: fen,
        refunded: Fen(0),
        expires_at: world.now(),
        created_at: world.now(),
        settled_at: Some(world.now()),
    };
    let line = sale_line::Model {
        sale_id: sale.id,
        line: 1,
        merchant_id: sale.merchant_id,
        goods_id: None,
        category_id: None,
        name: "散装饼干".to_owned(),
        quantity: 1000,
        returned: 0,
        list: fen,
        paid: fen,
    };
    (sale, line)
}

async fn paid(shop: &Shop) -> Value {
    let db = &shop.app().db;
    let till = entity::terminal::Entity::find().one(db).await.unwrap().unwrap();
    let (sale, line) = paid_rows(shop, &till);
    let tender = sale_tender::Model {
        sale_id: sale.id,
        kind: sale_tender::Kind::Cash,
        merchant_id: sale.merchant_id,
        amount: sale.paid,
        refunded: Fen(0),
    };
    let id = json!(sale.id);
    sale::Entity::insert(sale.into_active_model()).exec_without_returning(db).await.unwrap();
    sale_line::Entity::insert(line.into_active_model()).exec_without_returning(db).await.unwrap();
    let insert = sale_tender::Entity::insert(tender.into_active_model());
    insert.exec_without_returning(db).await.unwrap();
    id
}

#[tokio::test]
async fn of_two_refunds_of_sixty_on_a_hundred_one_goes_through_a_thousand_times_e8() {
    const ROUNDS: usize = 125;
    const AT_ONCE: usize = 8;
    let shop = Shop::with_nodes(2).await;
    let till = shop.clerk("clerk", "T01").await;
    let other = till.at(&shop.town.nodes[1].address);
    let pair = async |till: &Person, other: &Person| {
        let sale = paid(&shop).await;
        let sixty = json!({ "amount": 6_000 });
        let (one, two) =
            join(give_back(till, &sale, sixty.clone()), give_back(other, &sale, sixty)).await;
        let replies = [one, two];
        assert_eq!(done(&replies), 1, "{} {}", replies[0].text, replies[1].text);
        let refused = replies.iter().find(|reply| reply.status >= 300).unwrap();
        assert_eq!((refused.code(), &refused.body["left"]), ("refund_too_much", &json!(4_000)));
    };
    for _ in 0..ROUNDS {
        join_all((0..AT_ONCE).map(|_| pair(&till, &other))).await;
    }
    let refunds = refund::Entity::find().count(&shop.app().db).await.unwrap();
    assert_eq!(refunds, (ROUNDS * AT_ONCE) as u64);
    let over = sale::Entity::find().filter(sale::Column::Refunded.ne(6_000));
    assert_eq!(over.count(&shop.app().db).await.unwrap(), 0);
}

#[tokio::test]
async fn a_hundred_small_refunds_at_once_never_give_more_than_was_paid_e8() {
    let shop = Shop::with_nodes(2).await;
    let till = shop.clerk("clerk", "T01").await;
    let sale = paid(&shop).await;
    let pieces = (0..100).map(|at| {
        let till = till.at(&shop.town.nodes[at % 2].address);
        let sale = sale.clone();
        async move { give_back(&till, &sale, json!({ "amount": 300 })).await }
    });
    let replies = join_all(pieces).await;
    assert_eq!(done(&replies), 33);
    assert!(replies.iter().all(|reply| reply.status < 300 || reply.code() == "refund_too_much"));
}

#[tokio::test]
async fn of_settle_and_cancel_and_of_void_and_refund_one_wins_e10() {
    let shop = Shop::with_nodes(2).await;
    let till = shop.clerk("clerk", "T01").await;
    let other = till.at(&shop.town.nodes[1].address);
    for _ in 0..20 {
        let quoted = quote(&till, &[hundred()], json!({})).await.body;
        let id = &quoted["sale"];
        let (paid, ended) = join(
            settle(&till, &quoted, &[("cash", 10_000)], json!({})),
            press(&other, id, "cancel"),
        )
        .await;
        let replies = [paid, ended];
        assert_eq!(done(&replies), 1, "{} {}", replies[0].text, replies[1].text);
        if replies[0].status != 200 {
            continue;
        }
        let path = format!("/v1/till/sales/{}/void", text(id));
        let void = json!({ "refund_no": fresh("void"), "reason": "录错了" });
        let key = fresh("void");
        let (voided, back) = join(
            till.post_once(&path, &key, &void),
            give_back(&other, id, json!({ "amount": 100 })),
        )
        .await;
        let replies = [voided, back];
        assert_eq!(done(&replies), 1, "{} {}", replies[0].text, replies[1].text);
    }
    let sales = sale::Entity::find().all(&shop.app().db).await.unwrap();
    for sale in sales {
        let (id, state) = (sale.id, sale.state);
        let back = match state {
            sale::State::Voided => Fen(10_000),
            // The refund won.
            sale::State::Settled => Fen(100),
            _ => Fen::ZERO,
        };
        assert_eq!(sale.refunded, back, "{id} {state:?}");
    }
}

/// What each of four who come at once may be told, and what the sale then is.
async fn race(counter: &Counter<'_>, quoted: &Value, shop: &Shop) -> ([Reply; 4], sale::Model) {
    let here = &counter.till;
    let other = here.at(&shop.town.nodes[1].address);
    let id = &quoted["sale"];
    let path = format!("/v1/till/sales/{}/void", text(id));
    let void = json!({ "refund_no": fresh("void"), "reason": "录错了" });
    let key = fresh("void");
    let ways = [("stored_value", 6_000), ("cash", 4_000)];
    let (paid, ended, voided, back) = join4(
        settle(here, quoted, &ways, json!({})),
        press(&other, id, "cancel"),
        here.post_once(&path, &key, &void),
        give_back(&other, id, json!({ "all": true })),
    )
    .await;
    let sale = sale::Entity::find_by_id(text(id).parse::<SaleId>().unwrap());
    let sale = sale.one(&counter.app().db).await.unwrap().unwrap();
    ([paid, ended, voided, back], sale)
}

#[tokio::test]
async fn of_settle_cancel_void_and_refund_at_once_each_has_its_exact_result_e10() {
    const ROUNDS: i64 = 40;
    let shop = Shop::with_nodes(2).await;
    let counter = Counter::open(&shop).await;
    counter.fill((6_000 * ROUNDS, 0, 0)).await;
    for _ in 0..ROUNDS {
        let quoted = counter.quote(&[hundred()], json!({})).await.body;
        let (first, sale) = race(&counter, &quoted, &shop).await;
        let went = |replies: &[Reply; 4]| replies.each_ref().map(|reply| reply.status < 300);
        let (state, refunded) = match went(&first) {
            [true, false, false, false] => (sale::State::Settled, 0),
            [true, false, true, false] => (sale::State::Voided, 10_000),
            [true, false, false, true] => (sale::State::Settled, 10_000),
            [false, true, false, false] => (sale::State::Cancelled, 0),
            other => panic!("{other:?}"),
        };
        assert_eq!((sale.state, sale.refunded), (state, Fen(refunded)));
        let why = ["sale_wrong_state", "void_too_late", "nothing_to_refund"];
        let refused = first.iter().filter(|reply| reply.status >= 300);
        assert!(refused.clone().all(|no| no.status == 409 && why.contains(&no.code())));
        if (state, refunded) == (sale::State::Settled, 0) {
            // Now it is paid for certain, of the rest one more can win: void, or refund.
            let (second, sale) = race(&counter, &quoted, &shop).await;
            let state = match went(&second) {
                [false, false, true, false] => sale::State::Voided,
                [false, false, false, true] => sale::State::Settled,
                other => panic!("{other:?}"),
            };
            assert_eq!((sale.state, sale.refunded), (state, Fen(10_000)));
        }
        // Whoever won, all of it is where it was.
        assert_eq!(counter.has().await, [6_000 * ROUNDS, 0, 0, 0]);
        shop.town.advance(Duration::from_secs(30));
    }
}

#[tokio::test]
async fn of_two_refunds_of_sixty_on_a_members_hundred_one_goes_through_a_thousand_times_e8_e9() {
    const ROUNDS: i64 = 125;
    const AT_ONCE: usize = 8;
    let shop = Shop::with_nodes(2).await;
    let app = shop.app();
    let till = shop.clerk("clerk", "T01").await;
    let other = till.at(&shop.town.nodes[1].address);
    let cards = crowd::members(app, 0, AT_ONCE as u64).await;
    for card in &cards {
        fill(app, card, (4_000 * ROUNDS, 1_000 * ROUNDS, 0)).await;
    }
    let sale = async |card: &entity::card::Model| {
        let shown = code::show(app, card.merchant_id, card).await.unwrap().code;
        let quoted = quote(&till, &[hundred()], json!({ "scan": shown })).await;
        let ways = [("stored_value", 5_000), ("cash", 5_000)];
        let paid = settle(&till, &quoted.body, &ways, json!({})).await;
        assert_eq!(paid.status, 200, "{}", paid.text);
        let (id, sixty) = (&quoted.body["sale"], json!({ "amount": 6_000 }));
        let (one, two) =
            join(give_back(&till, id, sixty.clone()), give_back(&other, id, sixty)).await;
        let replies = [one, two];
        assert_eq!(done(&replies), 1, "{} {}", replies[0].text, replies[1].text);
        let back = replies.iter().find(|reply| reply.status < 300).unwrap();
        let amounts: Vec<_> = back.body["tenders"].as_array().unwrap().iter().collect();
        let amounts: Vec<_> = amounts.iter().map(|back| (&back["kind"], &back["amount"])).collect();
        // What was paid last comes back first.
        let (cash, stored) = (json!("cash"), json!("stored_value"));
        assert_eq!(amounts, [(&cash, &json!(5_000)), (&stored, &json!(1_000))]);
        let refused = replies.iter().find(|reply| reply.status >= 300).unwrap();
        assert_eq!((refused.code(), &refused.body["left"]), ("refund_too_much", &json!(4_000)));
    };
    for _ in 0..ROUNDS {
        join_all(cards.iter().map(&sale)).await;
        shop.town.advance(Duration::from_secs(30));
    }
    for card in &cards {
        // Of each sale ¥40 of stored value, and what ¥40 earned, stay away or there.
        let [principal, gift, points, growth] = has(app, card).await;
        assert_eq!(principal + gift, 1_000 * ROUNDS);
        assert_eq!((points, growth), (400_000 * ROUNDS, 400_000 * ROUNDS));
    }
    let refunds = refund::Entity::find().count(&app.db).await.unwrap();
    assert_eq!(refunds, ROUNDS as u64 * AT_ONCE as u64);
}

#[tokio::test]
async fn a_thousand_copies_of_one_settle_are_one_sale_e1() {
    let shop = Shop::with_nodes(2).await;
    let counter = Counter::open(&shop).await;
    counter.fill((20_000, 0, 0)).await;
    let quoted = counter.quote(&[hundred()], json!({})).await.body;
    let ask = json!({ "hash": quoted["hash"], "tenders": tenders(&[("stored_value", 10_000)]) });
    let path = format!("/v1/till/sales/{}/settle", text(&quoted["sale"]));
    let mut answers = std::collections::HashSet::new();
    for _ in 0..20 {
        let copies = (0..50).map(|at| {
            let till = counter.till.at(&shop.town.nodes[at % 2].address);
            let (path, ask) = (path.clone(), ask.clone());
            async move { till.post_once(&path, "copies", &ask).await }
        });
        for reply in join_all(copies).await {
            assert_eq!(reply.status, 200, "{}", reply.text);
            answers.insert(reply.text);
        }
    }
    assert_eq!(answers.len(), 1);
    assert_eq!(counter.has().await[0], 10_000);
    let spent = entry::Entity::find().filter(entry::Column::Book.eq(entity::account::Book::Spent));
    assert_eq!(spent.count(&counter.app().db).await.unwrap(), 1);
}
