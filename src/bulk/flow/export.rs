//! Tables go out: asked for at once, allowed by another if they are unmasked, taken away by who
//! asked.
use anyhow::Context;
use entity::{
    approval as approval_row,
    bulk_export::{Model, State, What},
    ids::{ExportId, MerchantId, OperatorId, StoreId},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::make::{Run, SEALED};
use crate::{
    app::{App, Tx},
    approval::{self, Asked},
    audit::{self, Deed},
    bulk::{
        rows::export as rows,
        rules::{self, ExportRefusal, FULL_A_DAY, Filter, Stage, Wanted},
    },
    error::Result,
    jobs, merchant,
    operator::Staff,
    store,
    tally::{self, Sum},
    world::World,
};

/// Which rows, as they are kept until the job comes to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    pub filter: Filter,
    /// Those that whoever asked may see; none for the whole chain.
    pub stores: Option<Vec<StoreId>>,
}

impl Kept {
    pub fn of(export: &Model) -> Result<Self> {
        Ok(serde_json::from_str(&export.filter)?)
    }

    pub fn wanted(&self, export: &Model) -> Wanted<'_> {
        let stores = self.stores.as_deref();
        Wanted { what: export.what, full: export.full_data, stores }
    }
}

#[derive(Clone)]
pub struct Ask {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub what: What,
    pub filter: Filter,
    pub stores: Option<Vec<StoreId>>,
}

impl Ask {
    fn row(&self, world: &World) -> Result<Model> {
        rules::moments(&self.filter, world.now())?;
        let kept = Kept { filter: self.filter, stores: self.stores.clone() };
        Ok(Model {
            id: world.id(),
            merchant_id: self.merchant,
            operator_id: self.operator,
            what: self.what,
            filter: serde_json::to_string(&kept)?,
            full_data: false,
            reason: String::new(),
            state: State::Waiting,
            rows_done: 0,
            rows_total: None,
            size: 0,
            failure: None,
            approval_id: None,
            allowed_by: None,
            allowed_at: None,
            created_at: world.now(),
            expires_at: None,
        })
    }
}

/// Promise a file.
pub async fn ask(tx: &Tx, world: &World, ask: Ask) -> Result<Model> {
    rules::may_ask(rows::under_way(tx, (ask.merchant, ask.operator)).await?)?;
    let row = ask.row(world)?;
    rows::insert(tx, row.clone()).await?;
    jobs::enqueue(tx, world, Run { merchant: ask.merchant, export: row.id }).await?;
    told(tx, world, (&row, ask.filter)).await?;
    Ok(row)
}

/// What another is asked to allow.
#[derive(Serialize, Deserialize)]
struct Terms {
    export: ExportId,
}

/// Ask another for an unmasked one (E19). It is made once they allow it.
pub async fn ask_full(tx: &Tx, world: &World, (ask, reason): (Ask, String)) -> Result<Asked> {
    let Ask { merchant, operator, what, filter, .. } = ask;
    let row = ask.row(world)?;
    let name = format!("export.full.{operator}");
    let today = Sum { name, window: world.now().midnight().0, amount: 1 };
    if !tally::add_up_to(tx, today, FULL_A_DAY).await? {
        return Err(ExportRefusal::FullEnough { most: FULL_A_DAY }.into());
    }
    let place = place(tx, merchant, &filter).await?;
    let request = approval::Ask {
        merchant,
        maker: operator,
        deed: approval::Deed::Export,
        stores: filter.store.into_iter().collect(),
        terms: serde_json::to_value(Terms { export: row.id })?,
        what: format!("不遮住地导出{}", filter.text(what, &place)),
        reason: reason.clone(),
    };
    let asked = approval::ask(tx, world, request).await?;
    let approval_id = Some(asked.row.id);
    let row = Model { full_data: true, reason, state: State::Asked, approval_id, ..row };
    rows::insert(tx, row.clone()).await?;
    told(tx, world, (&row, filter)).await?;
    Ok(asked)
}

async fn place(tx: &Tx, merchant: MerchantId, filter: &Filter) -> Result<String> {
    Ok(match filter.store {
        Some(id) => store::find(tx, merchant, id).await?.name,
        None => "全部门店".to_owned(),
    })
}

async fn told(tx: &Tx, world: &World, (row, filter): (&Model, Filter)) -> Result<()> {
    let what = filter.text(row.what, &place(tx, row.merchant_id, &filter).await?);
    let after = json!({ "what": what, "full": row.full_data, "reason": row.reason });
    let deed = Deed {
        merchant: row.merchant_id,
        actor: row.operator_id.to_string(),
        action: "export.ask",
        subject: &row.id,
        detail: json!({ "before": null, "after": after }),
    };
    audit::write(tx, world, deed).await
}

/// Promise what was allowed, in the transaction that allows it.
pub async fn allowed(tx: &Tx, world: &World, by: &approval_row::Model) -> Result<()> {
    let Terms { export } = serde_json::from_str(&by.deed)?;
    let (merchant, checker) = (by.merchant_id, by.checker.context("it was allowed")?);
    rows::allow(tx, (merchant, export), (checker, world.now())).await?;
    jobs::enqueue(tx, world, Run { merchant, export }).await?;
    let deed = Deed {
        merchant,
        actor: checker.to_string(),
        action: "export.allow",
        subject: &export,
        detail: json!({
            "before": null,
            "after": { "full": true, "asked_by": by.maker, "reason": by.reason },
        }),
    };
    audit::write(tx, world, deed).await
}

/// Whoever asked takes the file away, if it is still theirs to have: the log says so, each time.
pub async fn begin_taking(
    tx: &Tx,
    world: &World,
    (staff, export): (Staff, ExportId),
) -> Result<Model> {
    let (merchant, operator) = (staff.operator.merchant_id, staff.operator.id);
    let export = rows::find(tx, merchant, export).await?;
    if export.operator_id != operator {
        return Err(ExportRefusal::NoSuchExport.into());
    }
    match Stage::of(&export, None, world.now()) {
        Stage::Ready => {}
        Stage::Over => return Err(ExportRefusal::Over.into()),
        _ => return Err(ExportRefusal::NotReady.into()),
    }
    let kept = Kept::of(&export)?;
    rules::may_have((&staff.rights, &staff.scope), kept.wanted(&export))?;
    let deed = Deed {
        merchant,
        actor: operator.to_string(),
        action: "export.take",
        subject: &export.id,
        detail: json!({
            "before": null,
            "after": { "what": export.what, "rows": export.rows_done, "full": export.full_data },
        }),
    };
    audit::write(tx, world, deed).await?;
    Ok(export)
}

/// One piece of a file, opened; none after the last.
pub async fn piece(app: &App, export: &Model, part: i32) -> Result<Option<Vec<u8>>> {
    let of = (export.merchant_id, export.id);
    let Some(found) = rows::chunk(&app.db, of, part).await? else { return Ok(None) };
    let keys = merchant::keys(app, export.merchant_id).await?;
    Ok(Some(keys.open_bytes(SEALED, &found.sealed)?))
}
