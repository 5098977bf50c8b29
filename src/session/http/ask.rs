//! The extractors: a handler that names one is reached by nobody else.
use std::pin::Pin;

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use anyhow::Context;
use entity::session::Kind;

use super::super::ask::{CurrentMember, Visitor, current_member, visitor};
use crate::{
    app::App,
    error::{Error, Result},
    http::RequestRefusal,
    passport,
};

type Asked<T> = Pin<Box<dyn Future<Output = Result<T>>>>;

/// The app, and the token that this request shows.
fn shown(req: &HttpRequest) -> Result<(Data<App>, String)> {
    let app: &Data<App> = req.app_data().context("the server has its app")?;
    let token = passport::presented(req, Kind::Member).ok_or(RequestRefusal::Unauthenticated)?;
    Ok((app.clone(), token))
}

impl FromRequest for Visitor {
    type Error = Error;
    type Future = Asked<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let shown = shown(req);
        Box::pin(async move {
            let (app, token) = shown?;
            visitor(&app, &token).await
        })
    }
}

impl FromRequest for CurrentMember {
    type Error = Error;
    type Future = Asked<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let shown = shown(req);
        Box::pin(async move {
            let (app, token) = shown?;
            Ok(current_member(&app, &token).await?.as_ref().clone())
        })
    }
}
