//! What we answer: every room's routes, grouped by who calls.
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::LOCATION,
    middleware::from_fn,
    web::{self, Data, Path},
};
use utoipa_actix_web::scope;

use crate::{
    address,
    app::App,
    bulk, catalog, centre, connect, coupon, crm,
    error::Result,
    export,
    http::{self, Anyone, ServiceConfig, page},
    inbox, level, merchant, office, operator, points, pos, privacy, proof, recycle, report,
    session, stored_value, till_key, tryout,
};

pub fn all(cfg: &mut ServiceConfig) {
    cfg.service(
        scope("/v1/member")
            .configure(session::member_routes)
            .configure(centre::member_routes)
            .configure(pos::member_routes)
            .configure(level::member_routes)
            .configure(stored_value::member_routes)
            .configure(coupon::member_routes)
            .configure(address::member_routes)
            .configure(privacy::member_routes)
            .configure(export::member_routes)
            .wrap(from_fn(http::spoken)),
    )
    .service(
        scope("/v1/till")
            .configure(operator::till_routes)
            .configure(catalog::till_routes)
            .configure(pos::till_routes)
            .configure(coupon::till_routes)
            .configure(level::till_routes)
            .configure(stored_value::till_routes)
            .wrap(from_fn(till_key::signed)),
    )
    .service(
        scope("/v1/office")
            .configure(operator::office_routes)
            .configure(catalog::office_routes)
            .configure(office::office_routes)
            .configure(crm::office_routes)
            .configure(coupon::office_routes)
            .configure(points::office_routes)
            .configure(inbox::office_routes)
            .configure(connect::office_routes)
            .configure(level::office_routes)
            .configure(stored_value::office_routes)
            .configure(tryout::office_routes)
            .configure(recycle::office_routes)
            .configure(proof::office_routes)
            .configure(report::office_routes)
            .configure(bulk::office_routes),
    )
    .configure(inbox::wechat_routes)
    .configure(http::public_routes);
    pages(cfg);
}

/// What browsers open, and the one file that WeChat looks for. The pages ask the API for everything else.
fn pages(cfg: &mut ServiceConfig) {
    cfg.route("/", web::get().to(home))
        .route("/MP_verify_{words}.txt", web::get().to(connect::domain_file))
        .route("/m", web::get().to(only_centre))
        .route("/m/{appid}", web::get().to(member))
        .route("/m/{appid}/{page:.*}", web::get().to(member))
        .route("/till", web::get().to(till))
        .route("/till/{page:.*}", web::get().to(till))
        .route("/office", web::get().to(office_page))
        .route("/office/{page:.*}", web::get().to(office_page))
        .route("/assets/{file:.*}", web::get().to(asset))
        .route("/docs", web::get().to(docs));
}

async fn home(_: Anyone) -> HttpResponse {
    HttpResponse::Found().insert_header((LOCATION, "/office")).finish()
}

async fn docs(_: Anyone) -> HttpResponse {
    HttpResponse::Found().insert_header((LOCATION, "/docs/")).finish()
}

/// The member centre of the only service account there is.
async fn only_centre(_: Anyone, app: Data<App>) -> Result<HttpResponse> {
    let appid = merchant::only_service_account(&app).await?;
    Ok(HttpResponse::Found().insert_header((LOCATION, format!("/m/{appid}/"))).finish())
}

/// In the demo the simulator's phone shows it inside its own page.
async fn member(_: Anyone, req: HttpRequest, app: Data<App>) -> HttpResponse {
    let phone = app.config.is_demo().then(|| format!("http://{}", app.config.sandbox.listen));
    page(&req, "member.html", phone.as_deref())
}

async fn till(_: Anyone, req: HttpRequest) -> HttpResponse {
    page(&req, "till.html", None)
}

async fn office_page(_: Anyone, req: HttpRequest) -> HttpResponse {
    page(&req, "office.html", None)
}

async fn asset(_: Anyone, req: HttpRequest, file: Path<String>) -> HttpResponse {
    page(&req, &format!("assets/{file}"), None)
}
