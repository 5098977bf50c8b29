//! What the office changes in the catalog.
use entity::{
    category, goods,
    goods::Model,
    ids::{CategoryId, GoodsId, MerchantId, OperatorId},
};
use serde_json::{Value, json};

use super::{
    rows,
    rules::{CatalogRefusal, CategoryDraft, Draft},
};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    gone::Back,
    world::World,
};

/// Something the office does, and who does it.
#[derive(Clone)]
pub struct Change<T> {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub what: T,
}

impl<T> Change<T> {
    fn deed<'a>(
        &self,
        action: &'static str,
        subject: &'a (dyn std::fmt::Display + Sync),
        detail: Value,
    ) -> Deed<'a> {
        let actor = self.operator.to_string();
        Deed { merchant: self.merchant, actor, action, subject, detail }
    }
}

pub async fn add(tx: &Tx, world: &World, ask: Change<Draft>) -> Result<Model> {
    let draft = ask.what.clone().checked()?;
    rows::lock_category(tx, ask.merchant, draft.category).await?;
    let now = world.now();
    let goods = Model {
        id: world.id(),
        merchant_id: ask.merchant,
        category_id: draft.category,
        code: draft.code,
        name: draft.name,
        unit: draft.unit,
        price: draft.price,
        member_price: draft.member_price,
        promotion_price: draft.promotion_price,
        off_sale_at: (!draft.on_sale).then_some(now),
        created_at: now,
    };
    rows::insert(tx, goods.clone()).await?;
    let deed = ask.deed("goods.create", &goods.id, json!({ "after": told(&goods) }));
    audit::write(tx, world, deed).await?;
    Ok(goods)
}

pub async fn change(tx: &Tx, world: &World, ask: Change<(GoodsId, Draft)>) -> Result<Model> {
    let (id, draft) = ask.what.clone();
    let draft = draft.checked()?;
    rows::lock_category(tx, ask.merchant, draft.category).await?;
    let before = rows::lock(tx, ask.merchant, id).await?;
    let off_since = before.off_sale_at.unwrap_or_else(|| world.now());
    let after = Model {
        category_id: draft.category,
        code: draft.code,
        name: draft.name,
        unit: draft.unit,
        price: draft.price,
        member_price: draft.member_price,
        promotion_price: draft.promotion_price,
        off_sale_at: (!draft.on_sale).then_some(off_since),
        ..before.clone()
    };
    rows::write(tx, after.clone()).await?;
    let detail = json!({ "before": told(&before), "after": told(&after) });
    // However they go off sale, the log says who took them.
    let gone = before.off_sale_at.is_none() && after.off_sale_at.is_some();
    let action = if gone { "goods.off_sale" } else { "goods.change" };
    audit::write(tx, world, ask.deed(action, &id, detail)).await?;
    Ok(after)
}

/// 下架: the row stays, because receipts speak of it.
pub async fn take_off_sale(tx: &Tx, world: &World, ask: Change<GoodsId>) -> Result<()> {
    let goods = rows::lock(tx, ask.merchant, ask.what).await?;
    if goods.off_sale_at.is_some() {
        return Ok(());
    }
    let detail = json!({ "before": told(&goods) });
    rows::write(tx, Model { off_sale_at: Some(world.now()), ..goods }).await?;
    audit::write(tx, world, ask.deed("goods.off_sale", &ask.what, detail)).await
}

fn told(goods: &goods::Model) -> Value {
    json!({
        "category": goods.category_id, "code": goods.code, "name": goods.name,
        "price": goods.price, "member_price": goods.member_price,
        "promotion_price": goods.promotion_price, "on_sale": goods.off_sale_at.is_none(),
    })
}

pub async fn add_category(
    tx: &Tx,
    world: &World,
    ask: Change<CategoryDraft>,
) -> Result<category::Model> {
    let CategoryDraft { code, name } = ask.what.clone().checked()?;
    let category = category::Model {
        id: world.id(),
        merchant_id: ask.merchant,
        code,
        name,
        code_was: None,
        deleted_at: None,
        created_at: world.now(),
    };
    rows::insert_category(tx, category.clone()).await?;
    let detail = json!({ "after": { "code": category.code, "name": category.name } });
    audit::write(tx, world, ask.deed("category.create", &category.id, detail)).await?;
    Ok(category)
}

pub async fn change_category(
    tx: &Tx,
    world: &World,
    ask: Change<(CategoryId, CategoryDraft)>,
) -> Result<category::Model> {
    let (id, draft) = ask.what.clone();
    let CategoryDraft { code, name } = draft.checked()?;
    let before = rows::lock_category(tx, ask.merchant, id).await?;
    let after = category::Model { code, name, ..before.clone() };
    rows::write_category(tx, after.clone()).await?;
    let detail = json!({
        "before": { "code": before.code, "name": before.name },
        "after": { "code": after.code, "name": after.name },
    });
    audit::write(tx, world, ask.deed("category.change", &id, detail)).await?;
    Ok(after)
}

pub async fn delete_category(tx: &Tx, world: &World, ask: Change<CategoryId>) -> Result<()> {
    let id = ask.what;
    let category = rows::lock_category(tx, ask.merchant, id).await?;
    if rows::sells_any(tx, ask.merchant, id).await? {
        return Err(CatalogRefusal::CategoryInUse.into());
    }
    rows::delete_category(tx, ask.merchant, id, world.now()).await?;
    let detail = json!({ "before": { "code": category.code, "name": category.name } });
    audit::write(tx, world, ask.deed("category.delete", &id, detail)).await
}

impl<T> From<Back<T>> for Change<T> {
    fn from(Back { merchant, operator, id: what }: Back<T>) -> Self {
        Self { merchant, operator, what }
    }
}

/// On sale again, as it was; its category must be there.
pub async fn restore(tx: &Tx, world: &World, back: Back<GoodsId>) -> Result<()> {
    let ask = Change::from(back);
    let goods = rows::lock(tx, ask.merchant, ask.what).await?;
    if goods.off_sale_at.is_none() {
        return Err(CatalogRefusal::NoSuchGoods { asked: ask.what.to_string() }.into());
    }
    rows::lock_category(tx, ask.merchant, goods.category_id).await?;
    let after = Model { off_sale_at: None, ..goods };
    rows::write(tx, after.clone()).await?;
    let detail = json!({ "after": told(&after) });
    audit::write(tx, world, ask.deed("goods.restore", &ask.what, detail)).await
}

/// With the code it had, unless that is another's by now.
pub async fn restore_category(tx: &Tx, world: &World, back: Back<CategoryId>) -> Result<()> {
    let ask = Change::from(back);
    let gone = rows::lock_deleted_category(tx, ask.merchant, ask.what).await?;
    // What was deleted before its code was kept has its id for a code.
    let code = gone.code_was.clone().unwrap_or_else(|| gone.code.clone());
    let after = category::Model { code, code_was: None, deleted_at: None, ..gone };
    rows::write_category(tx, after.clone()).await?;
    let detail = json!({ "after": { "code": after.code, "name": after.name } });
    audit::write(tx, world, ask.deed("category.restore", &ask.what, detail)).await
}
