//! The server, put together the same way for people and for tests.
use std::{io, net::TcpListener, time::Duration};

use actix_web::{
    App as Actix, HttpServer,
    dev::Server,
    middleware::{Compress, from_fn},
    web::{self, Data, PayloadConfig},
};
use tracing_actix_web::TracingLogger;
use utoipa::{
    OpenApi,
    openapi::security::{Http, HttpAuthScheme, SecurityScheme},
};
use utoipa_actix_web::AppExt;
pub use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    ask::{RequestRefusal, malformed},
    public::{self, Contract},
    watch::{Spans, watch},
};
use crate::{app::App, error::Error};

/// Every room's routes.
pub type Routes = fn(&mut ServiceConfig);

/// Largest body: twice what WeChat ever pushes.
const LARGEST_BODY: usize = 64 * 1024;
/// Above what a proxy in front keeps, so that it is the proxy who hangs up.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long requests under way may take when we are told to stop.
const DRAIN_SECONDS: u64 = 25;

pub fn serve(
    app: App,
    listener: TcpListener,
    routes: Routes,
    workers: usize,
) -> io::Result<Server> {
    public::count();
    let app = Data::new(app);
    let contract = openapi(routes).to_json().map_err(io::Error::other)?;
    let contract = Data::new(Contract(contract));
    let assemble = move || {
        let (assembled, _) = Actix::new()
            .into_utoipa_app()
            .app_data(app.clone())
            .app_data(contract.clone())
            .app_data(PayloadConfig::new(LARGEST_BODY))
            .app_data(web::PathConfig::default().error_handler(|_, _| not_found().into()))
            .app_data(web::QueryConfig::default().error_handler(|why, _| malformed(why).into()))
            .configure(routes)
            .split_for_parts();
        assembled
            .default_service(web::to(async || Err::<&str, _>(not_found())))
            .wrap(Compress::default())
            .wrap(from_fn(watch))
            .wrap(TracingLogger::<Spans>::new())
    };
    let server = HttpServer::new(assemble)
        .workers(workers)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(DRAIN_SECONDS)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}

/// The contract, from the same routes that are served.
pub fn openapi(routes: Routes) -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(info(
        title = "kabao",
        description = "微信会员网关 · A WeChat membership gateway. Refusals are \
                       application/problem+json with a stable code; see docs/ERRORS.md."
    ))]
    struct Contract;
    let (_, mut found) = Actix::new()
        .into_utoipa_app()
        .openapi(Contract::openapi())
        .configure(routes)
        .split_for_parts();
    let components = found.components.get_or_insert_default();
    for door in ["office", "till"] {
        let bearer = Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
        let says = format!("{door}'s session, here or in the cookie kabao_{door}. Scopes: rights");
        let bearer = SecurityScheme::Http(bearer.description(Some(says)).build());
        components.add_security_scheme(door, bearer);
    }
    found
}

fn not_found() -> Error {
    RequestRefusal::NotFound.into()
}
