//! Headquarters makes recharge rules, changes them, copies them, ends them, and takes them up again.
use entity::{
    ids::{MerchantId, OperatorId, RechargeRuleId},
    recharge_rule::Model,
    values::Timestamp,
};
use serde_json::{Value, json};

use super::super::{
    StoredValueRefusal,
    recharge::{Draft, LONGEST_NAME, Terms},
    rows,
};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    gone::Back,
    level::{self, LevelRefusal},
    merchant,
    store::StoreRefusal,
    world::World,
};

/// Somebody of headquarters.
#[derive(Clone, Copy)]
pub struct By {
    pub merchant: MerchantId,
    pub operator: OperatorId,
}

/// A rule, and when it was looked at.
pub type Written = (Model, Timestamp);

pub async fn add(tx: &Tx, world: &World, (by, draft): (By, Draft)) -> Result<Written> {
    draft.check()?;
    only_ours(tx, by.merchant, &draft.terms).await?;
    let rule = Model {
        id: world.id(),
        merchant_id: by.merchant,
        name: draft.name.trim().to_owned(),
        principal: draft.principal,
        terms: serde_json::to_string(&draft.terms)?,
        once_per_member: draft.once_per_member,
        starts_at: draft.starts_at,
        ends_at: draft.ends_at,
        withdrawn_at: None,
        version: 1,
        created_at: world.now(),
    };
    rows::rule::insert(tx, rule.clone()).await?;
    let detail = json!({ "after": told(&rule) });
    write(tx, world, by, ("recharge_rule.add", rule.id), detail).await?;
    Ok((rule, world.now()))
}

/// What comes after follows it; what was given by it stays given, and whoever has used one for one
/// use has used it.
pub async fn change(
    tx: &Tx,
    world: &World,
    (by, id, draft): (By, RechargeRuleId, Draft),
) -> Result<Written> {
    draft.check()?;
    let before = held(tx, by.merchant, id).await?;
    only_ours(tx, by.merchant, &draft.terms).await?;
    let after = Model {
        name: draft.name.trim().to_owned(),
        principal: draft.principal,
        terms: serde_json::to_string(&draft.terms)?,
        once_per_member: draft.once_per_member,
        starts_at: draft.starts_at,
        ends_at: draft.ends_at,
        version: before.version.saturating_add(1),
        ..before.clone()
    };
    rows::rule::write(tx, after.clone()).await?;
    let detail = json!({ "before": told(&before), "after": told(&after) });
    write(tx, world, by, ("recharge_rule.change", id), detail).await?;
    Ok((after, world.now()))
}

/// A rule that was not withdrawn, held until the transaction ends.
async fn held(tx: &Tx, merchant: MerchantId, id: RechargeRuleId) -> Result<Model> {
    let found = rows::rule::lock(tx, merchant, id).await?;
    let found = found.filter(|rule| rule.withdrawn_at.is_none());
    Ok(found.ok_or(StoredValueRefusal::NoSuchRule)?)
}

/// The same terms and dates under another name.
pub async fn copy(
    tx: &Tx,
    world: &World,
    (by, id, name): (By, RechargeRuleId, Option<String>),
) -> Result<Written> {
    let found = rows::rule::find(tx, by.merchant, id).await?;
    let rule = found.ok_or(StoredValueRefusal::NoSuchRule)?;
    let draft = Draft {
        name: name.unwrap_or_else(|| another(&rule.name)),
        principal: rule.principal,
        terms: serde_json::from_str(&rule.terms)?,
        once_per_member: rule.once_per_member,
        starts_at: rule.starts_at,
        ends_at: rule.ends_at,
    };
    add(tx, world, (by, draft)).await
}

/// `充100送10 副本`, no longer than a name may be.
fn another(name: &str) -> String {
    const COPY: &str = " 副本";
    let room = LONGEST_NAME - COPY.chars().count();
    name.chars().take(room).chain(COPY.chars()).collect()
}

/// What was given by it stays given.
pub async fn withdraw(tx: &Tx, world: &World, (by, id): (By, RechargeRuleId)) -> Result<()> {
    let before = held(tx, by.merchant, id).await?;
    let detail = json!({ "before": told(&before) });
    rows::rule::write(tx, Model { withdrawn_at: Some(world.now()), ..before }).await?;
    write(tx, world, by, ("recharge_rule.withdraw", id), detail).await
}

/// In force again, as far as its dates say so.
pub async fn restore(tx: &Tx, world: &World, back: Back<RechargeRuleId>) -> Result<()> {
    let Back { merchant, operator, id } = back;
    let found = rows::rule::lock(tx, merchant, id).await?;
    let gone = found.filter(|rule| rule.withdrawn_at.is_some());
    let gone = gone.ok_or(StoredValueRefusal::NoSuchRule)?;
    only_offered(tx, merchant, &serde_json::from_str(&gone.terms)?).await?;
    let rule = Model { withdrawn_at: None, ..gone };
    rows::rule::write(tx, rule.clone()).await?;
    let by = By { merchant, operator };
    write(tx, world, by, ("recharge_rule.restore", id), json!({ "after": told(&rule) })).await
}

/// What the terms name must be this merchant's.
async fn only_ours(tx: &Tx, merchant: MerchantId, terms: &Terms) -> Result<()> {
    let strangers = |why: &str| StoredValueRefusal::RuleMalformed { why: why.to_owned() };
    if !rows::ours::stores(tx, merchant, terms.stores.iter().copied().collect()).await? {
        return Err(StoreRefusal::NoSuchStore.into());
    }
    only_offered(tx, merchant, terms).await?;
    if !rows::ours::levels(tx, merchant, terms.levels.iter().copied().collect()).await? {
        return Err(LevelRefusal::NoSuchLevel.into());
    }
    let templates = terms.gifts.coupons.iter().map(|gift| gift.template);
    if !rows::ours::templates(tx, merchant, templates.collect()).await? {
        return Err(strangers("有不存在的券").into());
    }
    let services = terms.gifts.counts.iter().map(|gift| gift.service);
    if !rows::ours::goods(tx, merchant, services.collect()).await? {
        return Err(strangers("有不存在的次卡项目").into());
    }
    Ok(())
}

/// A level that it gives can be given, and is not deleted until the transaction ends.
async fn only_offered(tx: &Tx, merchant: MerchantId, terms: &Terms) -> Result<()> {
    let Some(to) = terms.upgrade_to else { return Ok(()) };
    merchant::hold(tx, merchant).await?;
    level::find_offered(tx, merchant, to).await.map(drop)
}

/// A rule as the log tells it.
fn told(rule: &Model) -> Value {
    let terms: Value = serde_json::from_str(&rule.terms).unwrap_or_default();
    json!({
        "name": rule.name, "principal": rule.principal, "terms": terms,
        "once_per_member": rule.once_per_member, "starts_at": rule.starts_at,
        "ends_at": rule.ends_at, "version": rule.version,
    })
}

async fn write(
    tx: &Tx,
    world: &World,
    by: By,
    (action, rule): (&'static str, RechargeRuleId),
    detail: Value,
) -> Result<()> {
    let (merchant, actor) = (by.merchant, by.operator.to_string());
    audit::write(tx, world, Deed { merchant, actor, action, subject: &rule, detail }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_a_name_that_a_rule_may_have() {
        assert_eq!(another("充100送10"), "充100送10 副本");
        assert_eq!(another(&"充".repeat(32)).chars().count(), LONGEST_NAME);
    }
}
