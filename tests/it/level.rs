//! Levels: how a card rises and falls, and who decides it.
mod fall;
mod levels;
mod office;
mod rise;
mod trade;

use std::time::Duration;

use entity::{
    account::Book,
    card,
    ids::{CardId, JournalId, LevelId},
    journal::Kind,
    level_change, sale,
    values::{Fen, Points, Timestamp},
};
use kabao::{
    app::Tx,
    error::Result,
    ledger::{self, Cause, Into, Leg, OutOf, Place, Sum},
    level::{self, Event, Ladder, LevelMove},
    world::World,
};
use reqwest::Method;
use sea_orm::{IntoActiveModel, entity::prelude::*};
use serde_json::{Value, json};

use crate::{
    people::Shop,
    town::{Person, Reply, send},
};

/// A shop with one member, who is 普通会员: 普通卡 is a step below, and 银卡, 金卡, 超级vip above.
pub struct Steps {
    pub shop: Shop,
    pub owner: Person,
    pub card: CardId,
}

#[derive(Clone)]
struct Gain {
    card: CardId,
    legs: Vec<Leg>,
    event: Event,
    /// Paid for goods, in this moment.
    sale: Option<Fen>,
}

/// What a till does: the midnights, what is moved, and what follows from it.
async fn gain(tx: &Tx, world: &World, ask: Gain) -> Result<Option<LevelMove>> {
    let found = card::Entity::find_by_id(ask.card).one(tx).await?.unwrap();
    let merchant = found.merchant_id;
    let ladder = ladder_of(tx, merchant).await;
    let mut holdings = ledger::lock(tx, merchant, ask.card).await?;
    level::settle_due(tx, world, &ladder, &mut holdings).await?;
    if let Some(paid) = ask.sale {
        let row = sold(world, &holdings.card, paid).into_active_model();
        sale::Entity::insert(row).exec_without_returning(tx).await?;
    }
    let cause = Cause {
        kind: Kind::Grant,
        business_key: world.id::<JournalId>().to_string(),
        subject: ask.card.0,
        place: Place::default(),
        reason: "测试".to_owned(),
    };
    ledger::post(tx, world, &mut holdings, cause, ask.legs).await?;
    level::after(tx, world, &ladder, &mut holdings, ask.event).await
}

async fn ladder_of(tx: &Tx, merchant: entity::ids::MerchantId) -> Ladder {
    level::read_ladder(tx, merchant).await.unwrap()
}

fn sold(world: &World, card: &card::Model, paid: Fen) -> sale::Model {
    sale::Model {
        id: world.id(),
        merchant_id: card.merchant_id,
        store_id: world.id(),
        terminal_id: world.id(),
        operator_id: world.id(),
        order_no: world.id::<JournalId>().to_string(),
        state: sale::State::Settled,
        card_id: Some(card.id),
        member_id: Some(card.member_id),
        code_window: None,
        coupon_id: None,
        hash: vec![],
        cart: String::new(),
        priced: String::new(),
        list_total: paid,
        payable: paid,
        points_spent: Points::ZERO,
        points_from: None,
        points_earned: Points::ZERO,
        growth_earned: Points::ZERO,
        paid,
        refunded: Fen::ZERO,
        expires_at: world.now(),
        created_at: world.now(),
        settled_at: Some(world.now()),
    }
}

impl Steps {
    pub async fn open() -> Self {
        Self::with_nodes(1).await
    }

    pub async fn with_nodes(nodes: usize) -> Self {
        let shop = Shop::with_nodes(nodes).await;
        let member = shop.member("p1", "13800000001", "小美").await;
        let card = member.get("/me").await.body["card"]["id"].as_str().unwrap().parse().unwrap();
        drop(member);
        let owner = shop.owner().await;
        Self { owner, card, shop }
    }

    /// By its code.
    pub async fn level(&self, code: &str) -> LevelId {
        let merchant = self.row().await.merchant_id;
        level::by_code(&self.shop.town.app.db, merchant, code).await.unwrap().id
    }

    pub async fn row(&self) -> card::Model {
        card::Entity::find_by_id(self.card).one(&self.shop.town.app.db).await.unwrap().unwrap()
    }

    /// The name of the level that is written on the card.
    pub async fn name(&self) -> String {
        let row = self.row().await;
        level::find(&self.shop.town.app.db, row.merchant_id, row.level_id).await.unwrap().name
    }

    pub async fn changes(&self) -> Vec<level_change::Model> {
        use sea_orm::QueryOrder;
        let all = level_change::Entity::find().order_by_asc(level_change::Column::EffectiveAt);
        all.all(&self.shop.town.app.db).await.unwrap()
    }

    /// Define a level's terms; all else stays.
    pub async fn terms(&self, code: &str, terms: Value) -> Reply {
        let view = self.owner.get("/v1/office/programs/level").await.body;
        let levels = view["levels"].as_array().unwrap();
        let found = levels.iter().find(|level| level["code"] == code).unwrap();
        let path = format!("/v1/office/levels/{}", found["id"].as_str().unwrap());
        let body = json!({
            "name": found["name"], "rank": found["rank"], "description": found["description"],
            "benefits": found["benefits"], "terms": terms,
        });
        send(self.owner.ask(Method::PUT, &path).json(&body)).await
    }

    pub async fn program(&self, program: Value) -> Reply {
        let ask = self.owner.ask(Method::PUT, "/v1/office/programs/level");
        send(ask.json(&program)).await
    }

    /// 银卡 from 1000 and 金卡 from 3000 of everything, for a year of days.
    pub async fn usual(&self, program: Value) {
        for (code, whole) in [("4", 1000), ("3", 3000)] {
            let (points, fen) = (whole.to_string(), whole * 100);
            let terms = json!({
                "thresholds": { "growth": points, "points": points, "spend": fen, "recharge": fen },
                "valid_days": 365, "falls_to": self.level("2").await.to_string(),
            });
            let done = self.terms(code, terms).await;
            assert_eq!(done.status, 200, "{}", done.text);
        }
        let done = self.program(program).await;
        assert_eq!(done.status, 200, "{}", done.text);
    }

    async fn gain(&self, legs: Vec<Leg>, sale: Option<Fen>, event: Event) -> Option<LevelMove> {
        let ask = Gain { card: self.card, legs, event, sale };
        self.shop.town.app.transact(gain, ask).await.unwrap()
    }

    pub async fn grow(&self, whole: i64) -> Option<LevelMove> {
        let sum = Sum::growth(Points(whole * Points::ONE.0));
        let leg = Leg::Credit { sum, from: Book::Granted, into: Into::Balance };
        self.gain(vec![leg], None, Event::Bought).await
    }

    pub async fn earn(&self, whole: i64) -> Option<LevelMove> {
        let sum = Sum::points(Points(whole * Points::ONE.0));
        let into = Into::Lot { source: uuid::Uuid::nil(), expires_at: None };
        let leg = Leg::Credit { sum, from: Book::Granted, into };
        self.gain(vec![leg], None, Event::Bought).await
    }

    pub async fn redeem(&self, whole: i64) -> Option<LevelMove> {
        let sum = Sum::points(Points(whole * Points::ONE.0));
        let leg = Leg::Debit { sum, to: Book::Spent, out_of: OutOf::Soonest };
        self.gain(vec![leg], None, Event::Bought).await
    }

    pub async fn buy(&self, fen: i64) -> Option<LevelMove> {
        self.gain(vec![], Some(Fen(fen)), Event::Bought).await
    }

    pub async fn night(&self) -> u64 {
        level::nightly(&self.shop.town.app).await.unwrap()
    }

    pub async fn touch(&self) {
        self.gain(vec![], None, Event::Credited).await;
    }

    /// Until this moment.
    pub fn wait_for(&self, moment: Timestamp) {
        let ms = moment.0 - self.shop.town.app.world.now().0;
        self.shop.town.advance(Duration::from_millis(ms.try_into().unwrap()));
    }

    pub fn now(&self) -> Timestamp {
        self.shop.town.app.world.now()
    }
}
