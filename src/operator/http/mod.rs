//! Staff on the wire.
mod approver;
mod at_till;
mod invite;
mod keys;
mod office;
mod places;
mod roles;
mod sessions;
mod staff;
mod till;
mod two_factor;
mod who;

use actix_web::{HttpRequest, HttpResponse};
use anyhow::anyhow;
use entity::session::{self, Kind};
use serde::Serialize;

pub use approver::{ApproverBody, approved_by};
pub use office::office_routes;
pub use till::till_routes;
pub use who::{Arrived, Clerk, ClerkRef, Headquarters, May, Office, spend_allowance};

use crate::{
    app::App,
    error::Result,
    passport::{self, Door},
};

/// Let in with a fresh cookie. The session of the old one, if any, is over (B6).
async fn let_in(
    app: &App,
    req: &HttpRequest,
    session: &session::Model,
    view: impl Serialize,
) -> Result<HttpResponse> {
    if let Some(old) = passport::presented(req, session.kind)
        && let Ok(old) = passport::read(app, session.kind, &old).await
    {
        passport::end(app, old.id).await?;
    }
    let cookie = passport::cookie(app, door(session.kind)?, passport::token(app, session)?);
    Ok(HttpResponse::Ok().cookie(cookie).json(view))
}

async fn let_out(app: &App, session: entity::ids::SessionId, kind: Kind) -> Result<HttpResponse> {
    passport::end(app, session).await?;
    Ok(HttpResponse::NoContent().cookie(passport::no_cookie(door(kind)?)).finish())
}

/// Staff come by one of these two.
fn door(kind: Kind) -> Result<Door<'static>> {
    match kind {
        Kind::Till => Ok(Door::Till),
        Kind::Office => Ok(Door::Office),
        Kind::Member => Err(anyhow!("no door for staff").into()),
    }
}
