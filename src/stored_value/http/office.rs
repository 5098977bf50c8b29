//! 储值设置 in the back office.
use actix_web::{
    get, put,
    web::{Data, Json},
};
use entity::program;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        Program,
        flow::{self, SaveProgram},
    },
    rules,
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Problem, ServiceConfig},
    merchant,
    operator::{Headquarters, Office, right},
};

pub fn office_routes(cfg: &mut ServiceConfig) {
    rules::routes(cfg);
    cfg.service(show).service(save);
}

/// 储值设置
#[derive(Serialize, ToSchema)]
struct StoredValueSettings {
    /// 0 is the house's own.
    version: i32,
    program: Program,
}

#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 200, body = StoredValueSettings), (status = 401, body = Problem))
)]
#[get("/programs/stored-value")]
async fn show(app: Data<App>, office: Office) -> Result<Json<StoredValueSettings>> {
    let found =
        merchant::program::<Program>(&app, office.merchant, program::Kind::StoredValue).await?;
    Ok(Json(StoredValueSettings { version: found.version, program: found.terms.clone() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StoredValueSettingsBody {
    program: Program,
    /// Why; the log keeps it.
    reason: String,
}

/// The next version of the settings.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    request_body = StoredValueSettingsBody,
    responses(
        (status = 200, body = StoredValueSettings),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 422, body = Problem, description = "stored_value_program_malformed"),
    )
)]
#[put("/programs/stored-value")]
async fn save(
    app: Data<App>,
    office: Headquarters<right::EditRules>,
    Body(body): Body<StoredValueSettingsBody>,
) -> Result<Json<StoredValueSettings>> {
    let StoredValueSettingsBody { program, reason } = body;
    let (merchant, by) = (office.merchant, office.operator.id);
    let ask = SaveProgram { merchant, by, program: program.clone(), reason };
    let version = app.transact(flow::save_program, ask).await?;
    merchant::forget_program(&app, merchant, program::Kind::StoredValue).await;
    Ok(Json(StoredValueSettings { version, program }))
}
