//! The demo's shop, with the rules that the model knows, and its people at work.
use entity::{
    card,
    ids::{IdentityId, MemberId},
    values::Timestamp,
};
use kabao::{code, seed};
use reqwest::{Method, RequestBuilder};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use super::{
    super::shop::terms::{
        COUPONS_END, FEN_PER_POINT, GIFT_COUPON_VALUE, KEPT_DAYS, Off, POINTS_PER_YUAN,
        POINTS_PER_YUAN_KEPT, RULES, TEMPLATES,
    },
    Cards, Codes, Request, Who,
    request::points_text,
};
use crate::{
    crowd,
    town::{MORNING, Person, Town, send},
};

/// Staff sign in twice a day, members once a month: a little earlier than they must.
const SHIFT_MS: i64 = 11 * 3_600_000;
const MONTH_MS: i64 = 29 * 24 * 3_600_000;

pub struct Furnished {
    pub town: Town,
    /// At the till and in the back office.
    owner: Person,
    /// Who the members are in WeChat.
    people: Vec<IdentityId>,
    /// What members' phones show at the door.
    phones: Vec<String>,
    pub cards: Cards,
    /// Whose each card was at first.
    pub members: Vec<MemberId>,
    pub rules: Vec<String>,
    pub templates: Vec<String>,
    /// When staff and members signed in.
    since: (Timestamp, Timestamp),
}

impl Furnished {
    pub async fn open(cards: usize, nodes: usize) -> Self {
        let town = Town::with_nodes(nodes).await;
        let cards = crowd::members(&town.app, 0, cards as u64).await;
        // Each in an account of their own: two openids of one account are never one person.
        let mut people = vec![];
        for (at, card) in cards.iter().enumerate() {
            people.push(crowd::known(&town.app, card, &format!("wx-{at}")).await);
        }
        let (owner, never) = (town.person(), Timestamp(0));
        let mut shop = Self {
            town,
            owner,
            people,
            phones: vec![],
            members: cards.iter().map(|card| card.member_id).collect(),
            cards,
            rules: vec![],
            templates: vec![],
            since: (never, never),
        };
        shop.come_back().await;
        shop.decide().await;
        shop.make_templates().await;
        shop.make_rules().await;
        shop
    }

    /// Whoever's session is about to end signs in again.
    pub async fn come_back(&mut self) {
        let now = self.town.app.world.now();
        if now.0 - self.since.0.0 > SHIFT_MS {
            let ask = json!({ "login": "owner", "password": seed::PASSWORD, "terminal": "T01" });
            let at_till = self.staff().post("/v1/till/sign-in", &ask).await;
            let ask = json!({ "login": "owner", "password": seed::PASSWORD });
            let in_office = self.staff().post("/v1/office/sign-in", &ask).await;
            assert_eq!((at_till.status, in_office.status), (200, 200), "{}", at_till.text);
            self.since.0 = now;
        }
        if now.0 - self.since.1.0 > MONTH_MS {
            self.phones.clear();
            for person in &self.people {
                let merchant = self.cards[0].merchant_id;
                self.phones.push(crowd::phone(&self.town.app, merchant, *person).await);
            }
            self.since.1 = now;
        }
    }

    fn staff(&self) -> Person {
        self.owner.at(&self.town.nodes[0].address)
    }

    async fn decide(&self) {
        let points = json!({
            "fen_per_point": FEN_PER_POINT as i64, "expiry": { "mode": "months", "months": 1 },
        });
        let way = json!({
            "mode": "ratio", "points_per_yuan": points_text(POINTS_PER_YUAN), "calc": "jiao",
        });
        let redeem = json!({ "way": way, "cap": { "mode": "share", "rate": 5_000 } });
        let kept = json!({
            "points_per_yuan": points_text(POINTS_PER_YUAN_KEPT), "gift_days": KEPT_DAYS,
        });
        for (name, terms) in [
            ("points", points),
            ("redeem", redeem),
            ("stored-value", json!({ "program": kept, "reason": "测试" })),
        ] {
            let path = format!("/v1/office/programs/{name}");
            let told = send(self.staff().ask(Method::PUT, &path).json(&terms)).await;
            assert_eq!(told.status, 200, "{name}: {}", told.text);
        }
    }

    async fn make(&self, door: &str, what: &str, body: &Value) -> String {
        let made = self.staff().post_once(door, what, body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        made.body["id"].as_str().unwrap().to_owned()
    }

    async fn make_templates(&mut self) {
        let end = json!(MORNING.plus_ms(COUPONS_END));
        for (at, template) in TEMPLATES.iter().enumerate() {
            let (kind, worth, cap) = match template.off {
                Off::Cash(worth) => ("cash", worth as i64, None),
                Off::Rate(paid, cap) => ("discount", paid as i64, Some(cap as i64)),
            };
            let terms = json!({ "days": template.days, "returns": template.returns, "cap": cap });
            let body = json!({
                "kind": kind, "title": format!("券{at}"), "worth": worth,
                "threshold": template.threshold as i64, "total": template.total,
                "per_member": template.per_member, "opens_at": json!(MORNING), "closes_at": end,
                "valid_until": end, "terms": terms,
            });
            let made = self.make("/v1/office/coupons", &format!("template-{at}"), &body).await;
            self.templates.push(made);
        }
    }

    async fn make_rules(&mut self) {
        for (at, rule) in RULES.iter().enumerate() {
            let coupon = rule.coupon.map(|template| {
                let value = GIFT_COUPON_VALUE as i64;
                json!({ "template": self.templates[template], "count": 1, "value": value })
            });
            let coupons: Vec<Value> = coupon.into_iter().collect();
            let gifts = json!({
                "balance": rule.given as i64, "balance_days": rule.gift_days,
                "points": rule.points.to_string(), "coupons": coupons,
            });
            let body = json!({
                "name": format!("活动{at}"), "principal": rule.paid_in as i64,
                "terms": { "channels": ["till"], "gifts": gifts },
            });
            let made = self.make("/v1/office/recharge-rules", &format!("rule-{at}"), &body).await;
            self.rules.push(made);
        }
    }

    /// Ready to be sent to this node.
    pub fn ask(&self, request: &Request, node: usize) -> RequestBuilder {
        let door = self.owner.at(&self.town.nodes[node].address).ask(Method::POST, &request.path);
        let door = door.header("idempotency-key", &request.key).json(&request.body);
        match request.who {
            Who::Staff => door,
            Who::Member(card) => door.bearer_auth(&self.phones[card]),
        }
    }

    /// Of these cards, those that can be shown.
    pub async fn codes(&self, of: &[usize]) -> Codes {
        let mut codes = vec![None; self.cards.len()];
        for at in of {
            let card = &self.cards[*at];
            let shown = code::show(&self.town.app, card.merchant_id, card).await;
            codes[*at] = shown.ok().map(|shown| shown.code);
        }
        codes
    }

    /// Whose they are now; whether one is lost, the model knows.
    pub async fn change_hands(&mut self) {
        let rows = card::Entity::find().all(&self.town.app.db).await.unwrap();
        for card in &mut self.cards {
            card.member_id = rows.iter().find(|row| row.id == card.id).unwrap().member_id;
        }
    }

    /// It was issued anew.
    pub async fn reload(&mut self, at: usize) {
        let found = card::Entity::find_by_id(self.cards[at].id).one(&self.town.app.db).await;
        self.cards[at] = found.unwrap().unwrap();
    }
}
