//! Who of the staff asks, as types: a handler that names one cannot be reached by anybody else.
use std::pin::Pin;

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use anyhow::Context;
use entity::{
    ids::{MerchantId, OperatorId, SessionId, StoreId, TerminalId},
    operator::Model,
    session::Kind,
    terminal,
    values::Fen,
};

use super::super::{OperatorRefusal, flow, rules};
use crate::{
    app::{App, Tx},
    error::{Error, Result},
    http::RequestRefusal,
    passport, store,
    till_key::{self, Allowance, Signed},
    world::World,
};

/// Somebody at a till, or a program that acts as them.
pub struct Clerk {
    pub merchant: MerchantId,
    pub operator: Model,
    pub terminal: terminal::Model,
    /// None of a program's, which signs each request.
    pub session: Option<SessionId>,
    /// What a program may move; people move what the rules let them.
    pub allowance: Option<Allowance>,
}

/// A clerk as flows need them: who, where, and how much they may move.
#[derive(Clone)]
pub struct ClerkRef {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub terminal: TerminalId,
    pub store: StoreId,
    pub allowance: Option<Allowance>,
}

impl Clerk {
    pub fn to_ref(&self) -> ClerkRef {
        ClerkRef {
            merchant: self.merchant,
            operator: self.operator.id,
            terminal: self.terminal.id,
            store: self.terminal.store_id,
            allowance: self.allowance.clone(),
        }
    }
}

/// Count what is about to move against what this clerk may move at once and in a day (D10).
pub async fn spend_allowance(tx: &Tx, world: &World, clerk: &ClerkRef, amount: Fen) -> Result<()> {
    match &clerk.allowance {
        Some(allowance) => till_key::spend(tx, world, allowance, amount).await,
        None => Ok(()),
    }
}

/// A manager or an owner in the back office.
pub struct Office {
    pub merchant: MerchantId,
    pub operator: Model,
    pub session: SessionId,
}

/// Somebody in the back office who decides for all shops.
pub struct Headquarters(pub Office);

type Reading<T> = Pin<Box<dyn Future<Output = Result<T>>>>;

impl FromRequest for Clerk {
    type Error = Error;
    type Future = Reading<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        match till_key::signed_by(req) {
            Some(signed) => {
                let app = app(req);
                Box::pin(async move { program(&*app?, signed).await })
            }
            None => {
                let asked = Asked::of(req, Kind::Till);
                Box::pin(async move { clerk(asked?).await })
            }
        }
    }
}

impl FromRequest for Office {
    type Error = Error;
    type Future = Reading<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let asked = Asked::of(req, Kind::Office);
        Box::pin(async move { office(asked?).await })
    }
}

impl FromRequest for Headquarters {
    type Error = Error;
    type Future = Reading<Self>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let office = Office::from_request(req, payload);
        Box::pin(async move {
            let office = office.await?;
            match rules::is_headquarters(office.operator.role) {
                true => Ok(Self(office)),
                false => Err(OperatorRefusal::HeadquartersOnly.into()),
            }
        })
    }
}

struct Asked {
    app: Data<App>,
    kind: Kind,
    token: String,
}

impl Asked {
    fn of(req: &HttpRequest, kind: Kind) -> Result<Self> {
        let token = passport::presented(req, kind).ok_or(RequestRefusal::Unauthenticated)?;
        Ok(Self { app: app(req)?, kind, token })
    }
}

fn app(req: &HttpRequest) -> Result<Data<App>> {
    let app: Option<&Data<App>> = req.app_data();
    Ok(app.context("the server was given no App")?.clone())
}

async fn clerk(Asked { app, kind, token }: Asked) -> Result<Clerk> {
    let (session, operator) = flow::known(&app, kind, &token).await?;
    let merchant = session.merchant_id;
    let terminal = session.terminal_id.ok_or(RequestRefusal::Unauthenticated)?;
    let terminal = till_of(&app, &operator, terminal).await?;
    Ok(Clerk { merchant, operator, terminal, session: Some(session.id), allowance: None })
}

async fn program(app: &App, signed: Signed) -> Result<Clerk> {
    let Signed { merchant, terminal, operator, allowance } = signed;
    let operator = flow::working(app, merchant, operator).await?;
    let terminal = till_of(app, &operator, terminal).await?;
    Ok(Clerk { merchant, operator, terminal, session: None, allowance: Some(allowance) })
}

/// The till, while they may stand at it.
async fn till_of(app: &App, operator: &Model, id: TerminalId) -> Result<terminal::Model> {
    let terminal = store::terminal(app, operator.merchant_id, id).await?;
    let terminal = terminal.as_ref().clone().filter(|till| rules::may_stand_at(operator, till));
    Ok(terminal.ok_or(RequestRefusal::Unauthenticated)?)
}

async fn office(Asked { app, kind, token }: Asked) -> Result<Office> {
    let (session, operator) = flow::known(&app, kind, &token).await?;
    if !rules::may_use_office(operator.role) {
        return Err(RequestRefusal::NotPermitted.into());
    }
    Ok(Office { merchant: session.merchant_id, operator, session: session.id })
}
