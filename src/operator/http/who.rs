//! Who of the staff asks, as types: a handler that names one cannot be reached by anybody else.
use std::pin::Pin;

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use anyhow::Context;
use entity::{
    ids::{MerchantId, SessionId},
    operator::Model,
    session::Kind,
    terminal,
};

use super::super::{OperatorRefusal, flow, rules};
use crate::{
    app::App,
    error::{Error, Result},
    http::RequestRefusal,
    passport, store,
};

/// Somebody at a till.
pub struct Clerk {
    pub merchant: MerchantId,
    pub operator: Model,
    pub terminal: terminal::Model,
    pub session: SessionId,
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
        let asked = Asked::of(req, Kind::Till);
        Box::pin(async move { clerk(asked?).await })
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
        let app: Option<&Data<App>> = req.app_data();
        let app = app.context("the server was given no App")?.clone();
        let token = passport::presented(req, kind).ok_or(RequestRefusal::Unauthenticated)?;
        Ok(Self { app, kind, token })
    }
}

async fn clerk(Asked { app, kind, token }: Asked) -> Result<Clerk> {
    let (session, operator) = flow::known(&app, kind, &token).await?;
    let merchant = session.merchant_id;
    let terminal = session.terminal_id.ok_or(RequestRefusal::Unauthenticated)?;
    let terminal = store::terminal(&app, merchant, terminal).await?;
    let terminal = terminal.as_ref().clone().filter(|till| rules::may_stand_at(&operator, till));
    let terminal = terminal.ok_or(RequestRefusal::Unauthenticated)?;
    Ok(Clerk { merchant, operator, terminal, session: session.id })
}

async fn office(Asked { app, kind, token }: Asked) -> Result<Office> {
    let (session, operator) = flow::known(&app, kind, &token).await?;
    if !rules::may_use_office(operator.role) {
        return Err(RequestRefusal::NotPermitted.into());
    }
    Ok(Office { merchant: session.merchant_id, operator, session: session.id })
}
