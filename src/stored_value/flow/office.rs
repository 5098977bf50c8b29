//! Headquarters sets what holds for stored value (RCH-09).
use entity::{
    ids::{MerchantId, OperatorId},
    program,
};
use serde_json::json;

use super::super::Program;
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    merchant, typed,
    world::World,
};

#[derive(Clone)]
pub struct SaveProgram {
    pub merchant: MerchantId,
    pub by: OperatorId,
    pub program: Program,
    /// Why the limits are what they are.
    pub reason: String,
}

/// The next version; limits are changed for a reason, which the log keeps.
pub async fn save_program(tx: &Tx, world: &World, ask: SaveProgram) -> Result<i32> {
    let SaveProgram { merchant, by, program, reason } = ask;
    program.check()?;
    let reason = typed::reason(&reason)?;
    let terms = serde_json::to_string(&program)?;
    let kind = program::Kind::StoredValue;
    let before = merchant::program_row(tx, (merchant, None), kind).await?;
    let before: Option<Program> = before.map(|row| serde_json::from_str(&row.terms)).transpose()?;
    let version = merchant::set_program(tx, world, (merchant, kind), Some(by), terms).await?;
    let detail = json!({
        "version": version, "before": before.unwrap_or_default(), "after": program,
        "reason": reason,
    });
    let (actor, action) = (by.to_string(), "stored_value.program");
    audit::write(tx, world, Deed { merchant, actor, action, subject: &merchant, detail }).await?;
    Ok(version)
}
