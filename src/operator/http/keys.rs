//! Keys of tills' own programs, in the back office.
use std::{collections::HashMap, net::IpAddr};

use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path, Query},
};
use entity::{
    audit as log,
    ids::{AuditId, OperatorId, TerminalId, TerminalKeyId},
    terminal_key::Model,
    values::{Fen, Timestamp},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{right, rows, rules},
    May,
};
use crate::{
    app::App,
    audit,
    error::Result,
    http::{Body, Listing, Page, Problem, RequestRefusal, ServiceConfig},
    merchant, store,
    till_key::{self, KeyRefusal, Made, NewKey, Scope, Terms},
    typed,
};

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_keys).service(create_key).service(revoke_key).service(list_calls);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KeyBody {
    /// Code of the till: `T01`.
    terminal: String,
    /// Login of whom it acts as.
    operator: String,
    scopes: Vec<Scope>,
    /// Addresses it may be used from, six at most; anywhere, if empty.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    addresses: Vec<IpAddr>,
    /// Most that one request may move, in fen.
    cap: Fen,
    /// Most that one day may move, in fen.
    daily_cap: Fen,
}

/// A key, without its secret.
#[derive(Serialize, ToSchema)]
struct KeyView {
    id: TerminalKeyId,
    terminal: TerminalId,
    /// `T01`
    terminal_code: String,
    operator: OperatorId,
    operator_name: String,
    scopes: Vec<Scope>,
    #[schema(value_type = Vec<String>)]
    addresses: Vec<IpAddr>,
    cap: Fen,
    daily_cap: Fen,
    created_at: Timestamp,
    revoked_at: Option<Timestamp>,
}

impl KeyView {
    fn new(key: Model, terminal_code: String, operator_name: String) -> Self {
        let Terms { scopes, addresses, cap, daily_cap } = Terms::of(&key);
        Self {
            id: key.id,
            terminal: key.terminal_id,
            terminal_code,
            operator: key.operator_id,
            operator_name,
            scopes,
            addresses,
            cap,
            daily_cap,
            created_at: key.created_at,
            revoked_at: key.revoked_at,
        }
    }
}

/// A new key, and the only sight of its secret.
#[derive(Serialize, ToSchema)]
struct NewKeyView {
    key: KeyView,
    /// 64 hexadecimal digits; the text itself is the HMAC's key.
    secret: String,
}

/// Keys of tills, the newest first.
#[utoipa::path(
    tag = "office",
    security(("office" = ["keys.edit"])),
    params(Listing),
    responses((status = 200, body = Page<KeyView>), (status = 401, body = Problem))
)]
#[get("/till-keys")]
async fn list_keys(
    app: Data<App>,
    office: May<right::EditKeys>,
    list: Query<Listing>,
) -> Result<Json<Page<KeyView>>> {
    let limit = list.limit();
    let keys = till_key::list(&app.db, office.merchant, list.after()?, limit + 1).await?;
    let tills = store::terminals(&app.db, office.merchant).await?;
    let codes: HashMap<TerminalId, String> =
        tills.into_iter().map(|till| (till.id, till.code)).collect();
    let staff = rows::list(&app.db, office.merchant).await?;
    let names: HashMap<OperatorId, String> =
        staff.into_iter().map(|operator| (operator.id, operator.name)).collect();
    let view = |key: Model| {
        let code = codes.get(&key.terminal_id).cloned().unwrap_or_default();
        let name = names.get(&key.operator_id).cloned().unwrap_or_default();
        KeyView::new(key, code, name)
    };
    Ok(Json(Page::of(keys, limit, |key| key.id, view)))
}

/// Make a key. Its secret is in this answer and in no other; if the answer is lost, revoke the key
/// and make another. That is why no Idempotency-Key is taken here: its answers are kept.
#[utoipa::path(
    tag = "office",
    security(("office" = ["keys.edit"])),
    request_body = KeyBody,
    responses(
        (status = 201, body = NewKeyView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_till, no_such_staff"),
        (status = 422, body = Problem, description = "key_terms_malformed"),
    )
)]
#[post("/till-keys")]
async fn create_key(
    app: Data<App>,
    office: May<right::EditKeys>,
    Body(body): Body<KeyBody>,
) -> Result<HttpResponse> {
    let KeyBody { terminal, operator, scopes, addresses, cap, daily_cap } = body;
    let merchant = office.merchant;
    let till = match typed::could_be_key(&terminal) {
        true => store::terminal_by_code(&app.db, merchant, &terminal).await?,
        false => None,
    };
    let till = till.ok_or(KeyRefusal::NoSuchTill)?;
    let who = match typed::could_be_key(&operator) {
        true => rows::by_login(&app.db, &operator).await?,
        false => None,
    };
    let who = who.filter(|who| who.merchant_id == merchant && who.disabled_at.is_none());
    let who = rows::staff(&app.db, who.ok_or(KeyRefusal::NoSuchStaff)?).await?;
    if !rules::may_stand_at(&who, &till) {
        return Err(KeyRefusal::NoSuchStaff.into());
    }
    let who = who.operator;
    let ask = NewKey {
        merchant,
        by: office.operator.id,
        keys: merchant::keys(&app, merchant).await?,
        terminal: till.id,
        operator: who.id,
        terms: Terms { scopes, addresses, cap, daily_cap },
    };
    let Made { key, secret } = app.transact(till_key::create, ask).await?;
    let key = KeyView::new(key, till.code, who.name);
    Ok(HttpResponse::Created().json(NewKeyView { key, secret }))
}

/// It opens nothing any more: here at once, at other nodes within two seconds.
#[utoipa::path(
    tag = "office",
    security(("office" = ["keys.edit"])),
    responses((status = 204), (status = 404, body = Problem, description = "no_such_key"))
)]
#[delete("/till-keys/{id}")]
async fn revoke_key(
    app: Data<App>,
    office: May<right::EditKeys>,
    id: Path<TerminalKeyId>,
) -> Result<HttpResponse> {
    till_key::revoke(&app, office.merchant, office.operator.id, id.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize, IntoParams)]
struct Since {
    /// RFC 3339; from the first, unless given.
    since: Option<String>,
}

/// A request of a key's that could change something, and was taken.
#[derive(Serialize, ToSchema)]
struct CallView {
    id: AuditId,
    at: Timestamp,
    /// `POST /v1/till/identify`
    call: String,
}

impl From<log::Model> for CallView {
    fn from(line: log::Model) -> Self {
        let detail: Value = serde_json::from_str(&line.detail).unwrap_or_default();
        let call = detail["call"].as_str().unwrap_or_default().to_owned();
        Self { id: line.id, at: line.at, call }
    }
}

/// All that a key did since a moment, the newest first.
#[utoipa::path(
    tag = "office",
    security(("office" = ["keys.edit"])),
    params(Since, Listing),
    responses(
        (status = 200, body = Page<CallView>),
        (status = 404, body = Problem, description = "no_such_key"),
    )
)]
#[get("/till-keys/{id}/calls")]
async fn list_calls(
    app: Data<App>,
    office: May<right::EditKeys>,
    id: Path<TerminalKeyId>,
    since: Query<Since>,
    list: Query<Listing>,
) -> Result<Json<Page<CallView>>> {
    let since = since.into_inner().since.map(moment).transpose()?;
    let key = till_key::of(&app.db, office.merchant, id.into_inner()).await?;
    let (limit, who) = (list.limit(), key.id.to_string());
    let of = audit::Of { merchant: office.merchant, actor: &who, since };
    let lines = audit::page_of(&app.db, of, list.after()?, limit + 1).await?;
    Ok(Json(Page::of(lines, limit, |line| line.id, CallView::from)))
}

fn moment(text: String) -> Result<Timestamp> {
    let read = serde_json::from_value(Value::String(text));
    Ok(read.map_err(|_| RequestRefusal::Malformed { why: "since is RFC 3339".to_owned() })?)
}
