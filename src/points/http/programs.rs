//! What earns points and what they pay: headquarters' rules, and the copies that stores hold (PTS-08).
use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path, Query},
};
use entity::{ids::StoreId, program::Kind};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{IntoParams, ToSchema};

use super::super::{
    flow::{self, ChangeProgram, Copy, Decider, End},
    rules::{self, Program, Redeem},
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Keyed, Problem, ServiceConfig},
    merchant,
    operator::{Headquarters, May, Office, OperatorRefusal, Scope, right},
    store::{self, StoreRefusal},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(show_points)
        .service(change_points)
        .service(show_redeem)
        .service(change_redeem)
        .service(copy)
        .service(end);
}

/// Which of the programs stores may hold as their own.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CopiedProgram)]
enum Copied {
    Points,
    Redeem,
}

impl From<Copied> for Kind {
    fn from(copied: Copied) -> Self {
        match copied {
            Copied::Points => Self::Points,
            Copied::Redeem => Self::Redeem,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Of {
    /// As it holds in this store; what headquarters holds, unless given.
    store: Option<StoreId>,
}

/// The points program that holds. Version 0 is the house's own.
#[derive(Serialize, ToSchema)]
struct PointsProgramView {
    version: i32,
    terms: Program,
    /// The store that was asked for.
    store: Option<StoreId>,
    store_name: Option<String>,
    /// Whether it is the store's own copy, which headquarters' changes do not reach.
    own: bool,
}

/// What points pay. Version 0 is the house's own.
#[derive(Serialize, ToSchema)]
struct RedeemProgramView {
    version: i32,
    terms: Redeem,
    /// The store that was asked for.
    store: Option<StoreId>,
    store_name: Option<String>,
    /// Whether it is the store's own copy, which headquarters' changes do not reach.
    own: bool,
}

/// What holds, and where.
struct Held<T> {
    version: i32,
    terms: T,
    store: Option<StoreId>,
    store_name: Option<String>,
    own: bool,
}

impl From<Held<Program>> for PointsProgramView {
    fn from(held: Held<Program>) -> Self {
        let Held { version, terms, store, store_name, own } = held;
        Self { version, terms, store, store_name, own }
    }
}

impl From<Held<Redeem>> for RedeemProgramView {
    fn from(held: Held<Redeem>) -> Self {
        let Held { version, terms, store, store_name, own } = held;
        Self { version, terms, store, store_name, own }
    }
}

async fn held<T>(app: &App, office: &Office, kind: Kind, store: Option<StoreId>) -> Result<Held<T>>
where
    T: DeserializeOwned + Clone + Default + Send + Sync + 'static,
{
    let merchant = office.merchant;
    let (program, store_name) = match store {
        None => (merchant::program::<T>(app, merchant, kind).await?, None),
        Some(store) => {
            if !office.scope.covers(Some(store)) {
                return Err(StoreRefusal::NoSuchStore.into());
            }
            let name = store::find(&app.db, merchant, store).await?.name;
            (merchant::program_in::<T>(app, (merchant, store), kind).await?, Some(name))
        }
    };
    let (version, terms) = (program.version, program.terms.clone());
    Ok(Held { version, terms, store, store_name, own: program.of.is_some() })
}

/// As whom somebody decides a rule of all shops, or of one.
fn decider(scope: &Scope, store: Option<StoreId>) -> Result<Decider, OperatorRefusal> {
    match store {
        _ if scope.is_chain() => Ok(Decider::Headquarters),
        Some(store) if scope.covers(Some(store)) => Ok(Decider::Store),
        _ => Err(OperatorRefusal::HeadquartersOnly),
    }
}

/// Of headquarters, or of the store whose copy it is.
async fn keep<T: Serialize>(
    app: &App,
    office: &Office,
    (kind, store): (Kind, Option<StoreId>),
    terms: &T,
) -> Result<()> {
    let by = decider(&office.scope, store)?;
    let (merchant, operator) = (office.merchant, office.operator.id);
    let terms = serde_json::to_string(terms)?;
    let ask = ChangeProgram { merchant, operator, kind, store, by, terms };
    app.transact(flow::change_program, ask).await?;
    merchant::forget_program(app, merchant, kind).await;
    Ok(())
}

/// The points program of all shops, or of one.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    params(Of),
    responses(
        (status = 200, body = PointsProgramView),
        (status = 404, body = Problem, description = "no_such_store"),
    )
)]
#[get("/programs/points")]
async fn show_points(
    app: Data<App>,
    office: Office,
    of: Query<Of>,
) -> Result<Json<PointsProgramView>> {
    Ok(Json(held(&app, &office, Kind::Points, of.store).await?.into()))
}

/// Decide what earns points, from now on (PTS-09): for all shops that hold no copy of their own, or
/// for one, whose copy it becomes. A store's staff decide for a store that has its own. `yearly_clear`
/// is headquarters' alone.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    params(Of),
    request_body = Program,
    responses(
        (status = 200, body = PointsProgramView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_store"),
        (status = 409, body = Problem, description = "raced"),
        (status = 422, body = Problem, description = "program_invalid"),
    )
)]
#[put("/programs/points")]
async fn change_points(
    app: Data<App>,
    office: May<right::EditRules>,
    of: Query<Of>,
    Body(terms): Body<Program>,
) -> Result<Json<PointsProgramView>> {
    decider(&office.scope, of.store)?;
    if of.store.is_some() {
        rules::check_copy(&terms)?
    } else {
        rules::check(&terms)?
    }
    keep(&app, &office, (Kind::Points, of.store), &terms).await?;
    Ok(Json(held(&app, &office, Kind::Points, of.store).await?.into()))
}

/// What points pay in all shops, or in one.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    params(Of),
    responses(
        (status = 200, body = RedeemProgramView),
        (status = 404, body = Problem, description = "no_such_store"),
    )
)]
#[get("/programs/redeem")]
async fn show_redeem(
    app: Data<App>,
    office: Office,
    of: Query<Of>,
) -> Result<Json<RedeemProgramView>> {
    Ok(Json(held(&app, &office, Kind::Redeem, of.store).await?.into()))
}

/// Decide what points pay, from now on, for all shops that hold no copy of their own, or for one.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    params(Of),
    request_body = Redeem,
    responses(
        (status = 200, body = RedeemProgramView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_store"),
        (status = 409, body = Problem, description = "raced"),
        (status = 422, body = Problem, description = "program_invalid"),
    )
)]
#[put("/programs/redeem")]
async fn change_redeem(
    app: Data<App>,
    office: May<right::EditRules>,
    of: Query<Of>,
    Body(terms): Body<Redeem>,
) -> Result<Json<RedeemProgramView>> {
    decider(&office.scope, of.store)?;
    rules::check_redeem(&terms)?;
    keep(&app, &office, (Kind::Redeem, of.store), &terms).await?;
    Ok(Json(held(&app, &office, Kind::Redeem, of.store).await?.into()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CopyBody {
    /// 1 to 200.
    stores: Vec<StoreId>,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct CopiedView {
    /// How many hold a copy of their own now, because of this.
    stores: usize,
}

impl From<usize> for CopiedView {
    fn from(stores: usize) -> Self {
        Self { stores }
    }
}

/// 复制到: each of these stores holds a copy of what headquarters holds now, over what it held
/// before; from then on it can differ.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    request_body = CopyBody,
    params(("kind" = Copied, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = CopiedView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_store"),
        (status = 409, body = Problem, description = "raced"),
        (status = 422, body = Problem, description = "copies_malformed"),
    )
)]
#[post("/programs/{kind}/copy")]
async fn copy(
    app: Data<App>,
    office: Headquarters<right::EditRules>,
    kind: Path<Copied>,
    Keyed { key, body }: Keyed<CopyBody>,
) -> Result<HttpResponse> {
    let (merchant, operator, kind) = (office.merchant, office.operator.id, kind.into_inner());
    let ask = Copy { merchant, operator, kind: kind.into(), stores: body.stores };
    let done: CopiedView = app.once(merchant, key.of(operator), flow::copy, ask).await?;
    merchant::forget_program(&app, merchant, kind.into()).await;
    Ok(HttpResponse::Created().json(done))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct OfStore {
    store: StoreId,
}

/// A store gives its own copy up: what headquarters holds holds there again.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    params(("kind" = Copied, Path), OfStore),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_store"),
        (status = 409, body = Problem, description = "program_not_own"),
    )
)]
#[delete("/programs/{kind}")]
async fn end(
    app: Data<App>,
    office: May<right::EditRules>,
    kind: Path<Copied>,
    of: Query<OfStore>,
) -> Result<HttpResponse> {
    decider(&office.scope, Some(of.store))?;
    let (merchant, operator, kind) = (office.merchant, office.operator.id, kind.into_inner());
    let ask = End { merchant, operator, kind: kind.into(), store: of.store };
    app.transact(flow::end, ask).await?;
    merchant::forget_program(&app, merchant, kind.into()).await;
    Ok(HttpResponse::NoContent().finish())
}
