//! Balances, moved by many at once, on a real database.
use std::time::Duration;

use entity::{
    account::{Asset, Book},
    card::{self, Status},
    ids::{CardId, JournalId, MerchantId},
    journal::Kind,
    values::{Fen, Points, Timestamp},
};
use kabao::{
    app::{App, Tx},
    error::Result,
    ledger::{self, Cause, Expired, Holdings, Into, Leg, OutOf, Place, Sum},
    world::World,
};
use sea_orm::{IntoActiveModel, entity::prelude::*};
use tokio::task::JoinSet;
use ulid::Ulid;
use uuid::Uuid;

use crate::town::{Plan, Town};

const MERCHANT: u128 = 1;
const CARD: u128 = 2;

/// A town with nothing in it but a card.
async fn purse() -> Town {
    let town = Town::with(Plan { nodes: 1, ..Plan::ground() }).await;
    let card = card::Model {
        id: card(),
        merchant_id: merchant(),
        member_id: Ulid::from(3).into(),
        number: "800000000000000001".to_owned(),
        sequence: 1,
        level_id: Ulid::from(4).into(),
        name: "会员卡".to_owned(),
        status: Status::Active,
        primary_of: None,
        level_since: Timestamp(0),
        level_until: None,
        next_level_id: None,
        next_level_at: None,
        linked_number: None,
        created_at: Timestamp(0),
    };
    let row = card.into_active_model();
    card::Entity::insert(row).exec_without_returning(&town.app.db).await.unwrap();
    town
}

fn merchant() -> MerchantId {
    Ulid::from(MERCHANT).into()
}

fn card() -> CardId {
    Ulid::from(CARD).into()
}

#[derive(Clone)]
struct Ask {
    kind: Kind,
    key: String,
    legs: Vec<Leg>,
}

async fn move_it(tx: &Tx, world: &World, ask: Ask) -> Result<(JournalId, Holdings)> {
    let mut holdings = ledger::lock(tx, merchant(), card()).await?;
    let cause = Cause {
        kind: ask.kind,
        business_key: ask.key,
        subject: Uuid::nil(),
        place: Place::default(),
        reason: "测试".to_owned(),
    };
    let journal = ledger::post(tx, world, &mut holdings, cause, ask.legs).await?;
    Ok((journal.id, holdings))
}

async fn post(app: &App, kind: Kind, key: &str, legs: Vec<Leg>) -> Result<(JournalId, Holdings)> {
    app.transact(move_it, Ask { kind, key: key.to_owned(), legs }).await
}

fn credit(sum: Sum, source: u128, expires_at: Option<Timestamp>) -> Leg {
    let into = Into::Lot { source: Ulid::from(source).into(), expires_at };
    Leg::Credit { sum, from: Book::Granted, into }
}

fn debit(sum: Sum) -> Leg {
    Leg::Debit { sum, to: Book::Spent, out_of: OutOf::Soonest }
}

async fn peek(town: &Town) -> Holdings {
    ledger::peek(&town.app.db, merchant(), card()).await.unwrap()
}

fn code<T>(outcome: Result<T>) -> &'static str {
    match outcome {
        Ok(_) => "done",
        Err(no) => no.code().unwrap_or_else(|| panic!("{no}")),
    }
}

#[tokio::test]
async fn a_hundred_debits_of_one_on_fifty_move_fifty_e6_p6_p7() {
    let town = purse().await;
    let fifty = credit(Sum::principal(Fen(50)), 1, None);
    post(&town.app, Kind::TopUp, "top-up", vec![fifty]).await.unwrap();
    let mut tills = JoinSet::new();
    for till in 0..100 {
        let app = town.app.clone();
        tills.spawn(async move {
            let one = debit(Sum::principal(Fen(1)));
            code(post(&app, Kind::Settle, &format!("settle/{till}"), vec![one]).await)
        });
    }
    let outcomes = tills.join_all().await;
    let paid = outcomes.iter().filter(|outcome| **outcome == "done").count();
    let refused = outcomes.iter().filter(|outcome| **outcome == "balance_insufficient").count();
    assert_eq!((paid, refused), (50, 50), "{outcomes:?}");
    assert_eq!(peek(&town).await.principal(), Fen(0));
}

#[tokio::test]
async fn first_movements_at_once_open_one_account() {
    let town = purse().await;
    let mut tills = JoinSet::new();
    for till in 0..20 {
        let app = town.app.clone();
        tills.spawn(async move {
            let one = credit(Sum::points(Points::ONE), 0, None);
            code(post(&app, Kind::Grant, &format!("grant/{till}"), vec![one]).await)
        });
    }
    assert!(tills.join_all().await.iter().all(|outcome| *outcome == "done"));
    assert_eq!(peek(&town).await.points(), Points(200_000));
}

#[tokio::test]
async fn what_was_posted_under_a_business_key_is_not_posted_again_e5() {
    let town = purse().await;
    let leg = || vec![credit(Sum::gift(Fen(5)), 1, None)];
    post(&town.app, Kind::TopUp, "top-up/1", leg()).await.unwrap();
    assert_eq!(code(post(&town.app, Kind::TopUp, "top-up/1", leg()).await), "already_posted");
    // Keys are compared byte for byte.
    assert_eq!(code(post(&town.app, Kind::TopUp, "TOP-UP/1", leg()).await), "done");
    assert_eq!(peek(&town).await.gift(), Fen(10));
}

#[tokio::test]
async fn lots_go_soonest_expiry_first_and_come_back_to_where_they_were() {
    let town = purse().await;
    let now = town.app.world.now();
    let gift = |fen, source, days: Option<i64>| {
        credit(Sum::gift(Fen(fen)), source, days.map(|days| now.midnight_in(days)))
    };
    let legs = vec![gift(100, 1, None), gift(100, 2, Some(9)), gift(100, 3, Some(5))];
    post(&town.app, Kind::TopUp, "top-up", legs).await.unwrap();
    post(&town.app, Kind::Settle, "settle", vec![debit(Sum::gift(Fen(250)))]).await.unwrap();
    let holdings = peek(&town).await;
    let left: Vec<_> = holdings.lots(Asset::Gift, now).iter().map(|lot| lot.remaining).collect();
    assert_eq!(left, [50], "of the one that never expires");

    let uses = ledger::uses(&town.app.db, merchant(), &[Uuid::nil()]).await.unwrap();
    // The top-up has the same subject here, so the net says what is missing from each lot.
    let back: Vec<_> =
        uses.iter().map(|used| (used.lot.id, used.lot.opened - used.lot.remaining)).collect();
    let leg =
        Leg::Credit { sum: Sum::gift(Fen(250)), from: Book::Spent, into: Into::Back(back.clone()) };
    post(&town.app, Kind::Refund, "refund", vec![leg.clone()]).await.unwrap();
    let holdings = peek(&town).await;
    let left: Vec<_> = holdings.lots(Asset::Gift, now).iter().map(|lot| lot.remaining).collect();
    assert_eq!(left, [100, 100, 100]);
    // More than was ever in a lot does not fit.
    assert_eq!(code(post(&town.app, Kind::Refund, "refund/2", vec![leg]).await), "ledger_amount");
}

#[tokio::test]
async fn what_has_expired_is_not_spent_and_what_was_spent_does_not_expire_e11() {
    let town = purse().await;
    let ends = town.app.world.now().plus_ms(60_000);
    let points = credit(Sum::points(Points(50_000)), 0, Some(ends));
    post(&town.app, Kind::Grant, "grant", vec![points]).await.unwrap();
    let spend = |key: &'static str| {
        let app = town.app.clone();
        async move {
            code(post(&app, Kind::Settle, key, vec![debit(Sum::points(Points(20_000)))]).await)
        }
    };
    town.advance(Duration::from_millis(59_999));
    assert_eq!(spend("settle/1").await, "done");
    town.advance(Duration::from_millis(1));
    assert_eq!(spend("settle/2").await, "balance_insufficient");
    let over = ledger::expired(&town.app.db, town.app.world.now(), None, 10).await.unwrap();
    assert_eq!(over.len(), 1);
    let both: JoinSet<u64> = (0..2)
        .map(|_| {
            let app = town.app.clone();
            let ask = Expired { merchant: merchant(), card: card() };
            async move { app.transact(ledger::lapse, ask).await.unwrap() }
        })
        .collect();
    let lapsed: u64 = both.join_all().await.iter().sum();
    assert_eq!((lapsed, peek(&town).await.points()), (1, Points(0)));
}

#[tokio::test]
async fn a_journal_is_undone_once_by_its_opposite() {
    let town = purse().await;
    let legs = vec![credit(Sum::principal(Fen(70)), 1, None), credit(Sum::gift(Fen(30)), 1, None)];
    let (journal, _) = post(&town.app, Kind::TopUp, "top-up", legs).await.unwrap();
    async fn undo_one(tx: &Tx, world: &World, journal: JournalId) -> Result<()> {
        let mut holdings = ledger::lock(tx, merchant(), card()).await?;
        let why = (Place::default(), "撤销".to_owned());
        ledger::reverse(tx, world, &mut holdings, journal, why).await.map(drop)
    }
    assert_eq!(code(town.app.transact(undo_one, journal).await), "done");
    assert_eq!(code(town.app.transact(undo_one, journal).await), "balance_insufficient");
    assert_eq!(peek(&town).await.principal(), Fen(0));
    let again = vec![credit(Sum::principal(Fen(70)), 2, None), credit(Sum::gift(Fen(30)), 2, None)];
    post(&town.app, Kind::TopUp, "top-up/2", again).await.unwrap();
    let more = vec![credit(Sum::principal(Fen(70)), 1, None), credit(Sum::gift(Fen(30)), 1, None)];
    post(&town.app, Kind::TopUp, "top-up/3", more).await.unwrap();
    assert_eq!(code(town.app.transact(undo_one, journal).await), "already_posted");
    assert_eq!((peek(&town).await.principal(), peek(&town).await.gift()), (Fen(140), Fen(60)));
}

#[tokio::test]
async fn a_frozen_card_moves_nothing_and_what_only_ends_still_ends_crd_03() {
    let town = purse().await;
    let ends = town.app.world.now().plus_ms(1);
    let legs = vec![
        credit(Sum::principal(Fen(100)), 1, None),
        credit(Sum::points(Points::ONE), 0, Some(ends)),
    ];
    post(&town.app, Kind::TopUp, "top-up", legs).await.unwrap();
    card::Entity::update_many()
        .col_expr(card::Column::Status, Expr::value("lost"))
        .exec(&town.app.db)
        .await
        .unwrap();
    for (kind, leg) in [
        (Kind::Settle, debit(Sum::principal(Fen(1)))),
        (Kind::TopUp, credit(Sum::principal(Fen(1)), 9, None)),
        (Kind::Adjust, credit(Sum::points(Points::ONE), 0, None)),
    ] {
        let key = format!("{kind:?}");
        assert_eq!(code(post(&town.app, kind, &key, vec![leg]).await), "card_not_active");
    }
    town.advance(Duration::from_millis(1));
    let ask = Expired { merchant: merchant(), card: card() };
    assert_eq!(town.app.transact(ledger::lapse, ask).await.unwrap(), 1);
    let holdings = peek(&town).await;
    assert_eq!((holdings.principal(), holdings.points()), (Fen(100), Points::ZERO));
}

#[tokio::test]
async fn amounts_that_are_none_move_nothing_e7() {
    let town = purse().await;
    for fen in [-1, i64::MIN, i64::MAX, Fen::CAP.0 + 1] {
        let leg = credit(Sum::principal(Fen(fen)), 1, None);
        assert_eq!(code(post(&town.app, Kind::TopUp, "top-up", vec![leg]).await), "ledger_amount");
    }
    let cap = || credit(Sum::gift(Fen::CAP), 1, None);
    post(&town.app, Kind::TopUp, "top-up", vec![cap(), cap()]).await.unwrap();
    assert_eq!(peek(&town).await.gift(), Fen(2 * Fen::CAP.0));
    let nothing = credit(Sum::gift(Fen(0)), 1, None);
    post(&town.app, Kind::TopUp, "top-up/0", vec![nothing]).await.unwrap();
}

#[tokio::test]
async fn what_is_set_aside_is_neither_spent_nor_lost_p45() {
    let town = purse().await;
    let legs = vec![credit(Sum::principal(Fen(100)), 1, None)];
    let (_, holdings) = post(&town.app, Kind::TopUp, "top-up", legs).await.unwrap();
    let lot = holdings.lots(Asset::Principal, town.app.world.now())[0].id;
    let aside = Leg::SetAside { sum: Sum::principal(Fen(80)), out_of: OutOf::Soonest };
    let (_, holdings) = post(&town.app, Kind::Hold, "hold", vec![aside]).await.unwrap();
    assert_eq!((holdings.principal(), holdings.held(Asset::Principal)), (Fen(20), 80));
    let more = vec![debit(Sum::principal(Fen(21)))];
    assert_eq!(code(post(&town.app, Kind::Settle, "settle", more).await), "balance_insufficient");
    let legs = vec![
        Leg::Capture { sum: Sum::principal(Fen(50)), to: Book::Spent },
        Leg::Release { sum: Sum::principal(Fen(30)), into: Into::Back(vec![(lot, 30)]) },
    ];
    let (_, holdings) = post(&town.app, Kind::Capture, "capture", legs).await.unwrap();
    assert_eq!((holdings.principal(), holdings.held(Asset::Principal)), (Fen(50), 0));
    assert_eq!(holdings.spendable(Asset::Principal, town.app.world.now()), 50);
}
