//! Views that somebody keeps.
use entity::{ids::SavedViewId, saved_view::Model};

use serde_json::{Value, json};

use super::{
    super::{
        rows,
        rules::{self, CrmRefusal},
    },
    By,
};
use crate::{app::Tx, error::Result, http::RequestRefusal, world::World};

fn told(view: &Model) -> Value {
    json!({ "name": view.name, "query": view.query, "shape": view.shape, "shared": view.shared })
}

pub async fn save(tx: &Tx, world: &World, (by, view): (By, Model)) -> Result<Model> {
    if rows::saved::count(tx, by.merchant, by.operator).await? >= rules::VIEWS {
        return Err(CrmRefusal::TooManyViews { most: rules::VIEWS }.into());
    }
    rows::saved::insert(tx, view.clone()).await?;
    let detail = json!({ "before": null, "after": told(&view) });
    by.tell(tx, world, "view.save", &view.id, detail).await?;
    Ok(view)
}

/// One of their own; another's that is shared is not theirs to delete.
pub async fn delete(tx: &Tx, world: &World, (by, id): (By, SavedViewId)) -> Result<()> {
    let found = rows::saved::find(tx, by.merchant, by.operator, id).await?;
    let found = found.ok_or(CrmRefusal::NoSuchView)?;
    if found.operator_id != by.operator {
        return Err(RequestRefusal::NotPermitted.into());
    }
    rows::saved::delete(tx, by.merchant, id).await?;
    let detail = json!({ "before": told(&found), "after": null });
    by.tell(tx, world, "view.delete", &id, detail).await
}
