//! Several who come at once to what is set aside: each race with its exact result.
use futures_util::future::join;
use kabao::proof;
use serde_json::{Value, json};

use crate::{
    counter::{fresh, quote, refund, settle, typed},
    people::text,
    town::Reply,
    value::{Counter, refused},
};

const ROUNDS: i64 = 20;

impl Counter {
    /// At this node, under a key of its own.
    async fn ends_at(&self, node: usize, hold: &str, how: &str, amount: Option<i64>) -> Reply {
        let body = amount.map_or(json!({}), |amount| json!({ "amount": amount }));
        let path = format!("/v1/till/holds/{hold}/{how}");
        let clerk = self.clerk.at(&self.shop.town.nodes[node].address);
        clerk.post_once(&path, &fresh("end"), &body).await
    }

    /// What is left of three and one when so much was taken, a quarter of it from the gift; and the
    /// books say so.
    async fn has_left_after(&self, taken: i64) {
        assert_eq!(self.has().await, (300_000 - taken * 3 / 4, 100_000 - taken / 4, 0));
    }

    async fn is_proven(&self) {
        self.adds_up().await;
        let report = proof::run(&self.shop.town.app, self.merchant).await.unwrap();
        assert!(report.green, "{}", report.first_bad().map(ToString::to_string).unwrap());
    }
}

/// Which of two went through. The other heard that the hold is over.
fn winner(replies: &[Reply; 2]) -> usize {
    let won = usize::from(replies[0].status != 200);
    assert_eq!(replies[won].status, 200, "{} {}", replies[0].text, replies[1].text);
    refused(&replies[1 - won], 409, "hold_over");
    won
}

#[tokio::test]
async fn of_two_captures_of_one_hold_one_takes_its_amount_e6_e10() {
    let counter = Counter::open().await;
    counter.three_and_one().await;
    let mut taken = 0;
    for round in 0..ROUNDS {
        let held = counter.holds(&format!("H{round}"), 4_000, 60).await;
        let hold = text(&held.body["id"]);
        let amounts = [2_000, 3_200];
        let (here, there) = join(
            counter.ends_at(0, &hold, "capture", Some(amounts[0])),
            counter.ends_at(1, &hold, "capture", Some(amounts[1])),
        )
        .await;
        taken += amounts[winner(&[here, there])];
        counter.has_left_after(taken).await;
    }
    counter.is_proven().await;
}

#[tokio::test]
async fn of_capture_and_release_one_ends_the_hold_e10() {
    let counter = Counter::open().await;
    counter.three_and_one().await;
    let mut taken = 0;
    for round in 0..ROUNDS {
        let held = counter.holds(&format!("H{round}"), 4_000, 60).await;
        let hold = text(&held.body["id"]);
        // Whoever comes first by a hair is not always the same.
        let (first, second) = if round % 2 == 0 { (0, 1) } else { (1, 0) };
        let ways = ["capture", "release"];
        let (one, other) = join(
            counter.ends_at(first, &hold, ways[first], None),
            counter.ends_at(second, &hold, ways[second], None),
        )
        .await;
        let won = [first, second][winner(&[one, other])];
        taken += [4_000, 0][won];
        counter.has_left_after(taken).await;
    }
    counter.is_proven().await;
}

/// All that there is, wanted by a sale and to be set aside, each with a code of its own.
#[tokio::test]
async fn of_hold_and_settle_one_gets_the_last_fen_e6_p8() {
    const ALL: i64 = 400_000;
    let counter = Counter::open().await;
    counter.three_and_one().await;
    let (phone, town) = (counter.shop.phone("p1").await, &counter.shop.town);
    let there = counter.clerk.at(&town.nodes[1].address);
    for round in 0..ROUNDS {
        let half_minute = std::time::Duration::from_secs(30);
        town.advance(half_minute);
        let shown = json!({ "scan": phone.shown_code().await });
        let quoted = quote(&there, &[typed(ALL)], shown).await;
        assert_eq!(quoted.status, 201, "{}", quoted.text);
        town.advance(half_minute);
        let scan = phone.shown_code().await;
        let order_no = format!("H{round}");
        let (held, paid) = join(
            counter.holds_by(&scan, &order_no, ALL, 60),
            settle(&there, &quoted.body, &[("stored_value", ALL)], json!({})),
        )
        .await;
        match (held.status, paid.status) {
            (201, _) => {
                refused(&paid, 409, "stored_value_insufficient");
                assert_eq!(counter.has().await, (0, 0, ALL));
                let freed = counter.ends_at(1, &text(&held.body["id"]), "release", None).await;
                assert_eq!(freed.status, 200, "{}", freed.text);
            }
            (_, 200) => {
                refused(&held, 409, "stored_value_insufficient");
                assert_eq!(counter.has().await, (0, 0, 0));
                let sale: &Value = &paid.body["sale"];
                let back = refund(&there, sale, json!({ "all": true })).await;
                assert_eq!(back.status, 201, "{}", back.text);
            }
            _ => panic!("{} {}", held.text, paid.text),
        }
        counter.has_left_after(0).await;
    }
    counter.is_proven().await;
}
