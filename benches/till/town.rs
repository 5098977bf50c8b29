//! A gateway on a database with a crowd in it, and rounds of what the crowd asks.
use std::{ops::Range, time::Duration};

use anyhow::{bail, ensure};
use entity::{coupon_template, ids::CouponTemplateId, job, sale, session};
use kabao::{engine, passport};
use sea_orm::{DatabaseConnection, IntoActiveModel, entity::prelude::*};
use tokio::time::sleep;

use crate::{
    crowd::{Crowd, SALES, Who, identity_id, sale_id, session_id},
    drive::{Load, Round, drive},
    listen::Listener,
    process::Gateway,
    script::LATER_MS,
    shop::Model,
    wire::request,
};

/// Far longer than a round takes: it ends when its requests are used up.
const LASTS: Duration = Duration::from_secs(120);
const REST: Duration = Duration::from_millis(200);
const RESTS: usize = 600;

pub struct Town {
    pub gateway: Gateway,
    pub db: DatabaseConnection,
    pub model: Model,
    pub listener: Listener,
    /// Members the gateway serves, and how many of their sales are paid.
    served: Range<u64>,
    paid: u64,
    claimed: u64,
}

impl Town {
    /// The demo on this database, with so many members.
    pub async fn open(database: &str, served: Range<u64>) -> anyhow::Result<Self> {
        let gateway = Gateway::start(database)?;
        gateway.ready().await?;
        let db = engine::connect(database).await?;
        let model = Model::make(&gateway, &db).await?;
        let listener = Listener::open(database).await?;
        let town = Self { gateway, db, model, listener, served, paid: 0, claimed: 0 };
        town.crowd().come(town.served.clone(), Who::Served).await?;
        Ok(town)
    }

    pub fn crowd(&self) -> Crowd<'_> {
        Crowd { db: &self.db, model: &self.model }
    }

    /// A sale that was not paid yet: its member, and which of the member's it is.
    pub fn next_sale(&mut self) -> anyhow::Result<(u64, u64)> {
        let members = self.served.end - self.served.start;
        let (nth, member) = (self.paid / members, self.paid % members);
        ensure!(nth < SALES, "all sales are paid");
        self.paid += 1;
        Ok((self.served.start + member, nth))
    }

    /// So many sales, each paid once.
    pub async fn settle(&mut self, settles: u64, connections: usize) -> anyhow::Result<Round> {
        let to = self.gateway.process.address;
        let mut requests = vec![];
        for _ in 0..settles {
            let (member, nth) = self.next_sale()?;
            requests.push(self.model.till.settle(to, sale_id(member, nth), &self.model.sale));
        }
        self.round(requests, connections).await
    }

    /// A coupon that everybody wants.
    pub async fn hot_offer(&self) -> anyhow::Result<CouponTemplateId> {
        let row = coupon_template::Entity::find().one(&self.db).await?;
        let row = row.ok_or_else(|| anyhow::anyhow!("the demo has no coupons"))?;
        let row = coupon_template::Model {
            id: self.listener.app.world.id(),
            store_id: None,
            total: 1_000_000,
            claimed: 0,
            ..row
        };
        let id = row.id;
        let row = row.into_active_model().reset_all();
        coupon_template::Entity::insert(row).exec_without_returning(&self.db).await?;
        Ok(id)
    }

    /// So many members at one offer, each once.
    pub async fn claim(
        &mut self,
        offer: CouponTemplateId,
        claims: u64,
        connections: usize,
    ) -> anyhow::Result<Round> {
        let to = self.gateway.process.address;
        let path = format!("/v1/member/offers/{offer}/claim");
        let mut requests = vec![];
        for member in
            (self.served.clone()).skip(usize::try_from(self.claimed)?).take(claims as usize)
        {
            let session = session::Model {
                id: session_id(member),
                subject: identity_id(member).0,
                ..self.model.session.clone()
            };
            let token = passport::token(&self.listener.app, &session)?;
            let headers = format!(
                "Content-Type: application/json\r\nIdempotency-Key: claim\r\n\
                 Cookie: kabao_member_wx00000000000000a1={token}\r\n"
            );
            requests.push(request("POST", &path, to, &headers, "{}"));
        }
        ensure!(requests.len() as u64 == claims, "everybody has claimed");
        self.claimed += claims;
        self.round(requests, connections).await
    }

    async fn round(&self, requests: Vec<Vec<u8>>, connections: usize) -> anyhow::Result<Round> {
        let asked = requests.len();
        let load = Load { connections, requests: requests.into(), again: false, lasts: LASTS };
        let round = drive(&self.gateway.process, &load).await?;
        ensure!(round.answered() == asked, "{} of {asked} were answered", round.answered());
        eprintln!("{asked} by {connections} clients: {:.0} per second", round.per_second());
        self.rest().await?;
        Ok(round)
    }

    /// Until the gateway's workers have done all that the round left them, so that the next begins
    /// with quiet cores. What a script promised is due much later.
    async fn rest(&self) -> anyhow::Result<()> {
        let soon = self.listener.app.world.now().plus_ms(LATER_MS / 2);
        for _ in 0..RESTS {
            let waiting = job::Entity::find().filter(job::Column::DueAt.lt(soon));
            if waiting.filter(job::Column::Dead.eq(false)).count(&self.db).await? == 0 {
                return Ok(());
            }
            sleep(REST).await;
        }
        bail!("the workers are not done with their jobs")
    }

    /// How many sales are paid, whoever did it.
    pub async fn settled(&self) -> anyhow::Result<u64> {
        let settled = sale::Entity::find().filter(sale::Column::State.eq(sale::State::Settled));
        Ok(settled.count(&self.db).await?)
    }
}
