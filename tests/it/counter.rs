//! A counter in the shop: a till with a clerk at it, a member before it, and what the member has.
use std::sync::atomic::{AtomicU64, Ordering};

use entity::{
    account::{Asset, Book},
    card, coupon, coupon_template,
    ids::{CouponId, MerchantId},
    journal::Kind,
    program,
    values::{Fen, Points},
};
use kabao::{
    app::{App, Tx},
    error::Result,
    ledger::{self, Cause, Holdings, Into, Leg, Place, Sum},
    merchant,
    world::World,
};
use sea_orm::{IntoActiveModel, entity::prelude::*};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    people::{Phone, Shop, text},
    town::{Person, Reply},
};

/// 安贝幼儿奶粉 3 段: ¥268, members ¥258, promoted at ¥239.
pub const MILK: &str = "6901234503005";
/// 纯棉婴儿连体衣: ¥89.
pub const SUIT: &str = "6901234533002";
/// 胡萝卜果泥: ¥9.90.
pub const PUREE: &str = "6901234522006";

/// Names of attempts, so that no two are the same by accident.
static NEXT: AtomicU64 = AtomicU64::new(1);

pub fn fresh(what: &str) -> String {
    format!("{what}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// One of these, by its code.
pub fn one(code: &str) -> Value {
    json!({ "code": code, "quantity": 1000 })
}

/// ¥100, by hand.
pub fn hundred() -> Value {
    typed(10_000)
}

pub fn typed(price: i64) -> Value {
    json!({ "name": "散装饼干", "price": price, "quantity": 1000 })
}

/// What somebody has: principal, gift, points, growth, in their units.
pub type Has = [i64; 4];

#[derive(Clone)]
struct Gift {
    card: card::Model,
    sums: Vec<(Sum, Book)>,
}

async fn give(tx: &Tx, world: &World, gift: Gift) -> Result<()> {
    let mut holdings = ledger::lock(tx, gift.card.merchant_id, gift.card.id).await?;
    let source = Uuid::from_u128(u128::from(NEXT.fetch_add(1, Ordering::Relaxed)));
    let lots = |sum: Sum| match sum.asset() {
        Asset::Principal | Asset::Gift => Into::Lot { source, expires_at: None },
        Asset::Points => Into::Lot { source: Uuid::nil(), expires_at: None },
        _ => Into::Balance,
    };
    let legs = gift.sums.into_iter();
    let legs = legs.map(|(sum, from)| Leg::Credit { sum, from, into: lots(sum) }).collect();
    let cause = Cause {
        kind: Kind::TopUp,
        business_key: format!("test/{source}"),
        subject: source,
        place: Place::default(),
        reason: "充值".to_owned(),
    };
    ledger::post(tx, world, &mut holdings, cause, legs).await.map(drop)
}

async fn decide(tx: &Tx, world: &World, ask: (MerchantId, program::Kind, String)) -> Result<i32> {
    let (merchant, kind, terms) = ask;
    merchant::set_program(tx, world, (merchant, kind), None, terms).await
}

/// The only member's card.
pub async fn only_card(app: &App) -> card::Model {
    card::Entity::find().one(&app.db).await.unwrap().unwrap()
}

pub async fn holdings(app: &App, card: &card::Model) -> Holdings {
    ledger::peek(&app.db, card.merchant_id, card.id).await.unwrap()
}

pub async fn has(app: &App, card: &card::Model) -> Has {
    let held = holdings(app, card).await;
    [held.principal().0, held.gift().0, held.points().0, held.growth().0]
}

/// Principal and gift in fen, whole points.
pub async fn fill(app: &App, card: &card::Model, (principal, gift, points): (i64, i64, i64)) {
    let sums = vec![
        (Sum::principal(Fen(principal)), Book::Paid),
        (Sum::gift(Fen(gift)), Book::Granted),
        (Sum::points(Points(points * Points::ONE.0)), Book::Granted),
    ];
    app.transact(give, Gift { card: card.clone(), sums }).await.unwrap();
}

/// A coupon of this member: so much off.
pub async fn coupon(app: &App, card: &card::Model, off: i64, terms: Option<&str>) -> CouponId {
    let template = coupon_template::Entity::find().one(&app.db).await.unwrap().unwrap();
    let template = coupon_template::Model {
        id: app.world.id(),
        store_id: None,
        kind: coupon_template::Kind::Cash,
        worth: off,
        threshold: Fen(0),
        terms: terms.map(str::to_owned),
        claimed: 1,
        ..template
    };
    let now = app.world.now();
    let row = coupon::Model {
        id: app.world.id(),
        merchant_id: card.merchant_id,
        template_id: template.id,
        member_id: card.member_id,
        nth: 1,
        state: coupon::State::Usable,
        claimed_at: now,
        valid_until: template.valid_until,
        sale_id: None,
        sale_store_id: None,
        reserved_until: None,
        used_at: None,
    };
    let id = row.id;
    let template = template.into_active_model().reset_all();
    coupon_template::Entity::insert(template).exec_without_returning(&app.db).await.unwrap();
    coupon::Entity::insert(row.into_active_model()).exec_without_returning(&app.db).await.unwrap();
    id
}

pub async fn coupon_state(app: &App, id: CouponId) -> coupon::State {
    coupon::Entity::find_by_id(id).one(&app.db).await.unwrap().unwrap().state
}

pub struct Counter<'a> {
    pub shop: &'a Shop,
    pub till: Person,
    pub member: Phone<'a>,
    pub card: card::Model,
    pub merchant: MerchantId,
}

impl<'a> Counter<'a> {
    /// 小美, a member, before 小李's till.
    pub async fn open(shop: &'a Shop) -> Self {
        let member = shop.member("p1", "13800000001", "小美").await;
        let till = shop.clerk("clerk", "T01").await;
        let card = only_card(shop.app()).await;
        let merchant = card.merchant_id;
        Self { shop, till, member, card, merchant }
    }

    pub fn app(&self) -> &App {
        self.shop.app()
    }

    pub async fn has(&self) -> Has {
        has(self.app(), &self.card).await
    }

    pub async fn fill(&self, has: (i64, i64, i64)) {
        fill(self.app(), &self.card, has).await;
    }

    /// The merchant decides anew, and this node knows.
    pub async fn set_program(&self, kind: program::Kind, terms: &str) {
        let ask = (self.merchant, kind, terms.to_owned());
        self.app().transact(decide, ask).await.unwrap();
        for node in &self.shop.town.nodes {
            merchant::forget_program(&node.app, self.merchant, kind).await;
        }
    }

    /// Price lines for the member, who shows a code.
    pub async fn quote(&self, lines: &[Value], more: Value) -> Reply {
        let scan = self.member.shown_code().await;
        quote(&self.till, lines, with(json!({ "scan": scan }), more)).await
    }

    /// A sale of these lines, paid like this.
    pub async fn sell(&self, lines: &[Value], more: Value, tenders: &[(&str, i64)]) -> Reply {
        let quoted = self.quote(lines, more).await;
        assert_eq!(quoted.status, 201, "{}", quoted.text);
        let paid = settle(&self.till, &quoted.body, tenders, json!({})).await;
        assert_eq!(paid.status, 200, "{}", paid.text);
        paid
    }
}

impl Shop {
    pub fn app(&self) -> &App {
        &self.town.app
    }
}

/// One object over another.
pub fn with(mut base: Value, more: Value) -> Value {
    for (field, value) in more.as_object().unwrap() {
        base[field] = value.clone();
    }
    base
}

pub async fn quote(till: &Person, lines: &[Value], more: Value) -> Reply {
    let ask = with(json!({ "order_no": fresh("order"), "lines": lines }), more);
    till.post_once("/v1/till/quotes", &fresh("quote"), &ask).await
}

pub fn tenders(ways: &[(&str, i64)]) -> Value {
    let way = |(kind, amount): &(&str, i64)| json!({ "kind": kind, "amount": amount });
    ways.iter().map(way).collect()
}

pub async fn settle(till: &Person, quoted: &Value, ways: &[(&str, i64)], more: Value) -> Reply {
    let ask = with(json!({ "hash": quoted["hash"], "tenders": tenders(ways) }), more);
    let path = format!("/v1/till/sales/{}/settle", text(&quoted["sale"]));
    till.post_once(&path, &fresh("settle"), &ask).await
}

/// `what`: lines, an amount or all.
pub async fn refund(till: &Person, sale: &Value, what: Value) -> Reply {
    let ask = with(json!({ "refund_no": fresh("refund"), "reason": "不想要了" }), what);
    till.post_once(&format!("/v1/till/sales/{}/refunds", text(sale)), &fresh("refund"), &ask).await
}

pub async fn press(till: &Person, sale: &Value, verb: &str) -> Reply {
    let path = format!("/v1/till/sales/{}/{verb}", text(sale));
    till.post_once(&path, &fresh(verb), &json!({})).await
}
