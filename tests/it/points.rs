//! Points that come, wait, go and are taken back, on a real database.
mod copies;
mod office;

use std::time::Duration;

use entity::{
    account::{Asset, Book},
    audit, card, entry,
    ids::{CardId, MerchantId, SaleId},
    journal, lot, pending_points, program,
    values::{Fen, Points, Timestamp},
};
use kabao::{
    app::{App, Tx},
    error::Result,
    ledger::{self, Cause, Holdings, Into, Leg, OutOf, Place, Sum},
    points::{self, Bought, Claw, Clawed, Earned, Expiry, Occasion, Program},
    schedule,
    world::World,
};
use sea_orm::{IntoActiveModel, entity::prelude::*};
use serde_json::{Value, json};
use ulid::Ulid;

use crate::{
    people::Shop,
    town::{Person, send},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// 小美 and her card.
async fn card_of(shop: &Shop) -> card::Model {
    shop.member("p1", "13800000001", "小美").await;
    card::Entity::find().one(&shop.town.app.db).await.unwrap().unwrap()
}

fn sale(n: u128) -> SaleId {
    Ulid::from(n).into()
}

/// What so many whole yuan earn in a house of this program.
fn earned(program: &Program, yuan: i64, at: Timestamp) -> Earned {
    let bought = Bought {
        line: 1,
        goods: None,
        category: None,
        quantity: 1000,
        list: Fen(yuan * 100),
        paid: Fen(yuan * 100),
        promotion: false,
        member_priced: false,
        no_code: true,
        activity: false,
    };
    let who = Occasion { level: Ulid::from(1).into(), earns: true, birthday: false, at };
    points::earn(program, &[bought], &who)
}

#[derive(Clone)]
enum Deed {
    /// A sale of so many yuan.
    Earn(SaleId, Program, i64),
    Spend(SaleId, i64),
    /// Points that a sale had spent come back, and it had earned none.
    Restore(SaleId, i64),
    /// A return of `.2` of `.1` yuan, of which `.3` came back before.
    Return(SaleId, i64, i64, i64),
}

#[derive(Clone)]
struct Ask {
    merchant: MerchantId,
    card: CardId,
    deed: Deed,
}

async fn act(tx: &Tx, world: &World, ask: Ask) -> Result<Holdings> {
    let mut holdings = ledger::lock(tx, ask.merchant, ask.card).await?;
    let now = world.now();
    let (kind, sale, legs) = match ask.deed {
        Deed::Earn(sale, program, yuan) => {
            let earned = earned(&program, yuan, now);
            let (legs, pending) = points::earn_legs(&holdings, &earned, &program, sale, now);
            points::keep_pending(tx, pending).await?;
            (journal::Kind::Settle, sale, legs)
        }
        Deed::Spend(sale, whole) => {
            let sum = Sum::points(Points(whole * 10_000));
            let leg = Leg::Debit { sum, to: Book::Spent, out_of: OutOf::Soonest };
            (journal::Kind::Settle, sale, vec![leg])
        }
        Deed::Restore(sale, whole) => {
            let returned = Points(whole * Points::ONE.0);
            let uses = ledger::uses(tx, ask.merchant, &[sale.0]).await?;
            let into = Into::Back(vec![(uses[0].lot.id, returned.0)]);
            let mut legs =
                vec![Leg::Credit { sum: Sum::points(returned), from: Book::Spent, into }];
            let none = Clawed { points: Points::ZERO, growth: Points::ZERO };
            let ask = Claw { sale, clawed: none, returned };
            legs.extend(points::claw(tx, world, &holdings, ask).await?);
            (journal::Kind::Refund, sale, legs)
        }
        Deed::Return(sale, paid, before, back) => {
            let earned = earned(&Program::default(), paid, now);
            let [before, back, paid] = [before, back, paid].map(|yuan| Fen(yuan * 100));
            let clawed = earned.clawed(before, Fen(before.0 + back.0), paid);
            let ask = Claw { sale, clawed, returned: Points::ZERO };
            (journal::Kind::Refund, sale, points::claw(tx, world, &holdings, ask).await?)
        }
    };
    let business_key = format!("test/{}", world.id::<SaleId>());
    let place = Place::default();
    let cause = Cause { kind, business_key, subject: sale.0, place, reason: "测试".to_owned() };
    ledger::post(tx, world, &mut holdings, cause, legs).await?;
    Ok(holdings)
}

/// Do it, and say what the card has in whole points: at its disposal, held, owed; growth, and owed.
async fn does(app: &App, card: &card::Model, deed: Deed) -> Result<[i64; 5]> {
    let ask = Ask { merchant: card.merchant_id, card: card.id, deed };
    app.transact(act, ask).await.map(|has| told(&has))
}

fn told(has: &Holdings) -> [i64; 5] {
    let held = has.held(Asset::Points);
    let all = [has.points().0, held, has.points_debt().0, has.growth().0, has.growth_debt().0];
    all.map(|units| units / Points::ONE.0)
}

async fn has(app: &App, card: &card::Model) -> [i64; 5] {
    told(&ledger::peek(&app.db, card.merchant_id, card.id).await.unwrap())
}

fn code<T>(outcome: Result<T>) -> &'static str {
    match outcome {
        Ok(_) => "done",
        Err(no) => no.code().unwrap_or_else(|| panic!("{no}")),
    }
}

/// Lots and entries both say what the accounts do.
async fn proven(app: &App, card: &card::Model) {
    let has = ledger::peek(&app.db, card.merchant_id, card.id).await.unwrap();
    let lots = lot::Entity::find().filter(lot::Column::Asset.eq(Asset::Points)).all(&app.db).await;
    let in_lots: i64 = lots.unwrap().iter().map(|lot| lot.remaining).sum();
    assert_eq!(in_lots, has.points().0, "lots");
    for (asset, book, balance) in [
        (Asset::Points, Book::Card, has.points().0),
        (Asset::Points, Book::Held, has.held(Asset::Points)),
        (Asset::PointsDebt, Book::Card, has.points_debt().0),
        (Asset::Growth, Book::Card, has.growth().0),
        (Asset::GrowthDebt, Book::Card, has.growth_debt().0),
    ] {
        let entries = entry::Entity::find()
            .filter(entry::Column::Asset.eq(asset))
            .filter(entry::Column::Book.eq(book));
        let entries = entries.all(&app.db).await.unwrap();
        let sum: i64 = entries.iter().map(|entry| entry.amount).sum();
        assert_eq!(sum, balance, "{asset:?} {book:?}");
    }
}

async fn put(who: &Person, path: &str, body: &Value) -> crate::town::Reply {
    send(who.ask(reqwest::Method::PUT, path).json(body)).await
}

#[tokio::test]
async fn what_was_spent_before_it_was_taken_back_is_owed_and_paid_first_p14_p17_p18() {
    let shop = Shop::open().await;
    let (app, card) = (&shop.town.app, card_of(&shop).await);
    let house = Program::default;
    does(app, &card, Deed::Earn(sale(1), house(), 100)).await.unwrap();
    assert_eq!(does(app, &card, Deed::Spend(sale(2), 80)).await.unwrap(), [20, 0, 0, 100, 0]);
    // Half comes back: 50 points, of which 20 are there.
    let half = Deed::Return(sale(1), 100, 0, 50);
    assert_eq!(does(app, &card, half).await.unwrap(), [0, 0, 30, 50, 0]);
    let rest = Deed::Return(sale(1), 100, 50, 50);
    assert_eq!(does(app, &card, rest).await.unwrap(), [0, 0, 80, 0, 0]);
    proven(app, &card).await;
    // New points pay the debt first.
    let more = Deed::Earn(sale(3), house(), 60);
    assert_eq!(does(app, &card, more).await.unwrap(), [0, 0, 20, 60, 0]);
    let more = Deed::Earn(sale(4), house(), 60);
    assert_eq!(does(app, &card, more).await.unwrap(), [40, 0, 0, 120, 0]);
    proven(app, &card).await;
}

#[tokio::test]
async fn points_that_are_not_there_are_not_spent_p13() {
    let shop = Shop::open().await;
    let (app, card) = (&shop.town.app, card_of(&shop).await);
    does(app, &card, Deed::Earn(sale(1), Program::default(), 100)).await.unwrap();
    let two = tokio::join!(
        does(app, &card, Deed::Spend(sale(2), 60)),
        does(app, &card, Deed::Spend(sale(3), 60)),
    );
    let mut outcomes = [code(two.0), code(two.1)];
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["balance_insufficient", "done"]);
    assert_eq!(has(app, &card).await[0], 40);
    proven(app, &card).await;
}

#[tokio::test]
async fn points_wait_for_their_day_and_a_return_takes_from_them_first() {
    let shop = Shop::open().await;
    let (app, card) = (&shop.town.app, card_of(&shop).await);
    let waits = Program { pending_days: 2, ..Program::default() };
    let first = does(app, &card, Deed::Earn(sale(1), waits.clone(), 100)).await.unwrap();
    assert_eq!(first, [0, 100, 0, 100, 0]);
    does(app, &card, Deed::Earn(sale(2), waits, 10)).await.unwrap();
    assert_eq!(code(does(app, &card, Deed::Spend(sale(3), 1)).await), "balance_insufficient");
    let part = does(app, &card, Deed::Return(sale(1), 100, 0, 30)).await.unwrap();
    assert_eq!(part, [0, 80, 0, 80, 0]);
    let whole = does(app, &card, Deed::Return(sale(2), 10, 0, 10)).await.unwrap();
    assert_eq!(whole, [0, 70, 0, 70, 0]);
    // Ten in the morning: two midnights later is after 38 hours.
    shop.town.advance(Duration::from_secs(38 * 3600 - 1));
    schedule::by_the_clock(app).await;
    assert_eq!(has(app, &card).await, [0, 70, 0, 70, 0]);
    shop.town.advance(Duration::from_secs(1));
    tokio::join!(schedule::by_the_clock(app), schedule::by_the_clock(app));
    schedule::by_the_clock(app).await;
    assert_eq!(has(app, &card).await, [70, 0, 0, 70, 0]);
    let waiting = pending_points::Entity::find()
        .filter(pending_points::Column::GrantedAt.is_null())
        .count(&app.db)
        .await;
    assert_eq!(waiting.unwrap(), 0);
    // What has come due is taken from the card, not twice from what waited.
    let late = does(app, &card, Deed::Return(sale(1), 100, 30, 70)).await.unwrap();
    assert_eq!(late, [0, 0, 0, 0, 0]);
    proven(app, &card).await;
}

#[tokio::test]
async fn points_that_come_back_pay_what_is_owed_p17_p18() {
    let shop = Shop::open().await;
    let (app, card) = (&shop.town.app, card_of(&shop).await);
    does(app, &card, Deed::Earn(sale(1), Program::default(), 100)).await.unwrap();
    does(app, &card, Deed::Spend(sale(2), 100)).await.unwrap();
    let owing = does(app, &card, Deed::Return(sale(1), 100, 0, 30)).await.unwrap();
    assert_eq!(owing, [0, 0, 30, 70, 0]);
    // Of 20 all go to the debt, of 80 the rest of it; nothing else of the sale is clawed.
    let some = does(app, &card, Deed::Restore(sale(2), 20)).await.unwrap();
    assert_eq!(some, [0, 0, 10, 70, 0]);
    let all = does(app, &card, Deed::Restore(sale(2), 80)).await.unwrap();
    assert_eq!(all, [70, 0, 0, 70, 0]);
    proven(app, &card).await;
}

#[tokio::test]
async fn points_that_waited_for_a_void_card_end_crd_05() {
    let shop = Shop::open().await;
    let (app, card) = (&shop.town.app, card_of(&shop).await);
    let waits = Program { pending_days: 2, ..Program::default() };
    does(app, &card, Deed::Earn(sale(1), waits, 100)).await.unwrap();
    let to =
        card::Entity::update_many().col_expr(card::Column::Status, Expr::value(card::Status::Lost));
    to.exec(&app.db).await.unwrap();
    shop.town.advance(DAY * 2);
    assert_eq!(points::by_the_clock(app).await.unwrap(), 0, "a lost card's wait");
    assert_eq!(has(app, &card).await[..2], [0, 100]);
    let to =
        card::Entity::update_many().col_expr(card::Column::Status, Expr::value(card::Status::Void));
    to.exec(&app.db).await.unwrap();
    assert_eq!(points::by_the_clock(app).await.unwrap(), 1);
    assert_eq!(points::by_the_clock(app).await.unwrap(), 0);
    assert_eq!(has(app, &card).await[..2], [0, 0]);
    proven(app, &card).await;
}

/// Terms that nothing can read, of a merchant who comes first, with points that are due.
async fn another_cannot_be_read(app: &App) {
    let merchant_id = Ulid::from(1).into();
    let broken = program::Model {
        merchant_id,
        kind: program::Kind::Points,
        version: 1,
        terms: "{".to_owned(),
        made_by: None,
        created_at: Timestamp(0),
        store_id: None,
        ended_at: None,
    };
    program::Entity::insert(broken.into_active_model())
        .exec_without_returning(&app.db)
        .await
        .unwrap();
    let due = pending_points::Model {
        sale_id: sale(0),
        merchant_id,
        card_id: Ulid::from(1).into(),
        amount: Points::ONE,
        due_at: Timestamp(0),
        granted_at: None,
    };
    pending_points::Entity::insert(due.into_active_model())
        .exec_without_returning(&app.db)
        .await
        .unwrap();
}

#[tokio::test]
async fn terms_that_cannot_be_read_stop_nobody_elses_clock() {
    let shop = Shop::open().await;
    let (app, card) = (&shop.town.app, card_of(&shop).await);
    another_cannot_be_read(app).await;
    let waits = Program { pending_days: 2, ..Program::default() };
    let month = Program { expiry: Expiry::Months { months: 1 }, ..Program::default() };
    does(app, &card, Deed::Earn(sale(1), month, 7)).await.unwrap();
    does(app, &card, Deed::Earn(sale(2), waits, 100)).await.unwrap();
    // To January, in which years are cleared.
    shop.town.advance(DAY * 31);
    assert_eq!(points::by_the_clock(app).await.unwrap(), 2);
    assert_eq!(has(app, &card).await[..3], [100, 0, 0]);
}

#[tokio::test]
async fn points_end_with_their_lot_and_the_balance_follows_e11_p24() {
    let shop = Shop::open().await;
    let (app, card) = (&shop.town.app, card_of(&shop).await);
    let month = Program { expiry: Expiry::Months { months: 1 }, ..Program::default() };
    does(app, &card, Deed::Earn(sale(1), month.clone(), 100)).await.unwrap();
    shop.town.advance(DAY);
    does(app, &card, Deed::Earn(sale(2), month, 10)).await.unwrap();
    // From 1 December, ten o'clock, to the first moment of 1 January.
    shop.town.advance(DAY * 29 + Duration::from_secs(14 * 3600));
    assert_eq!(code(does(app, &card, Deed::Spend(sale(3), 11)).await), "balance_insufficient");
    // A return takes what can still be had; the rest is owed.
    assert_eq!(
        does(app, &card, Deed::Return(sale(1), 100, 0, 100)).await.unwrap()[..3],
        [100, 0, 90]
    );
    schedule::by_the_clock(app).await;
    assert_eq!(has(app, &card).await[..3], [0, 0, 90]);
    proven(app, &card).await;
}

#[tokio::test]
async fn a_new_year_clears_once_what_the_old_one_left_golden_7_clr_01_clr_03() {
    let shop = Shop::open().await;
    let (app, card) = (&shop.town.app, card_of(&shop).await);
    let owner = shop.owner().await;
    let on = json!({ "yearly_clear": true });
    assert_eq!(put(&owner, "/v1/office/programs/points", &on).await.status, 200);
    does(app, &card, Deed::Earn(sale(1), Program::default(), 100)).await.unwrap();
    let to_midnight = DAY * 30 + Duration::from_secs(14 * 3600);
    shop.town.advance(to_midnight - Duration::from_millis(1));
    schedule::by_the_clock(app).await;
    assert_eq!(has(app, &card).await[0], 100, "the last millisecond of the year");
    shop.town.advance(Duration::from_millis(1));
    // Something is sold before the clear is done, and two nodes do it.
    does(app, &card, Deed::Earn(sale(2), Program::default(), 7)).await.unwrap();
    tokio::join!(schedule::by_the_clock(app), schedule::by_the_clock(app));
    schedule::by_the_clock(app).await;
    assert_eq!(has(app, &card).await[..3], [7, 0, 0]);
    let cleared = journal::Entity::find().filter(journal::Column::Kind.eq(journal::Kind::Clear));
    let cleared = cleared.all(&app.db).await.unwrap();
    let keys: Vec<_> = cleared.iter().map(|journal| journal.business_key.clone()).collect();
    assert_eq!(keys, [format!("clear/2027/{}", card.id)]);
    proven(app, &card).await;
}

#[tokio::test]
async fn a_clear_that_is_decided_in_january_waits_for_the_next() {
    let shop = Shop::open().await;
    let (app, card) = (&shop.town.app, card_of(&shop).await);
    does(app, &card, Deed::Earn(sale(1), Program::default(), 100)).await.unwrap();
    shop.town.advance(DAY * 40);
    let owner = shop.owner().await;
    let on = json!({ "yearly_clear": true });
    assert_eq!(put(&owner, "/v1/office/programs/points", &on).await.status, 200);
    schedule::by_the_clock(app).await;
    assert_eq!(has(app, &card).await[0], 100);
}
