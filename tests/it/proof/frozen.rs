//! What a proof finds wrong stands still, and nothing else does.
use std::time::Duration;

use entity::{account, account::Asset, card};
use kabao::{ledger, proof};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use super::{DAY, meddle, state};
use crate::{
    counter::{Counter, fill, fresh, hundred, settle},
    people::Shop,
    staff::manager,
    town::{Person, Reply},
};

const DRIFT: &str = "UPDATE account SET balance = balance + 1 WHERE asset = 'gift'";
const MENDED: &str = "UPDATE account SET balance = balance - 1 WHERE asset = 'gift'";

async fn run(owner: &Person) -> Reply {
    let done = owner.post_once("/v1/office/proof/run", &fresh("proof"), &json!({})).await;
    assert_eq!(done.status, 201, "{}", done.text);
    done
}

async fn frozen(owner: &Person) -> Value {
    owner.get("/v1/office/proof").await.body["frozen"].clone()
}

async fn release(who: &Person, card: &card::Model, reason: &str) -> Reply {
    let path = format!("/v1/office/proof/cards/{}/release", card.id);
    who.post_once(&path, &fresh("release"), &json!({ "reason": reason })).await
}

/// ¥100 in stored value, on a quote of before.
async fn pay(counter: &Counter<'_>, quoted: &Value) -> Reply {
    counter.shop.town.advance(Duration::from_secs(60));
    let code = counter.member.shown_code().await;
    let ways = [("stored_value", 10_000)];
    settle(&counter.till, quoted, &ways, json!({ "code": code })).await
}

fn code(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.code())
}

#[tokio::test]
async fn a_red_proof_stops_what_it_names_until_it_is_green_e22() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let owner = shop.owner().await;
    counter.fill((50_000, 5_000, 0)).await;
    let quoted = counter.quote(&[hundred()], json!({})).await;
    shop.member("p2", "13800000002", "小雨").await;
    let of_other = card::Column::Id.ne(counter.card.id);
    let other = card::Entity::find().filter(of_other).one(&shop.app().db).await.unwrap().unwrap();
    fill(shop.app(), &other, (0, 0, 100)).await;

    meddle(&shop, DRIFT).await;
    proof::nightly(shop.app()).await.unwrap();
    assert_eq!(frozen(&owner).await.as_array().unwrap().len(), 1);
    assert_eq!(frozen(&owner).await[0]["id"], json!(counter.card.id));
    let refused = pay(&counter, &quoted.body).await;
    assert_eq!(code(&refused), (409, "account_frozen"));
    assert_eq!(refused.body["title"], "账目核对异常，请联系总部");
    assert_eq!(code(&counter.quote(&[hundred()], json!({})).await), (409, "account_frozen"));
    fill(shop.app(), &other, (0, 0, 100)).await;

    meddle(&shop, MENDED).await;
    assert_eq!(state(&run(&owner).await.body, "I2"), "green");
    assert_eq!(frozen(&owner).await, json!([]));
    let paid = pay(&counter, &quoted.body).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let log = owner.get("/v1/office/audit").await.text;
    assert!(log.contains("账目异常，冻结会员卡账户") && log.contains("账目恢复"), "{log}");
}

#[tokio::test]
async fn headquarters_releases_for_a_reason_until_the_next_red_proof_e22() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let (owner, manager) = (shop.owner().await, manager(&shop.town).await);
    counter.fill((50_000, 5_000, 0)).await;
    meddle(&shop, DRIFT).await;
    run(&owner).await;
    assert_eq!(code(&release(&manager, &counter.card, "x").await), (403, "headquarters_only"));
    assert_eq!(code(&release(&owner, &counter.card, " ").await), (422, "reason_needed"));
    assert_eq!(frozen(&owner).await.as_array().unwrap().len(), 1);
    for _ in 0..2 {
        let freed = release(&owner, &counter.card, "已核对纸质小票").await;
        assert_eq!((freed.status, &freed.body["id"]), (200, &json!(counter.card.id)));
    }
    let quoted = counter.quote(&[hundred()], json!({})).await;
    assert_eq!(pay(&counter, &quoted.body).await.status, 200);
    let log = owner.get("/v1/office/audit?limit=100").await;
    assert_eq!(log.text.matches("\"after\":\"已核对纸质小票\"").count(), 1, "{}", log.text);

    shop.town.advance(DAY);
    proof::nightly(shop.app()).await.unwrap();
    assert_eq!(frozen(&shop.owner().await).await.as_array().unwrap().len(), 1);
}

/// Between the look at the card and the write: the write itself asks.
#[tokio::test]
async fn the_statement_that_moves_sees_the_freeze_e22() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.fill((50_000, 0, 0)).await;
    let refused = shop.app().transact(race, counter.card.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Some("raced"));
    assert_eq!(counter.has().await[0], 50_000);
}

async fn race(
    tx: &kabao::app::Tx,
    world: &kabao::world::World,
    card: card::Model,
) -> kabao::error::Result<()> {
    let mut holdings = ledger::lock(tx, card.merchant_id, card.id).await?;
    account::Entity::update_many()
        .col_expr(account::Column::FrozenAt, Expr::value(world.now().0))
        .exec(tx)
        .await?;
    let sum = ledger::Sum::principal(entity::values::Fen(100));
    let to = account::Book::Spent;
    let legs = vec![ledger::Leg::Debit { sum, to, out_of: ledger::OutOf::Soonest }];
    assert_eq!(holdings.have(Asset::Principal), 50_000);
    let cause = ledger::Cause {
        kind: entity::journal::Kind::Settle,
        business_key: "settle/1".to_owned(),
        subject: card.id.0,
        place: ledger::Place::default(),
        reason: "消费".to_owned(),
    };
    ledger::post(tx, world, &mut holdings, cause, legs).await.map(drop)
}
