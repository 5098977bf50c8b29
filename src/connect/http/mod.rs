//! The back office's door to accounts, and WeChat's to a file.
mod view;

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::header::X_CONTENT_TYPE_OPTIONS,
    post, put,
    web::{Data, Json, Path},
};
use entity::wechat_account::Model;

use super::{
    check,
    flow::{self, Connected, Whose},
    rules::{Change, ConnectRefusal, Domain, Place, State, Terms, items},
};
use crate::{
    app::App,
    error::Result,
    http::{Anyone, Body, Keyed, Page, Problem, RequestRefusal, ServiceConfig, header},
    merchant::{self, MerchantRefusal, account_rows as rows},
    operator::{May, Office, right},
    typed,
};
use view::{AccountBody, AccountView, ChangeBody, CheckView, ConnectedView, DomainBody, host};

/// Each asks WeChat four times; a page that waits for the last line asks every few seconds.
const CHECKS_A_MINUTE: u64 = 40;
const MINUTE: Duration = Duration::from_secs(60);

pub fn office_routes(cfg: &mut ServiceConfig) {
    cfg.service(list)
        .service(connect)
        .service(change)
        .service(disconnect)
        .service(check_account)
        .service(keep_domain_file);
}

/// The WeChat accounts that are connected.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 200, body = Page<AccountView>), (status = 401, body = Problem))
)]
#[get("/wechat/accounts")]
async fn list(app: Data<App>, office: Office) -> Result<Json<Page<AccountView>>> {
    let accounts = merchant::accounts(&app.db, Some(office.merchant)).await?;
    let view = |account| AccountView::new(account, &app.config.http.public_url);
    Ok(Json(Page::whole(accounts.into_iter().map(view).collect())))
}

/// Connect an account. A service account answers 新会员中心 from then on.
#[utoipa::path(
    tag = "office",
    security(("office" = ["wechat.edit"])),
    request_body = AccountBody,
    responses(
        (status = 201, body = ConnectedView),
        (status = 409, body = Problem, description = "account_exists, whosever it is"),
        (status = 422, body = Problem, description = "account_malformed"),
    )
)]
#[post("/wechat/accounts")]
async fn connect(
    app: Data<App>,
    office: May<right::EditWechat>,
    Keyed { key, body }: Keyed<AccountBody>,
) -> Result<HttpResponse> {
    let terms = Terms::from(body).checked()?;
    let (who, key) = (whose(&app, &office).await?, key.of(office.operator.id));
    let made: Connected = app.once(who.merchant, key, flow::connect, (who.clone(), terms)).await?;
    merchant::forget_account(&app, &made.appid).await;
    Ok(HttpResponse::Created().json(connected(&app, &who, made).await?))
}

/// Change an account. WeChat may go on with the Token and the EncodingAESKey before for an hour.
#[utoipa::path(
    tag = "office",
    security(("office" = ["wechat.edit"])),
    request_body = ChangeBody,
    responses(
        (status = 200, body = ConnectedView),
        (status = 404, body = Problem, description = "no_such_account"),
        (status = 422, body = Problem, description = "account_malformed"),
    )
)]
#[put("/wechat/accounts/{appid}")]
async fn change(
    app: Data<App>,
    office: May<right::EditWechat>,
    appid: Path<String>,
    Keyed { key, body }: Keyed<ChangeBody>,
) -> Result<Json<ConnectedView>> {
    let asked = Change::from(body).checked()?;
    let (who, key) = (whose(&app, &office).await?, key.of(office.operator.id));
    let ask = (who.clone(), appid.into_inner(), asked);
    let made: Connected = app.once(who.merchant, key, flow::change, ask).await?;
    merchant::forget_cause(&app, &made.appid).await;
    merchant::forget_account(&app, &made.appid).await;
    Ok(Json(connected(&app, &who, made).await?))
}

/// Forget an account that WeChat has never reached.
#[utoipa::path(
    tag = "office",
    security(("office" = ["wechat.edit"])),
    responses(
        (status = 204),
        (status = 404, body = Problem, description = "no_such_account"),
        (status = 409, body = Problem, description = "account_in_use"),
    )
)]
#[delete("/wechat/accounts/{appid}")]
async fn disconnect(
    app: Data<App>,
    office: May<right::EditWechat>,
    appid: Path<String>,
) -> Result<HttpResponse> {
    let (who, appid) = (whose(&app, &office).await?, appid.into_inner());
    app.transact(flow::disconnect, (who, appid.clone())).await?;
    merchant::forget_account(&app, &appid).await;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask WeChat, and ourselves, whether all is well.
#[utoipa::path(
    tag = "office",
    security(("office" = ["wechat.edit"])),
    responses(
        (status = 200, body = CheckView),
        (status = 404, body = Problem, description = "no_such_account"),
        (status = 429, body = Problem, description = "check_too_fast"),
    )
)]
#[post("/wechat/accounts/{appid}/check")]
async fn check_account(
    app: Data<App>,
    office: May<right::EditWechat>,
    appid: Path<String>,
) -> Result<Json<CheckView>> {
    let row = account(&app, &office, &appid).await?;
    let name = format!("connect.check.{}", office.merchant);
    if app.cache.count(&name, MINUTE).await > CHECKS_A_MINUTE {
        return Err(ConnectRefusal::TooFast { retry_after_s: 60 }.into());
    }
    let was = row.green;
    let seen = check::look(&app, row).await?;
    let items = items(&seen, &Place { domain: host(&app.config.http.public_url) });
    let green = items.iter().all(|item| item.state == State::Ok);
    if was != Some(green) {
        let who = whose(&app, &office).await?;
        app.transact(flow::checked, (who, appid.into_inner(), green)).await?;
    }
    Ok(Json(CheckView { items, green }))
}

/// Keep the file by which WeChat sees that the domain is ours; it is served at the root.
#[utoipa::path(
    tag = "office",
    security(("office" = ["wechat.edit"])),
    request_body = DomainBody,
    responses(
        (status = 200, body = AccountView),
        (status = 404, body = Problem, description = "no_such_account"),
        (status = 422, body = Problem, description = "account_malformed"),
    )
)]
#[post("/wechat/accounts/{appid}/domain-file")]
async fn keep_domain_file(
    app: Data<App>,
    office: May<right::EditWechat>,
    appid: Path<String>,
    Body(body): Body<DomainBody>,
) -> Result<Json<AccountView>> {
    let words = Domain::from(body).words()?;
    let who = whose(&app, &office).await?;
    app.transact(flow::domain, (who, appid.clone(), words)).await?;
    Ok(Json(view_of(&app, account(&app, &office, &appid).await?)))
}

/// `GET /MP_verify_….txt`, as WeChat asks for it when a domain is saved in its console.
pub async fn domain_file(
    _: Anyone,
    app: Data<App>,
    req: HttpRequest,
    words: Path<String>,
) -> Result<HttpResponse> {
    if !typed::could_be_key(&words) || !rows::has_domain_words(&app.db, &words).await? {
        return Err(RequestRefusal::NotFound.into());
    }
    // Browsers say so of themselves: an operator who looks is not WeChat.
    if header(&req, "sec-fetch-mode").is_none() {
        rows::domain_read(&app.db, &words, app.world.now()).await?;
    }
    let nosniff = (X_CONTENT_TYPE_OPTIONS, "nosniff");
    let answer = HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header(nosniff)
        .body(words.into_inner());
    Ok(answer)
}

async fn account(app: &App, office: &Office, appid: &str) -> Result<Model> {
    let found = rows::of_merchant(&app.db, office.merchant, appid).await?;
    Ok(found.ok_or(MerchantRefusal::NoSuchAccount)?)
}

async fn whose(app: &App, office: &Office) -> Result<Whose> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    Ok(Whose { merchant, operator, keys: merchant::keys(app, merchant).await? })
}

fn view_of(app: &App, row: Model) -> AccountView {
    AccountView::new(row, &app.config.http.public_url)
}

/// The account as it is now, and the pair as it was made.
async fn connected(app: &App, who: &Whose, made: Connected) -> Result<ConnectedView> {
    let found = rows::of_merchant(&app.db, who.merchant, &made.appid).await?;
    let row = found.ok_or(MerchantRefusal::NoSuchAccount)?;
    let pair = made.pair.map(|pair| pair.open(&who.keys)).transpose()?;
    Ok(ConnectedView::new(view_of(app, row), pair))
}
