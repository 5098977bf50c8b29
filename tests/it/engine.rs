//! Every engine we promise understands every table, and understands it the same way.
use entity::{
    audit, card, coupon, coupon_template, idempotency,
    identity::{self, Model as Identity},
    ids::{LevelId, MerchantId},
    job, keyword_rule,
    level::{self, Model as Level},
    member, merchant, operator,
    push::{self, ActiveModel as Push},
    session, sms_code, sms_gate, store, terminal,
    values::Timestamp,
    wechat_account, wechat_menu, wechat_token,
};
use kabao::{
    app::{App, Tx},
    engine::{insert_if_absent, violates},
    error::{Result, exactly_one},
    http::RequestRefusal,
    world::World,
};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbErr, IntoActiveModel, QueryOrder, entity::prelude::*,
};
use tokio::task::JoinSet;

use crate::{
    stock::{stock, taken},
    town::Town,
};

macro_rules! each_table {
    ($db:expr, $($table:ident),*) => {$(
        let found = $table::Entity::find().all($db).await;
        assert!(found.as_ref().is_ok_and(Vec::is_empty), "{}: {found:?}", stringify!($table));
    )*};
}

#[tokio::test]
async fn every_table_can_be_read() {
    let town = Town::ground().await;
    each_table!(
        &town.app.db,
        audit,
        card,
        coupon,
        coupon_template,
        idempotency,
        identity,
        job,
        keyword_rule,
        level,
        member,
        merchant,
        operator,
        push,
        session,
        sms_code,
        sms_gate,
        store,
        terminal,
        wechat_account,
        wechat_menu,
        wechat_token
    );
}

#[tokio::test]
async fn a_database_that_is_up_to_date_stays_as_it_is_f2() {
    let town = Town::ground().await;
    assert_eq!(migration::pending(&town.app.db).await.unwrap(), 0);
    let (one, other) = tokio::join!(migration::up(&town.app.db), migration::up(&town.app.db));
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
}

fn level(app: &App, name: &str) -> Level {
    let id: LevelId = app.world.id();
    Level {
        id,
        merchant_id: app.world.id(),
        code: "12".to_owned(),
        name: name.to_owned(),
        system: true,
        rank: None,
        description: name.repeat(20),
        benefits: String::new(),
        terms: None,
        code_was: None,
        deleted_at: None,
        created_at: Timestamp(i64::MIN),
    }
}

async fn insert(db: &impl ConnectionTrait, row: Level) -> Result<(), DbErr> {
    level::Entity::insert(row.into_active_model()).exec_without_returning(db).await.map(drop)
}

#[tokio::test]
async fn texts_and_numbers_come_back_as_they_were_stored_a13() {
    let town = Town::ground().await;
    for words in [
        "",
        "小美",
        "👩‍👩‍👧‍👦 𠮷野家 🇨🇳",
        "\u{202e}右到左\u{200b}\u{feff}",
        "a\r\n\t'\"\\;-- %_",
        " spaces ",
        "ﷺ\u{10ffff}",
    ] {
        let row = level(&town.app, words);
        insert(&town.app.db, row.clone()).await.unwrap();
        let found = level::Entity::find_by_id(row.id).one(&town.app.db).await.unwrap();
        assert_eq!(found, Some(row), "{words:?}");
    }
    let mut long = level(&town.app, &"卡".repeat(1_000));
    long.rank = Some(i32::MIN);
    insert(&town.app.db, long.clone()).await.unwrap();
    let found = level::Entity::find_by_id(long.id).one(&town.app.db).await.unwrap();
    assert_eq!(found, Some(long));
}

#[tokio::test]
async fn ids_are_in_the_order_of_time() {
    let town = Town::ground().await;
    let mut made: Vec<LevelId> = vec![];
    for n in 0..30 {
        town.advance(std::time::Duration::from_millis(1 << (n / 2)));
        let row = level(&town.app, "银卡");
        made.push(row.id);
        insert(&town.app.db, row).await.unwrap();
    }
    let after = level::Entity::find()
        .filter(level::Column::Id.gt(made[9]))
        .order_by_asc(level::Column::Id)
        .all(&town.app.db)
        .await
        .unwrap();
    let after: Vec<LevelId> = after.into_iter().map(|row| row.id).collect();
    assert_eq!(after, made[10..]);
}

#[tokio::test]
async fn openids_that_differ_in_case_are_two_people() {
    let town = Town::ground().await;
    let db = &town.app.db;
    for openid in ["oABC_x-1", "oabc_x-1", "oABC_X-1"] {
        let row = Identity {
            id: town.app.world.id(),
            merchant_id: town.app.world.id(),
            appid: "wx00000000000000a1".to_owned(),
            openid: openid.to_owned(),
            unionid: None,
            member_id: None,
            nickname: Some("小美 🌸".to_owned()),
            avatar: None,
            followed_at: None,
            follow_told_at: None,
            closed_at: None,
            created_at: town.app.world.now(),
        };
        let insert = identity::Entity::insert(row.into_active_model());
        insert.exec_without_returning(db).await.unwrap();
    }
    let found = identity::Entity::find().filter(identity::Column::Openid.eq("oabc_x-1")).all(db);
    let found: Vec<String> = found.await.unwrap().into_iter().map(|row| row.openid).collect();
    assert_eq!(found, ["oabc_x-1"]);
}

#[tokio::test]
async fn a_key_may_be_taken_once_and_the_engine_says_which_was() {
    let town = Town::ground().await;
    let merchant = town.app.world.id();
    let with_code = |code: &str| Level {
        merchant_id: merchant,
        code: code.to_owned(),
        ..level(&town.app, "金卡")
    };
    for code in ["vip", "VIP", "Vip"] {
        insert(&town.app.db, with_code(code)).await.unwrap();
    }
    let twice = insert(&town.app.db, with_code("VIP")).await.unwrap_err();
    // SQLite names the columns, the servers the index.
    assert!(violates(&twice, "level_code") || violates(&twice, "level.code"), "{twice}");
    assert!(!violates(&twice, "member_number"));
    insert(&town.app.db, level(&town.app, "another merchant's")).await.unwrap();
}

#[tokio::test]
async fn the_database_itself_refuses_more_coupons_than_there_are() {
    let town = Town::ground().await;
    let stock = stock(&town.app, town.app.world.id(), 2).await;
    for (claimed, fine) in [(2, true), (3, false)] {
        let claim = coupon_template::Entity::update_many()
            .col_expr(coupon_template::Column::Claimed, Expr::value(claimed))
            .filter(coupon_template::Column::Id.eq(stock));
        assert_eq!(claim.exec(&town.app.db).await.is_ok(), fine, "{claimed} of 2");
    }
    assert_eq!(taken(&town.app.db, stock).await, 2);
}

fn push(identity: &str, reply: &str, app: &App) -> Push {
    Push {
        appid: Set("wx00000000000000a1".to_owned()),
        identity: Set(identity.to_owned()),
        reply: Set(reply.to_owned()),
        received_at: Set(app.world.now()),
    }
}

async fn claim(tx: &Tx, _: &World, row: Push) -> Result<bool> {
    Ok(insert_if_absent(tx, row).await?)
}

async fn claim_and_fail(tx: &Tx, _: &World, row: Push) -> Result<bool> {
    assert!(insert_if_absent(tx, row).await?);
    Err(RequestRefusal::NotPermitted.into())
}

#[tokio::test]
async fn of_many_who_insert_one_does_and_the_others_hear_of_it() {
    let town = Town::ground().await;
    let claims: JoinSet<(usize, Result<bool>)> = (0..40)
        .map(|n| {
            let app = town.nodes[n % 2].app.clone();
            let row = push("msg-1", &n.to_string(), &app);
            async move { (n, app.transact(claim, row).await) }
        })
        .collect();
    let mut claims = claims.join_all().await;
    claims.retain(|(_, inserted)| *inserted.as_ref().unwrap());
    let [(first, _)] = claims[..] else { panic!("{} inserted it", claims.len()) };

    let key = ("wx00000000000000a1".to_owned(), "msg-1".to_owned());
    let kept = push::Entity::find_by_id(key).one(&town.app.db).await.unwrap().unwrap();
    assert_eq!(kept.reply, first.to_string(), "nobody wrote over it");
}

#[tokio::test]
async fn a_claim_that_was_rolled_back_is_free() {
    let town = Town::ground().await;
    let row = || push("msg-1", "你好", &town.app);
    town.app.transact(claim_and_fail, row()).await.unwrap_err();
    assert!(town.app.transact(claim, row()).await.unwrap());
    assert!(!town.app.transact(claim, row()).await.unwrap());
}

/// After a claim that came second, the transaction goes on.
async fn claim_twice_and_write(tx: &Tx, world: &World, row: Push) -> Result<(bool, bool)> {
    let first = insert_if_absent(tx, row.clone()).await?;
    let second = insert_if_absent(tx, row).await?;
    let renamed = push::Entity::update_many()
        .col_expr(push::Column::Reply, Expr::value(world.now().to_string()))
        .filter(push::Column::Identity.eq("msg-1"))
        .exec(tx)
        .await?;
    exactly_one(renamed.rows_affected)?;
    Ok((first, second))
}

#[tokio::test]
async fn a_claim_that_came_second_does_not_end_its_transaction() {
    let town = Town::ground().await;
    let row = push("msg-1", "", &town.app);
    let claims = town.app.transact(claim_twice_and_write, row).await.unwrap();
    assert_eq!(claims, (true, false));
}

/// What another has committed meanwhile is seen: no engine reads from a snapshot.
async fn look_twice(
    tx: &Tx,
    _: &World,
    (app, merchant): (App, MerchantId),
) -> Result<(usize, usize)> {
    let mine = || level::Entity::find().filter(level::Column::MerchantId.eq(merchant));
    let before = mine().all(tx).await?.len();
    insert(&app.db, Level { merchant_id: merchant, ..level(&app, "金卡") }).await?;
    Ok((before, mine().all(tx).await?.len()))
}

#[tokio::test]
async fn a_transaction_reads_what_others_have_committed() {
    if crate::town::engine() == crate::town::Engine::Sqlite {
        // Its one writer cannot be overtaken.
        return;
    }
    let town = Town::ground().await;
    let ask = (town.app.clone(), town.app.world.id());
    assert_eq!(town.app.transact(look_twice, ask).await.unwrap(), (0, 1));
}
