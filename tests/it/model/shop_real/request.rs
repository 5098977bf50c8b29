//! The model's words, as a till, a phone or the back office sends them.
use entity::ids::CouponId;
use serde_json::{Value, json};

use super::{
    super::shop::{Cart, Shop, ask::Ask, back::Back, price::Wish, terms::POINT, value::Mode},
    Codes, Furnished,
};

#[derive(Clone, Debug)]
pub struct Request {
    pub who: Who,
    pub key: String,
    pub path: String,
    pub body: Value,
}

#[derive(Clone, Copy, Debug)]
pub enum Who {
    Staff,
    Member(usize),
}

/// What the gateway calls the model's things, in the model's order.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub sales: Vec<Quoted>,
    pub top_ups: Vec<String>,
    pub holds: Vec<String>,
    pub coupons: Vec<CouponId>,
}

#[derive(Clone, Debug)]
pub struct Quoted {
    pub id: String,
    hash: String,
    order_no: String,
}

impl Names {
    pub fn request(
        &self,
        real: &Furnished,
        ask: &Ask,
        shop: &Shop,
        number: &str,
        codes: &Codes,
    ) -> Request {
        let (path, body) = self
            .of_cards(real, ask, (number, codes))
            .or_else(|| self.of_sales(real, ask, shop, (number, codes)))
            .expect("every ask is of one or the other");
        let who = match ask {
            Ask::Claim { card, .. } => Who::Member(*card),
            _ => Who::Staff,
        };
        Request { who, key: number.to_owned(), path, body }
    }

    fn of_cards(
        &self,
        real: &Furnished,
        ask: &Ask,
        (number, codes): (&str, &Codes),
    ) -> Option<(String, Value)> {
        let till = |path: &str| format!("/v1/till/{path}");
        let desk = |card: usize, verb: &str| {
            (format!("/v1/office/cards/{}/{verb}", real.cards[card].id), json!({}))
        };
        Some(match ask {
            Ask::TopUp { card, rule, paid_in } => {
                let mut body = json!({
                    "card": real.cards[*card].id, "order_no": number,
                    "principal": *paid_in as i64, "tender": "wechat",
                });
                if let Some(rule) = rule {
                    body["rule"] = json!(real.rules[*rule]);
                    body["rule_version"] = json!(1);
                }
                (till("top-ups"), body)
            }
            Ask::GiveBack { top_up, mode } => {
                let mode = match mode {
                    Mode::CoolingOff => "cooling_off",
                    Mode::MerchantCause => "merchant_cause",
                    Mode::ConsumerCause => "consumer_cause",
                };
                let body = json!({ "refund_no": number, "mode": mode });
                (till(&format!("top-ups/{}/refund", self.top_ups[*top_up])), body)
            }
            Ask::Merge { from, into } => {
                let [from, into] = [from, into].map(|member| real.members[*member]);
                let body = json!({ "into": into, "reason": "同一位顾客" });
                (format!("/v1/office/members/{from}/merge"), body)
            }
            Ask::Convert { card, points } => {
                (till("convert"), json!({ "scan": codes[*card], "points": points_text(*points) }))
            }
            Ask::Claim { template, .. } => {
                (format!("/v1/member/offers/{}/claim", real.templates[*template]), json!({}))
            }
            Ask::Hold { card, amount } => {
                let body = json!({
                    "scan": codes[*card], "amount": *amount as i64,
                    "order_no": number, "minutes": 1440,
                });
                (till("holds"), body)
            }
            Ask::End { hold, taken, capture: true } => {
                let body = json!({ "amount": *taken as i64 });
                (till(&format!("holds/{}/capture", self.holds[*hold])), body)
            }
            Ask::End { hold, .. } => {
                (till(&format!("holds/{}/release", self.holds[*hold])), json!({}))
            }
            Ask::Lose { card, lost: true } => desk(*card, "lose"),
            Ask::Lose { card, .. } => desk(*card, "find"),
            Ask::Reissue(card) => desk(*card, "reissue"),
            _ => return None,
        })
    }

    fn of_sales(
        &self,
        real: &Furnished,
        ask: &Ask,
        shop: &Shop,
        (number, codes): (&str, &Codes),
    ) -> Option<(String, Value)> {
        let of = |sale: usize, verb: &str| format!("/v1/till/sales/{}/{verb}", self.sales[sale].id);
        Some(match ask {
            Ask::Quote { sale, card, by_code, cart } => {
                let number = sale.map_or(number, |sale| self.sales[sale].order_no.as_str());
                let scan = card.map(|card| match by_code {
                    true => codes[card].clone().expect("a lost card shows none"),
                    false => real.cards[card].number.clone(),
                });
                ("/v1/till/quotes".to_owned(), self.cart(number, scan, cart))
            }
            Ask::Park(sale) => (of(*sale, "hold"), json!({})),
            Ask::Resume(sale) => (of(*sale, "resume"), json!({})),
            Ask::Cancel(sale) => (of(*sale, "cancel"), json!({})),
            Ask::Settle { sale, stored, money, shown, hash } => {
                let card = shop.sales[*sale].card;
                let code = card.filter(|_| *shown).and_then(|card| codes[card].clone());
                let quoted = &self.sales[*sale].hash;
                let hash = if *hash { quoted.clone() } else { "00".repeat(32) };
                let body =
                    json!({ "hash": hash, "tenders": tenders(*stored, *money), "code": code });
                (of(*sale, "settle"), body)
            }
            Ask::Refund { sale, back, void } => {
                let verb = if *void { "void" } else { "refunds" };
                (of(*sale, verb), refund(number, back, *void))
            }
            _ => return None,
        })
    }

    fn cart(&self, number: &str, scan: Option<String>, cart: &Cart) -> Value {
        let line = |(price, quantity): &(i128, i128)| json!({ "name": "散装", "price": *price as i64, "quantity": *quantity as i64 });
        let lines: Vec<Value> = cart.items.iter().map(line).collect();
        let points = match cart.points {
            Wish::None => None,
            Wish::Auto => Some("auto".to_owned()),
            Wish::So(points) => Some(points.to_string()),
        };
        let coupon = cart.coupon.map(|at| self.coupons[at]);
        json!({
            "order_no": number, "scan": scan, "lines": lines, "coupon": coupon, "points": points,
        })
    }

    /// What came of it has a name now.
    pub fn heard(&mut self, ask: &Ask, answer: &Value, number: String) {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let hash = || text(&answer["hash"]);
        match ask {
            Ask::Quote { sale: None, .. } => {
                let (id, hash) = (text(&answer["sale"]), hash());
                self.sales.push(Quoted { id, hash, order_no: number });
            }
            Ask::Quote { sale: Some(sale), .. } | Ask::Resume(sale) => {
                self.sales[*sale].hash = hash();
            }
            Ask::TopUp { .. } => self.top_ups.push(text(&answer["top_up"]["id"])),
            Ask::Hold { .. } => self.holds.push(text(&answer["id"])),
            _ => {}
        }
    }
}

/// In 1/10,000 points.
pub fn points_text(units: i128) -> String {
    format!("{}.{:04}", units / POINT, units % POINT)
}

fn refund(number: &str, back: &Back, void: bool) -> Value {
    let mut body = json!({ "refund_no": number, "reason": "不合适" });
    match back {
        _ if void => {}
        Back::All => body["all"] = json!(true),
        Back::Amount(amount) => body["amount"] = json!(*amount as i64),
        Back::Line(line, quantity) => {
            body["lines"] = json!([{ "line": line + 1, "quantity": *quantity as i64 }]);
        }
    }
    body
}

fn tenders(stored: i128, money: i128) -> Vec<Value> {
    let all = [("stored_value", stored), ("cash", money)].into_iter();
    let all = all.filter(|(_, amount)| *amount > 0);
    all.map(|(kind, amount)| json!({ "kind": kind, "amount": amount as i64 })).collect()
}
