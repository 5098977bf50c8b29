//! A file that goes out.
use entity::{
    approval,
    bulk_export::{Model, State, What},
    ids::ExportId,
    values::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::bulk::rules::{self, Stage};

/// A file that is asked for, being made, or there.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ExportView {
    id: ExportId,
    #[schema(inline)]
    what: What,
    what_text: String,
    full: bool,
    #[schema(inline)]
    state: Stage,
    state_text: String,
    /// What whoever refused it said.
    #[serde(default)]
    why: Option<String>,
    done: i64,
    /// Null until they are counted.
    of: Option<i64>,
    permille: Option<i64>,
    file_name: String,
    asked_text: String,
    /// Null until it is ready.
    expires_text: Option<String>,
}

impl ExportView {
    pub fn new(export: Model, approval: Option<&approval::Model>, now: Timestamp) -> Self {
        let stage = Stage::of(&export, approval, now);
        let permille = match (export.state, export.rows_total) {
            (State::Ready, _) => Some(1000),
            (_, Some(total)) if total > 0 => Some((export.rows_done * 1000 / total).min(999)),
            (_, Some(_)) => Some(0),
            (_, None) => None,
        };
        Self {
            id: export.id,
            what: export.what,
            what_text: rules::what_text(export.what).to_owned(),
            full: export.full_data,
            state: stage,
            state_text: stage.text(export.failure).to_owned(),
            why: approval.and_then(|row| row.refused_because.clone()),
            done: export.rows_done,
            of: export.rows_total,
            permille,
            file_name: rules::file_name(&export),
            asked_text: export.created_at.clock(),
            expires_text: export.expires_at.map(Timestamp::clock),
        }
    }
}

/// A fresh one has nothing that depends on the hour.
impl From<Model> for ExportView {
    fn from(export: Model) -> Self {
        let at = export.created_at;
        Self::new(export, None, at)
    }
}
