//! A real shop on several nodes, told over HTTP what the [model](super::shop) was told.
mod furnish;
mod has;
mod request;

use std::time::Duration;

use entity::{card, coupon, ids::SaleId};
use kabao::{proof, schedule};
use sea_orm::{QueryOrder, entity::prelude::*};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use super::{
    history::Told,
    runner::Tally,
    shop::{Shop, ask::Ask, coupons::State as CouponState},
};
use crate::town::{MORNING, send};
pub use furnish::Furnished;
pub use has::assert_has;
pub use request::{Names, Request, Who};

/// Of all histories.
pub static SEEN: Tally = Tally::new();

pub struct RealShop {
    runtime: Runtime,
    shop: Furnished,
    names: Names,
    asked: u64,
    /// Requests that were done, and their answers.
    done: Vec<(Request, Value)>,
}

impl RealShop {
    pub fn open(cards: usize, nodes: usize) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let shop = runtime.block_on(Furnished::open(cards, nodes));
        Self { runtime, shop, names: Names::default(), asked: 0, done: vec![] }
    }

    pub fn told(&mut self, told: &Told, shop: &Shop) {
        self.pass(1);
        match told {
            Told::Nothing => {}
            Told::Pass(ms) => self.pass(*ms as u64),
            Told::Night(ms, finds) => {
                self.pass(*ms as u64);
                for what in finds {
                    SEEN.saw(what, "done");
                    SEEN.saw("night", "done");
                }
                let node = &self.shop.town.nodes[self.asked as usize % 2].app;
                self.runtime.block_on(schedule::by_the_clock(node));
            }
            Told::Restart(node) => {
                SEEN.saw("restart", "done");
                self.runtime.block_on(self.shop.town.restart(*node));
            }
            Told::Again(at) => {
                let (request, first) = self.done[*at].clone();
                SEEN.saw("again", "done");
                let (_, again) = self.send(&request);
                assert_eq!(again, first, "{}", request.path);
            }
            Told::Ask(ask, expected) => self.ask(ask, expected, shop),
        }
    }

    fn ask(&mut self, ask: &Ask, expected: &Result<i128, super::books::No>, shop: &Shop) {
        self.asked += 1;
        let number = format!("no-{}", self.asked);
        let of: Vec<usize> = ask.shown(shop).into_iter().collect();
        let codes = self.runtime.block_on(self.shop.codes(&of));
        let request = self.names.request(&self.shop, ask, shop, &number, &codes);
        let (status, answer) = self.send(&request);
        let code = answer["code"].as_str().unwrap_or_default();
        SEEN.saw(ask.kind(), if status < 300 { "done" } else { code });
        match expected {
            Ok(amount) => {
                assert!(status < 300, "{ask:?}: {answer}");
                saw_more(ask, shop);
                self.heard(ask, &answer, *amount, number);
                self.done.push((request, answer));
            }
            Err(reasons) => {
                assert!(status >= 400, "{ask:?} was done, but {reasons:?}");
                assert!(reasons.contains(code), "{answer}: {reasons:?}");
            }
        }
    }

    fn pass(&mut self, ms: u64) {
        self.shop.town.advance(Duration::from_millis(ms));
        self.runtime.block_on(self.shop.come_back());
    }

    /// At one node and then the other.
    fn send(&self, request: &Request) -> (u16, Value) {
        let node = self.asked as usize % self.shop.town.nodes.len();
        let answer = self.runtime.block_on(send(self.shop.ask(request, node)));
        (answer.status, answer.body)
    }

    fn heard(&mut self, ask: &Ask, answer: &Value, amount: i128, number: String) {
        self.names.heard(ask, answer, number);
        match ask {
            Ask::Refund { .. } => assert_eq!(answer["amount"], json!(amount as i64)),
            Ask::GiveBack { .. } => assert_eq!(answer["sheet"]["amount"], json!(amount as i64)),
            Ask::Reissue(card) => self.runtime.block_on(self.shop.reload(*card)),
            Ask::Merge { .. } => {
                assert_eq!(answer["coupons"], json!(amount as i64));
                self.runtime.block_on(self.shop.change_hands());
            }
            Ask::Claim { .. } | Ask::TopUp { .. } => {
                let db = &self.shop.town.app.db;
                let all = coupon::Entity::find().order_by_asc(coupon::Column::Id).all(db);
                let all = self.runtime.block_on(all).unwrap();
                self.names.coupons = all.iter().map(|row| row.id).collect();
            }
            _ => {}
        }
    }

    /// Every balance, every lot and every coupon.
    pub fn assert_has(&self, shop: &Shop) {
        let app = &self.shop.town.app;
        self.runtime.block_on(assert_has(app, &self.shop.cards, shop));
        self.runtime.block_on(self.assert_holders(shop));
        self.runtime.block_on(self.assert_coupons(shop));
    }

    /// Whose cards they are, and that of each member's one is the first.
    async fn assert_holders(&self, shop: &Shop) {
        let rows = card::Entity::find().all(&self.shop.town.app.db).await.unwrap();
        for (known, card) in self.shop.cards.iter().zip(&shop.cards) {
            let row = rows.iter().find(|row| row.id == known.id).unwrap();
            let holder = self.shop.members[card.member];
            assert_eq!(row.member_id, holder, "whose {card:?}");
            let first = rows.iter().filter(|row| row.primary_of == Some(holder));
            assert_eq!(first.map(|row| row.member_id).collect::<Vec<_>>(), [holder]);
        }
    }

    async fn assert_coupons(&self, shop: &Shop) {
        let rows = coupon::Entity::find().all(&self.shop.town.app.db).await.unwrap();
        assert_eq!(rows.len(), shop.coupons.len(), "coupons");
        for (id, coupon) in self.names.coupons.iter().zip(&shop.coupons) {
            let row = rows.iter().find(|row| row.id == *id).unwrap();
            assert_eq!(row.valid_until.0 - MORNING.0, coupon.until, "the end of {coupon:?}");
            let of = |sale: usize| -> Option<SaleId> {
                Some(self.names.sales[sale].id.parse().unwrap())
            };
            let (state, sale) = match coupon.state {
                CouponState::Usable => (coupon::State::Usable, None),
                CouponState::Reserved(sale, _) => (coupon::State::Reserved, of(sale)),
                CouponState::Used(sale) => (coupon::State::Used, of(sale)),
            };
            assert_eq!((row.state, row.sale_id), (state, sale), "{coupon:?}");
            assert_eq!(row.member_id, self.shop.members[coupon.member], "whose {coupon:?}");
        }
    }

    /// The invariants, asked of all rows.
    pub fn assert_in_order(&self) {
        let merchant = self.shop.cards[0].merchant_id;
        let report = self.runtime.block_on(proof::run(&self.shop.town.app, merchant)).unwrap();
        assert!(report.green, "{}", report.first_bad().map(ToString::to_string).unwrap());
    }
}

/// What a request's kind does not say.
fn saw_more(ask: &Ask, shop: &Shop) {
    match ask {
        Ask::End { .. } => SEEN.saw("a hold's end", "done"),
        Ask::Settle { sale, .. } => {
            let sale = &shop.sales[*sale];
            if sale.card.is_some_and(|card| shop.cards[card].member != card) {
                SEEN.saw("a sale of a card that changed hands", "done");
            }
            if sale.cart.coupon.is_some() {
                SEEN.saw("settle with coupon", "done");
            }
            if sale.points > 0 {
                SEEN.saw("settle with points", "done");
            }
        }
        Ask::Refund { sale, .. } => {
            let coupon = shop.sales[*sale].cart.coupon.map(|at| &shop.coupons[at]);
            if coupon.is_some_and(|coupon| coupon.state == CouponState::Usable) {
                SEEN.saw("coupon back", "done");
            }
        }
        _ => {}
    }
}

/// What phones show now, by card; nothing where none is needed, or the card is lost.
pub type Codes = Vec<Option<String>>;
/// Of the shop.
pub type Cards = Vec<card::Model>;
