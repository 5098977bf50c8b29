//! Who of the staff asks, as types: a handler that names one cannot be reached by anybody else.
use std::{marker::PhantomData, ops::Deref, pin::Pin, sync::Arc};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use anyhow::Context;
use entity::{
    ids::{MerchantId, OperatorId, SessionId, StoreId, TerminalId},
    operator::Model,
    session::{self, Kind},
    terminal,
    values::Fen,
};

use super::super::{
    Granted, OperatorRefusal, Rights, Staff,
    flow::{self, two_factor},
    rules,
};
use crate::{
    app::{App, Tx},
    error::{Error, Result},
    http::{RequestRefusal, Source},
    passport,
    store::{self, StoreRefusal},
    till_key::{self, Allowance, Signed},
    world::World,
};

/// Somebody at a till, or a program that acts as them.
pub struct Clerk {
    pub merchant: MerchantId,
    pub operator: Model,
    pub rights: Rights,
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

/// Somebody in the back office. Said by a handler that is for whoever has anything to do there.
pub struct Office {
    pub merchant: MerchantId,
    pub session: SessionId,
    /// Where they decide is in there, too: what they ask for elsewhere is not there for them
    /// (ADM-02).
    pub staff: Staff,
}

/// Somebody who has come in and may have to enrol a second factor before they do anything else.
pub struct Arrived(pub Office);

/// Somebody in the back office who has this right: `May<right::SeeMembers>`. If it is headquarters'
/// own, so are they.
pub struct May<R>(Office, PhantomData<R>);

/// Somebody in the back office who has this right and decides for all shops.
pub struct Headquarters<R>(Office, PhantomData<R>);

impl Deref for Office {
    type Target = Staff;

    fn deref(&self) -> &Staff {
        &self.staff
    }
}

impl Office {
    /// The one store that is asked for, or all that are theirs to see; none for the whole chain
    /// (ADM-02).
    pub async fn stores(&self, app: &App, asked: Option<StoreId>) -> Result<Option<Vec<StoreId>>> {
        match asked {
            Some(asked) if self.scope.covers(Some(asked)) => {
                Ok(Some(vec![store::find(&app.db, self.merchant, asked).await?.id]))
            }
            Some(_) => Err(StoreRefusal::NoSuchStore.into()),
            None => Ok(self.scope.stores().map(<[_]>::to_vec)),
        }
    }
}

impl<R> Deref for May<R> {
    type Target = Office;

    fn deref(&self) -> &Office {
        &self.0
    }
}

impl<R> Deref for Headquarters<R> {
    type Target = Office;

    fn deref(&self) -> &Office {
        &self.0
    }
}

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

impl FromRequest for Arrived {
    type Error = Error;
    type Future = Reading<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let asked = Asked::of(req, Kind::Office);
        Box::pin(async move { Ok(Self(arrived(&asked?).await?)) })
    }
}

impl<R: Granted> FromRequest for May<R> {
    type Error = Error;
    type Future = Reading<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let asked = Asked::of(req, Kind::Office);
        Box::pin(async move { Ok(Self(permitted::<R>(asked?, false).await?, PhantomData)) })
    }
}

impl<R: Granted> FromRequest for Headquarters<R> {
    type Error = Error;
    type Future = Reading<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let asked = Asked::of(req, Kind::Office);
        Box::pin(async move { Ok(Self(permitted::<R>(asked?, true).await?, PhantomData)) })
    }
}

struct Asked {
    app: Data<App>,
    kind: Kind,
    token: String,
    source: Source,
}

impl Asked {
    fn of(req: &HttpRequest, kind: Kind) -> Result<Self> {
        let token = passport::presented(req, kind).ok_or(RequestRefusal::Unauthenticated)?;
        Ok(Self { app: app(req)?, kind, token, source: Source::of(req) })
    }

    async fn known(&self) -> Result<(Arc<session::Model>, Staff)> {
        let known = flow::known(&self.app, self.kind, &self.token).await?;
        // What they came for does not fail because of this.
        if let Err(why) = passport::seen(&self.app, &known.0, self.source.0).await {
            tracing::warn!(?why, "not written down that a session is in use");
        }
        Ok(known)
    }
}

fn app(req: &HttpRequest) -> Result<Data<App>> {
    let app: Option<&Data<App>> = req.app_data();
    Ok(app.context("the server was given no App")?.clone())
}

async fn clerk(asked: Asked) -> Result<Clerk> {
    let (session, staff) = asked.known().await?;
    let terminal = session.terminal_id.ok_or(RequestRefusal::Unauthenticated)?;
    standing(&asked.app, staff, terminal, (Some(session.id), None)).await
}

async fn program(app: &App, signed: Signed) -> Result<Clerk> {
    let Signed { merchant, terminal, operator, allowance } = signed;
    let staff = flow::working(app, merchant, operator).await?;
    standing(app, staff, terminal, (None, Some(allowance))).await
}

/// Somebody at a till, while they may stand at it.
async fn standing(
    app: &App,
    staff: Staff,
    terminal: TerminalId,
    (session, allowance): (Option<SessionId>, Option<Allowance>),
) -> Result<Clerk> {
    let merchant = staff.operator.merchant_id;
    let terminal = store::terminal(app, merchant, terminal).await?;
    let terminal = terminal.as_ref().clone().filter(|till| rules::may_stand_at(&staff, till));
    let terminal = terminal.ok_or(RequestRefusal::Unauthenticated)?;
    let Staff { operator, rights, .. } = staff;
    Ok(Clerk { merchant, operator, rights, terminal, session, allowance })
}

async fn arrived(asked: &Asked) -> Result<Office> {
    let (session, staff) = asked.known().await?;
    if !staff.rights.open_office() {
        return Err(RequestRefusal::NotPermitted.into());
    }
    Ok(Office { merchant: session.merchant_id, session: session.id, staff })
}

async fn office(asked: Asked) -> Result<Office> {
    let office = arrived(&asked).await?;
    match two_factor::must_enrol(&asked.app, &office.staff) {
        true => Err(OperatorRefusal::TwoFactorFirst.into()),
        false => Ok(office),
    }
}

async fn permitted<R: Granted>(asked: Asked, everywhere: bool) -> Result<Office> {
    let office = office(asked).await?;
    rules::may(&office.staff, R::RIGHT, everywhere)?;
    Ok(office)
}
