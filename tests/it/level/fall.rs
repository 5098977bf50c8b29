//! What the day after the last one does.
use entity::{
    account::Book,
    card,
    ids::JournalId,
    journal::Kind,
    level_change::Cause,
    values::{Fen, Points, Timestamp},
};
use kabao::{
    app::Tx,
    error::Result,
    ledger::{self, Into, Leg, OutOf, Place, Sum},
    level::{self, Event},
    world::World,
};
use serde_json::{Value, json};

use super::Steps;

/// 金卡 since now, by hand.
async fn gold(program: Value) -> Steps {
    let steps = Steps::open().await;
    steps.usual(program).await;
    let ask = json!({ "level": steps.level("3").await.to_string(), "reason": "测试" });
    let path = format!("/v1/office/cards/{}/level", steps.card);
    let given = steps.owner.post_once(&path, "gold", &ask).await;
    assert_eq!(given.status, 200, "{}", given.text);
    steps
}

#[tokio::test]
async fn growth_of_the_term_is_counted_on_the_day_after_its_last_lvl_13_lvl_14() {
    let steps = gold(json!({ "upgrade": "growth", "expiry": { "by": "recompute" } })).await;
    let end = steps.row().await.level_until.expect("an end");
    assert_eq!(end, steps.now().midnight_in(365));
    steps.shop.town.advance(std::time::Duration::from_secs(1));
    steps.grow(1500).await;
    steps.wait_for(end.plus_ms(-1));
    assert_eq!(steps.night().await, 0);
    steps.wait_for(end);
    assert_eq!(steps.night().await, 1);
    assert_eq!(steps.name().await, "银卡");
    let row = steps.row().await;
    assert_eq!((row.level_since, row.level_until), (end, Some(end.midnight_in(365))));
    let last = steps.changes().await.pop().expect("a change");
    assert_eq!(last.cause, Cause::Recomputed);
    assert!(last.why.contains("有效期内成长值 1,500"), "{}", last.why);
}

#[tokio::test]
async fn points_that_were_spent_count_for_the_term_lvl_15() {
    let steps = gold(json!({ "upgrade": "points", "expiry": { "by": "recompute" } })).await;
    let end = steps.row().await.level_until.expect("an end");
    steps.shop.town.advance(std::time::Duration::from_secs(1));
    steps.earn(3000).await;
    steps.redeem(2900).await;
    // A year and two days later the till comes first, and the night finds nothing to do.
    steps.wait_for(end.midnight_in(2));
    steps.touch().await;
    assert_eq!((steps.name().await.as_str(), steps.night().await), ("金卡", 0));
    assert_eq!(steps.changes().await.pop().expect("a change").cause, Cause::Renewed);
    // Nothing came in the second term.
    steps.wait_for(end.midnight_in(366));
    assert_eq!(steps.night().await, 1);
    assert_eq!(steps.name().await, "普通卡");
}

#[tokio::test]
async fn a_fixed_level_and_a_balance_are_fallen_to_lvl_17_lvl_18() {
    let fixed = gold(json!({ "upgrade": "points", "expiry": { "by": "fixed" } })).await;
    fixed.wait_for(fixed.row().await.level_until.expect("an end"));
    assert_eq!(fixed.night().await, 1);
    assert_eq!(fixed.name().await, "普通卡");
    assert_eq!(fixed.row().await.level_until, None);

    let steps = gold_by_balance().await;
    steps.wait_for(steps.row().await.level_until.expect("an end"));
    steps.night().await;
    assert_eq!(steps.name().await, "普通卡");
    assert_eq!(steps.changes().await.pop().expect("a change").cause, Cause::Balance);
}

/// 金卡 since now, as long as there are ¥1000 on it.
async fn gold_by_balance() -> Steps {
    let steps = Steps::open().await;
    let step = |at_least: i64, level: String| json!({ "at_least": at_least, "level": level });
    let (low, high) = (steps.level("2").await.to_string(), steps.level("3").await.to_string());
    let ranges = json!([step(0, low), step(100_000, high.clone())]);
    let expiry = json!({ "by": "balance", "steps": ranges });
    steps.usual(json!({ "upgrade": "recharge", "expiry": expiry })).await;
    let path = format!("/v1/office/cards/{}/level", steps.card);
    let ask = json!({ "level": high, "reason": "测试" });
    assert_eq!(steps.owner.post_once(&path, "gold", &ask).await.status, 200);
    steps
}

/// Nobody looks at the card's midnights.
async fn only_move(tx: &Tx, world: &World, (card, leg): (card::Model, Leg)) -> Result<()> {
    let mut holdings = ledger::lock(tx, card.merchant_id, card.id).await?;
    let cause = ledger::Cause {
        kind: Kind::Settle,
        business_key: world.id::<JournalId>().to_string(),
        subject: card.id.0,
        place: Place::default(),
        reason: "测试".to_owned(),
    };
    ledger::post(tx, world, &mut holdings, cause, vec![leg]).await.map(drop)
}

fn money(sum: Sum, expires_at: Option<Timestamp>) -> Leg {
    let into = Into::Lot { source: uuid::Uuid::nil(), expires_at };
    Leg::Credit { sum, from: Book::Paid, into }
}

#[tokio::test]
async fn what_was_there_at_midnight_is_judged_whoever_spends_before_the_night_comes_lvl_18_f18() {
    let steps = gold_by_balance().await;
    let app = &steps.shop.town.app;
    let moves = async |leg: Leg| {
        app.transact(only_move, (steps.row().await, leg)).await.unwrap();
    };
    let end = steps.row().await.level_until.expect("an end");
    moves(money(Sum::principal(Fen(99_999)), None)).await;
    moves(money(Sum::gift(Fen(1)), Some(end.plus_ms(60_000)))).await;
    // It is gone when the level ends.
    moves(money(Sum::gift(Fen(50_000)), Some(end))).await;
    steps.wait_for(end.plus_ms(300_000));
    let spent = Sum::principal(Fen(60_000));
    moves(Leg::Debit { sum: spent, to: Book::Spent, out_of: OutOf::Soonest }).await;
    let over = ledger::Expired { merchant: steps.row().await.merchant_id, card: steps.card };
    assert_eq!(app.transact(ledger::lapse, over).await.unwrap(), 2);
    assert_eq!(steps.night().await, 1);
    let last = steps.changes().await.pop().expect("a change");
    assert_eq!((steps.name().await.as_str(), last.cause), ("金卡", Cause::Renewed));
    assert!(last.why.contains("储值余额 ¥1,000"), "{}", last.why);
    // And what came in after the next midnight is too late for it.
    let next = steps.row().await.level_until.expect("an end");
    steps.wait_for(next);
    moves(money(Sum::principal(Fen(90_000)), None)).await;
    assert_eq!(steps.night().await, 1);
    assert_eq!(steps.name().await, "普通卡");
}

/// fuint saves the whole row of whoever is looked at after their level has ended.
#[tokio::test]
async fn whoever_looks_past_a_levels_end_writes_nothing_p9() {
    let steps = gold(json!({ "upgrade": "growth", "expiry": { "by": "recompute" } })).await;
    let end = steps.row().await.level_until.expect("an end");
    steps.wait_for(end.plus_ms(60_000));
    let shop = &steps.shop;
    let (owner, phone) = (shop.owner().await, shop.phone("p1").await);
    let till = shop.clerk("clerk", "T01").await;
    let before = (steps.row().await, steps.changes().await);
    for path in ["/me", "/cards", "/benefits", "/code"] {
        assert_eq!(phone.get(path).await.status, 200, "{path}");
    }
    let card = format!("/v1/office/cards/{}/level", steps.card);
    assert_eq!(owner.get(&card).await.status, 200);
    let scan = json!({ "scan": before.0.number });
    assert_eq!(till.post("/v1/till/identify", &scan).await.status, 200);
    assert_eq!((steps.row().await, steps.changes().await), before);
    assert_eq!(steps.night().await, 1, "it is the night's to write");
    assert_eq!(steps.name().await, "普通卡");
}

/// Golden case 5.
#[tokio::test]
async fn a_year_with_a_fen_spent_is_extended_and_one_without_takes_one_step_lvl_20_lvl_21() {
    let expiry = json!({ "by": "anniversary_step_down" });
    let steps = gold(json!({ "upgrade": "none", "expiry": expiry })).await;
    let began = steps.now();
    let year = |n: i32| {
        let date = began.date();
        let months = chrono::Months::new(12 * n as u32);
        Timestamp::start_of(date.checked_add_months(months).unwrap())
    };
    steps.shop.town.advance(std::time::Duration::from_secs(60));
    steps.buy(1).await;
    for (n, name, cause) in [
        (1, "金卡", Cause::Extended),
        (2, "银卡", Cause::SteppedDown),
        (3, "普通会员", Cause::SteppedDown),
        (4, "普通卡", Cause::SteppedDown),
        (5, "普通卡", Cause::Renewed),
    ] {
        steps.wait_for(year(n).plus_ms(-1));
        assert_eq!(steps.night().await, 0, "{n}");
        steps.wait_for(year(n));
        assert_eq!(steps.night().await, 1, "{n}");
        let last = steps.changes().await.pop().expect("a change");
        assert_eq!((steps.name().await.as_str(), last.cause), (name, cause), "{n}");
        assert_eq!(steps.row().await.level_until, Some(year(n + 1)));
    }
}

#[tokio::test]
async fn the_purchase_that_lifted_a_card_extends_it_once_lvl_20() {
    let steps = Steps::open().await;
    let expiry = json!({ "by": "anniversary_step_down" });
    steps.usual(json!({ "upgrade": "growth", "expiry": expiry })).await;
    let sum = Sum::growth(Points(3000 * Points::ONE.0));
    let leg = Leg::Credit { sum, from: Book::Granted, into: Into::Balance };
    let risen = steps.gain(vec![leg], Some(Fen(300_000)), Event::Bought).await;
    assert_eq!(risen.expect("a rise").level.name, "金卡");
    for (name, cause) in [("金卡", Cause::Extended), ("银卡", Cause::SteppedDown)] {
        steps.wait_for(steps.row().await.level_until.expect("an end"));
        assert_eq!(steps.night().await, 1);
        let last = steps.changes().await.pop().expect("a change");
        assert_eq!((steps.name().await.as_str(), last.cause), (name, cause), "{}", last.why);
    }
}

#[tokio::test]
async fn the_years_growth_keeps_a_level_lvl_19() {
    let expiry = json!({ "by": "anniversary_step_down" });
    let steps = gold(json!({ "upgrade": "none", "expiry": expiry })).await;
    let end = steps.row().await.level_until.expect("an end");
    steps.shop.town.advance(std::time::Duration::from_secs(1));
    steps.grow(3000).await;
    steps.wait_for(end);
    steps.night().await;
    let last = steps.changes().await.pop().expect("a change");
    assert_eq!((steps.name().await.as_str(), last.cause), ("金卡", Cause::Renewed));
}

#[tokio::test]
async fn a_long_pause_comes_to_the_same_as_every_night_f18() {
    let expiry = json!({ "by": "anniversary_step_down" });
    let steps = gold(json!({ "upgrade": "none", "expiry": expiry })).await;
    let end = steps.row().await.level_until.expect("an end");
    // Nobody was there for two years and more: two steps, each on its own day.
    steps.wait_for(end.midnight_in(400));
    assert_eq!(steps.night().await, 1);
    assert_eq!(steps.name().await, "普通会员");
    let fallen: Vec<Timestamp> =
        steps.changes().await[1..].iter().map(|change| change.effective_at).collect();
    assert_eq!(fallen.len(), 2);
    assert_eq!(fallen[0], end);
}

#[tokio::test]
async fn two_nodes_in_one_night_do_it_once_f18() {
    let steps = gold_on_two_nodes().await;
    let end = steps.row().await.level_until.expect("an end");
    steps.wait_for(end);
    let [one, other] = &steps.shop.town.nodes[..] else { panic!("two nodes") };
    let done = tokio::join!(level::nightly(&one.app), level::nightly(&other.app));
    assert_eq!(done.0.unwrap() + done.1.unwrap(), 1);
    assert_eq!(steps.changes().await.len(), 2);
    assert_eq!(steps.name().await, "普通卡");
}

async fn gold_on_two_nodes() -> Steps {
    let steps = Steps::with_nodes(2).await;
    steps.usual(json!({ "upgrade": "points", "expiry": { "by": "fixed" } })).await;
    let ask = json!({ "level": steps.level("3").await.to_string(), "reason": "测试" });
    let path = format!("/v1/office/cards/{}/level", steps.card);
    assert_eq!(steps.owner.post_once(&path, "gold", &ask).await.status, 200);
    steps
}

#[tokio::test]
async fn a_rule_that_comes_later_counts_its_days_from_then() {
    let steps = Steps::open().await;
    let ask = json!({ "level": steps.level("3").await.to_string(), "reason": "测试" });
    let path = format!("/v1/office/cards/{}/level", steps.card);
    assert_eq!(steps.owner.post_once(&path, "gold", &ask).await.status, 200);
    assert_eq!(steps.row().await.level_until, None);
    steps.wait_for(steps.now().midnight_in(20));
    let steps = Steps { owner: steps.shop.owner().await, ..steps };
    steps.usual(json!({ "upgrade": "points", "expiry": { "by": "fixed" } })).await;
    assert_eq!(steps.night().await, 1);
    assert_eq!(steps.row().await.level_until, Some(steps.now().midnight_in(365)));
    assert_eq!((steps.night().await, steps.name().await.as_str()), (0, "金卡"));
}
