//! Headquarters makes rules, ends them, and sets what holds for stored value (RCH-09).
use entity::{
    ids::{MerchantId, OperatorId, RechargeRuleId},
    program, recharge_rule,
};
use serde_json::json;

use super::super::{
    Program, StoredValueRefusal,
    recharge::{Draft, Terms},
    rows,
};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    level::LevelRefusal,
    merchant,
    store::StoreRefusal,
    typed,
    world::World,
};

#[derive(Clone)]
pub struct AddRule {
    pub merchant: MerchantId,
    pub by: OperatorId,
    pub draft: Draft,
}

pub async fn add_rule(tx: &Tx, world: &World, ask: AddRule) -> Result<recharge_rule::Model> {
    let AddRule { merchant, by, draft } = ask;
    draft.check()?;
    only_ours(tx, merchant, &draft.terms).await?;
    let rule = recharge_rule::Model {
        id: world.id(),
        merchant_id: merchant,
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
    let detail = json!({ "name": rule.name, "principal": rule.principal, "terms": draft.terms });
    let (actor, action) = (by.to_string(), "recharge_rule.add");
    audit::write(tx, world, Deed { merchant, actor, action, subject: &rule.id, detail }).await?;
    Ok(rule)
}

/// What the terms name must be this merchant's.
async fn only_ours(tx: &Tx, merchant: MerchantId, terms: &Terms) -> Result<()> {
    let strangers = |why: &str| StoredValueRefusal::RuleMalformed { why: why.to_owned() };
    if !rows::ours::stores(tx, merchant, terms.stores.iter().copied().collect()).await? {
        return Err(StoreRefusal::NoSuchStore.into());
    }
    let levels = terms.levels.iter().chain(&terms.upgrade_to).copied();
    if !rows::ours::levels(tx, merchant, levels.collect()).await? {
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

#[derive(Clone, Copy)]
pub struct Withdraw {
    pub merchant: MerchantId,
    pub by: OperatorId,
    pub rule: RechargeRuleId,
}

/// What was given by it stays given.
pub async fn withdraw(tx: &Tx, world: &World, ask: Withdraw) -> Result<()> {
    let Withdraw { merchant, by, rule } = ask;
    if !rows::rule::withdraw(tx, merchant, rule, world.now()).await? {
        return Err(StoredValueRefusal::NoSuchRule.into());
    }
    let (actor, action) = (by.to_string(), "recharge_rule.withdraw");
    audit::write(tx, world, Deed { merchant, actor, action, subject: &rule, detail: json!({}) })
        .await
}

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
    let before = merchant::program_told(tx, merchant, kind).await?;
    let version = merchant::set_program(tx, world, (merchant, kind), Some(by), terms).await?;
    let mut detail = audit::changed(before, serde_json::to_value(&program)?);
    detail["reason"] = json!(reason);
    let (actor, action) = (by.to_string(), "stored_value.program");
    audit::write(tx, world, Deed { merchant, actor, action, subject: &merchant, detail }).await?;
    Ok(version)
}
