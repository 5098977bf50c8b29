//! A coupon and the sales that want it: one gets it, and only whose it is.
use std::time::Duration;

use entity::{
    coupon::{Entity, Model, State},
    coupon_template,
    ids::{CouponId, MerchantId, SaleId},
};
use futures_util::future::join_all;
use kabao::{
    app::{App, Tx},
    coupon::{Claim, Redeem, Reserve, claim, give_back, redeem, release, reserve, usable},
    error::Result,
    world::World,
};
use sea_orm::EntityTrait;

use crate::{
    coupon::{DAY_MS, add, key, offer, word},
    town::Town,
};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_millis(DAY_MS as u64);

/// A member's coupon, of a template that `terms` describe, and a sale that asks for it.
async fn asked(town: &Town, terms: &str, change: fn(&mut coupon_template::Model)) -> Reserve {
    let app = &town.app;
    let merchant: MerchantId = app.world.id();
    let mut template = offer(app, merchant, 9, 9);
    template.terms = Some(terms.to_owned());
    change(&mut template);
    let template = add(app, template).await;
    let ask = Claim { merchant, member: app.world.id(), template };
    let coupon = claim(app, key("a", template), ask).await.unwrap().id;
    Reserve {
        merchant,
        member: ask.member,
        coupon,
        sale: app.world.id(),
        store: app.world.id(),
        until: app.world.now().plus_ms(15 * 60_000),
    }
}

async fn row(app: &App, id: CouponId) -> Model {
    Entity::find_by_id(id).one(&app.db).await.unwrap().unwrap()
}

fn redeemed_by(ask: Reserve) -> Redeem {
    let Reserve { merchant, member, coupon, sale, .. } = ask;
    Redeem { merchant, member, coupon, sale }
}

async fn hold(app: &App, ask: Reserve) -> Result<()> {
    app.transact(reserve, ask).await.map(drop)
}

async fn use_up(app: &App, ask: Reserve) -> Result<()> {
    app.transact(redeem, redeemed_by(ask)).await
}

async fn let_go(app: &App, ask: Reserve) -> Result<()> {
    async fn flow(tx: &Tx, _: &World, (merchant, sale): (MerchantId, SaleId)) -> Result<()> {
        release(tx, merchant, sale).await
    }
    app.transact(flow, (ask.merchant, ask.sale)).await
}

async fn returned(app: &App, ask: Reserve) -> Result<bool> {
    async fn flow(tx: &Tx, world: &World, ask: Reserve) -> Result<bool> {
        give_back(tx, world, ask.merchant, ask.sale, ask.coupon).await
    }
    app.transact(flow, ask).await
}

#[tokio::test]
async fn of_many_sales_one_counts_on_a_coupon_and_it_is_redeemed_once_e14() {
    let town = Town::with_nodes(2).await;
    let ask = asked(&town, "{}", |_| {}).await;
    let asks: Vec<Reserve> =
        (0..16).map(|_| Reserve { sale: town.app.world.id(), ..ask }).collect();
    let tries = asks.iter().enumerate().map(|(n, ask)| {
        let (app, ask) = (town.nodes[n % 2].app.clone(), *ask);
        tokio::spawn(async move { (ask, hold(&app, ask).await) })
    });
    let tried: Vec<_> = join_all(tries).await.into_iter().map(|done| done.unwrap()).collect();
    let won: Vec<Reserve> =
        tried.iter().filter(|(_, done)| done.is_ok()).map(|(ask, _)| *ask).collect();
    let lost = tried.iter().filter(|(_, done)| word(done) == "coupon_reserved").count();
    assert_eq!((won.len(), lost), (1, 15));

    let uses = (0..16).map(|n| {
        let (app, ask) = (town.nodes[n % 2].app.clone(), won[0]);
        tokio::spawn(async move { use_up(&app, ask).await })
    });
    let used: Vec<_> = join_all(uses).await.into_iter().map(|done| done.unwrap()).collect();
    let of = |code: &str| used.iter().filter(|done| word(done) == code).count();
    assert_eq!((of("done"), of("coupon_used")), (1, 15));
    let coupon = row(&town.app, ask.coupon).await;
    assert_eq!((coupon.state, coupon.sale_id), (State::Used, Some(won[0].sale)));
    assert_eq!(coupon.sale_store_id, Some(ask.store));
}

#[tokio::test]
async fn p28_a_coupon_is_good_for_its_owner_in_its_shop_while_it_lives() {
    let town = Town::open().await;
    let app = &town.app;
    let ask = asked(&town, "{}", |_| {}).await;
    let elsewhere = asked(&town, "{}", |template| template.store_id = Some(SHOP.into())).await;
    for (ask, code) in [
        (Reserve { member: app.world.id(), ..ask }, "no_such_coupon"),
        (Reserve { merchant: app.world.id(), ..ask }, "no_such_coupon"),
        (Reserve { coupon: app.world.id(), ..ask }, "no_such_coupon"),
        (elsewhere, "coupon_elsewhere"),
        (Reserve { store: SHOP.into(), ..elsewhere }, "done"),
        (ask, "done"),
        (ask, "done"),
    ] {
        assert_eq!(word(&hold(app, ask).await), code);
    }
    for (stranger, code) in [
        (Reserve { member: app.world.id(), ..ask }, "no_such_coupon"),
        (Reserve { merchant: app.world.id(), ..ask }, "no_such_coupon"),
        (Reserve { sale: app.world.id(), ..ask }, "coupon_reserved"),
    ] {
        assert_eq!(word(&use_up(app, stranger).await), code);
    }
    use_up(app, ask).await.unwrap();
    assert_eq!(word(&hold(app, ask).await), "coupon_used");
}

const SHOP: ulid::Ulid = ulid::Ulid(7);

#[tokio::test]
async fn p29_a_coupon_that_no_sale_counts_on_is_not_redeemed() {
    let town = Town::open().await;
    let ask = asked(&town, "{}", |_| {}).await;
    assert_eq!(word(&use_up(&town.app, ask).await), "coupon_not_reserved");
    hold(&town.app, ask).await.unwrap();
    let_go(&town.app, ask).await.unwrap();
    assert_eq!(word(&use_up(&town.app, ask).await), "coupon_not_reserved");
    assert_eq!(row(&town.app, ask.coupon).await.state, State::Usable);
}

#[tokio::test]
async fn a_reservation_that_ran_out_is_free_by_the_clock_and_stays_with_its_new_sale_p34() {
    let town = Town::open().await;
    let app = &town.app;
    let first = asked(&town, "{}", |_| {}).await;
    let second = Reserve { sale: app.world.id(), until: first.until.plus_ms(DAY_MS), ..first };
    let seen =
        async || usable(app, first.merchant, first.member, first.store, 9).await.unwrap().len();
    assert_eq!(seen().await, 1);
    hold(app, first).await.unwrap();
    assert_eq!(seen().await, 0, "nothing that another sale counts on is offered");
    town.advance(15 * MINUTE - Duration::from_millis(1));
    assert_eq!(word(&hold(app, second).await), "coupon_reserved");
    town.advance(Duration::from_millis(1));
    assert_eq!(seen().await, 1);
    hold(app, second).await.unwrap();
    let_go(app, first).await.unwrap();
    assert_eq!(row(app, first.coupon).await.sale_id, Some(second.sale), "not theirs to free");
    assert_eq!(word(&use_up(app, first).await), "coupon_reserved");
    use_up(app, second).await.unwrap();
    let_go(app, second).await.unwrap();
    assert_eq!(row(app, first.coupon).await.state, State::Used, "what is used stays used");
}

#[tokio::test]
async fn p39_a_coupon_that_expires_before_the_sale_is_settled_is_not_used() {
    let town = Town::open().await;
    let app = &town.app;
    let ask = asked(&town, "{}", |_| {}).await;
    let ask = Reserve { until: ask.until.plus_ms(9 * DAY_MS), ..ask };
    town.advance(2 * DAY - Duration::from_millis(1));
    hold(app, ask).await.unwrap();
    town.advance(Duration::from_millis(1));
    assert_eq!(word(&use_up(app, ask).await), "coupon_expired");
    assert_eq!(word(&hold(app, ask).await), "coupon_expired");
    assert_eq!(row(app, ask.coupon).await.state, State::Reserved, "and nothing was written");
}

#[tokio::test]
async fn p30_a_return_gives_a_coupon_back_if_its_terms_say_so_and_it_lives() {
    let town = Town::open().await;
    let app = &town.app;
    let plain = asked(&town, "{}", |_| {}).await;
    let generous = asked(&town, r#"{"returns":true}"#, |_| {}).await;
    for ask in [plain, generous] {
        hold(app, ask).await.unwrap();
        assert!(!returned(app, ask).await.unwrap(), "it was not used yet");
        use_up(app, ask).await.unwrap();
    }
    assert!(!returned(app, plain).await.unwrap());
    let other = Reserve { sale: app.world.id(), ..generous };
    assert!(!returned(app, other).await.unwrap(), "another sale's return");
    assert!(returned(app, generous).await.unwrap());
    assert!(!returned(app, generous).await.unwrap(), "once");
    let again = Reserve { sale: app.world.id(), ..generous };
    hold(app, again).await.unwrap();
    use_up(app, again).await.unwrap();
    town.advance(2 * DAY);
    assert!(!returned(app, again).await.unwrap(), "it has expired meanwhile");
    assert_eq!(row(app, again.coupon).await.state, State::Used);
}
