//! The demo's shop with one member, who came in by the doors that everybody uses: what a crowd is
//! copied from.
use std::net::SocketAddr;

use anyhow::{Context, ensure};
use entity::{account, card, ids::SaleId, lot, member, sale, session};
use sea_orm::{DatabaseConnection, QueryOrder, entity::prelude::*};
use serde_json::{Value, json};

use crate::{
    people::{Shift, code},
    process::Gateway,
    wire::{Connection, request},
};

/// 安贝幼儿奶粉 3 段, 纯棉婴儿连体衣, 胡萝卜果泥: ¥239 + ¥89 + ¥9.90.
const GOODS: [&str; 3] = ["6901234503005", "6901234533002", "6901234522006"];
/// Stored value, in fen.
const PAID_IN: i64 = 400_000;
/// Of each sale, in fen; the rest is cash.
const STORED: i64 = 10_000;

/// One member, whose card has been used before, and a sale of theirs that is priced.
pub struct Model {
    pub member: member::Model,
    pub card: card::Model,
    pub accounts: Vec<account::Model>,
    pub lots: Vec<lot::Model>,
    pub sale: sale::Model,
    pub session: session::Model,
    pub till: Till,
}

/// A clerk at work.
pub struct Till {
    cookies: String,
}

impl Till {
    /// A write, sent under a name of its own.
    pub fn post(&self, to: SocketAddr, path: &str, key: &str, body: &Value) -> Vec<u8> {
        let Self { cookies } = self;
        let headers = format!(
            "Content-Type: application/json\r\nIdempotency-Key: {key}\r\nCookie: {cookies}\r\n"
        );
        request("POST", path, to, &headers, &body.to_string())
    }

    /// 收款: some stored value, the rest in cash.
    pub fn settle(&self, to: SocketAddr, id: SaleId, priced: &sale::Model) -> Vec<u8> {
        let tenders = json!([
            { "kind": "stored_value", "amount": STORED },
            { "kind": "cash", "amount": priced.payable.0 - STORED },
        ]);
        let body = json!({ "hash": hex::encode(&priced.hash), "tenders": tenders });
        self.post(to, &format!("/v1/till/sales/{id}/settle"), &format!("settle-{id}"), &body)
    }
}

/// What is answered, if it is a success.
pub async fn ask(to: SocketAddr, request: &[u8]) -> anyhow::Result<Value> {
    let mut connection = Connection::open(to).await?;
    let answer = connection.ask(request).await?;
    let said = String::from_utf8_lossy(answer.body);
    ensure!((200..300).contains(&answer.status), "{}: {said}", answer.status);
    Ok(serde_json::from_str(&said)?)
}

impl Model {
    /// They register, pay in, buy once, and stand at the till again.
    pub async fn make(gateway: &Gateway, db: &DatabaseConnection) -> anyhow::Result<Self> {
        let to = gateway.process.address;
        let shift = Shift::begin(gateway).await?;
        let till = Till { cookies: shift.till.clone() };
        let card = one(card::Entity::find(), db).await?;
        let top_up = json!({
            "card": card.id, "order_no": "model", "principal": PAID_IN, "tender": "cash",
        });
        ask(to, &till.post(to, "/v1/till/top-ups", "model", &top_up)).await?;
        for visit in ["first", "again"] {
            let scan = code(&ask(to, &shift.show()).await?)?;
            let lines: Value =
                GOODS.iter().map(|code| json!({ "code": code, "quantity": 1000 })).collect();
            let cart = json!({ "order_no": visit, "scan": scan, "lines": lines });
            ask(to, &till.post(to, "/v1/till/quotes", visit, &cart)).await?;
            if visit == "first" {
                let sale = newest_sale(db).await?;
                ask(to, &till.settle(to, sale.id, &sale)).await?;
            }
        }
        Ok(Self {
            member: one(member::Entity::find(), db).await?,
            card: one(card::Entity::find(), db).await?,
            accounts: account::Entity::find().all(db).await?,
            lots: lot::Entity::find().all(db).await?,
            sale: newest_sale(db).await?,
            session: one(members_sessions(), db).await?,
            till,
        })
    }
}

fn members_sessions() -> Select<session::Entity> {
    session::Entity::find().filter(session::Column::Kind.eq(session::Kind::Member))
}

async fn newest_sale(db: &DatabaseConnection) -> anyhow::Result<sale::Model> {
    one(sale::Entity::find().order_by_desc(sale::Column::Id), db).await
}

async fn one<E: EntityTrait>(rows: Select<E>, db: &DatabaseConnection) -> anyhow::Result<E::Model> {
    rows.one(db).await?.context("the model has no such row")
}
