//! What the back office changes.
use entity::{
    ids::{KeywordRuleId, MerchantId},
    keyword_rule::Model,
    values::Timestamp,
};
use serde_json::{Value, json};

use super::super::{
    rows,
    rules::{Draft, InboxRefusal, MOST_RULES, MenuButton},
};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    gone::Back,
    world::World,
};

#[derive(Clone)]
pub struct AddRule {
    pub merchant: MerchantId,
    /// Id of an operator, or `system`.
    pub actor: String,
    pub appid: String,
    pub rule: Draft,
}

pub async fn add_rule(tx: &Tx, world: &World, ask: AddRule) -> Result<Model> {
    let draft = ask.rule.checked()?;
    if rows::count_rules(tx, ask.merchant, &ask.appid).await? >= MOST_RULES {
        return Err(InboxRefusal::RulesFull { most: MOST_RULES }.into());
    }
    let rule = Model {
        id: world.id(),
        merchant_id: ask.merchant,
        appid: ask.appid,
        kind: draft.kind,
        pattern: draft.pattern,
        priority: draft.priority,
        enabled: draft.enabled,
        reply: serde_json::to_string(&draft.reply)?,
        updated_at: world.now(),
        deleted_at: None,
    };
    rows::insert_rule(tx, rule.clone()).await?;
    let detail = json!({ "appid": rule.appid, "after": told(&rule) });
    let deed = Deed {
        merchant: ask.merchant,
        actor: ask.actor,
        action: "keyword.create",
        subject: &rule.id,
        detail,
    };
    audit::write(tx, world, deed).await?;
    Ok(rule)
}

#[derive(Clone)]
pub struct ChangeRule {
    pub merchant: MerchantId,
    pub actor: String,
    pub id: KeywordRuleId,
    pub rule: Draft,
}

pub async fn change_rule(tx: &Tx, world: &World, ask: ChangeRule) -> Result<Model> {
    let draft = ask.rule.checked()?;
    let before = rows::lock_rule(tx, ask.merchant, ask.id).await?;
    let before = before.ok_or(InboxRefusal::NoSuchRule)?;
    let rule = Model {
        kind: draft.kind,
        pattern: draft.pattern,
        priority: draft.priority,
        enabled: draft.enabled,
        reply: serde_json::to_string(&draft.reply)?,
        updated_at: world.now(),
        ..before.clone()
    };
    rows::write_rule(tx, rule.clone()).await?;
    let detail = json!({ "appid": rule.appid, "before": told(&before), "after": told(&rule) });
    let deed = Deed {
        merchant: ask.merchant,
        actor: ask.actor,
        action: "keyword.change",
        subject: &rule.id,
        detail,
    };
    audit::write(tx, world, deed).await?;
    Ok(rule)
}

#[derive(Clone)]
pub struct RemoveRule {
    pub merchant: MerchantId,
    pub actor: String,
    pub id: KeywordRuleId,
}

/// What it was.
pub async fn remove_rule(tx: &Tx, world: &World, ask: RemoveRule) -> Result<Model> {
    let before = rows::lock_rule(tx, ask.merchant, ask.id).await?;
    let before = before.ok_or(InboxRefusal::NoSuchRule)?;
    rows::write_rule(tx, Model { deleted_at: Some(world.now()), ..before.clone() }).await?;
    let detail = json!({ "appid": before.appid, "before": told(&before) });
    let deed = Deed {
        merchant: ask.merchant,
        actor: ask.actor,
        action: "keyword.delete",
        subject: &before.id,
        detail,
    };
    audit::write(tx, world, deed).await?;
    Ok(before)
}

/// As it was, while there is room for it.
pub async fn restore(tx: &Tx, world: &World, back: Back<KeywordRuleId>) -> Result<()> {
    let Back { merchant, operator, id } = back;
    let gone = rows::lock_deleted(tx, merchant, id).await?;
    let gone = gone.ok_or(InboxRefusal::NoSuchRule)?;
    if rows::count_rules(tx, merchant, &gone.appid).await? >= MOST_RULES {
        return Err(InboxRefusal::RulesFull { most: MOST_RULES }.into());
    }
    let rule = Model { deleted_at: None, updated_at: world.now(), ..gone };
    rows::write_rule(tx, rule.clone()).await?;
    let detail = json!({ "appid": rule.appid, "after": told(&rule) });
    let actor = operator.to_string();
    let deed = Deed { merchant, actor, action: "keyword.restore", subject: &id, detail };
    audit::write(tx, world, deed).await
}

/// A rule as the log tells it.
fn told(rule: &Model) -> Value {
    let reply: Value = serde_json::from_str(&rule.reply).unwrap_or_default();
    json!({
        "kind": rule.kind,
        "pattern": rule.pattern,
        "priority": rule.priority,
        "enabled": rule.enabled,
        "reply": reply,
    })
}

/// Buttons that [`super::super::rules::wechat_menu`] takes.
#[derive(Clone)]
pub struct SaveMenu {
    pub merchant: MerchantId,
    pub actor: String,
    pub appid: String,
    pub buttons: Vec<MenuButton>,
}

/// When the menu was last published, if it was.
pub async fn save_menu(tx: &Tx, world: &World, ask: SaveMenu) -> Result<Option<Timestamp>> {
    let kept = rows::lock_menu(tx, ask.merchant, &ask.appid).await?;
    let was: Value =
        kept.as_ref().map_or(Ok(json!([])), |menu| serde_json::from_str(&menu.draft))?;
    let draft = serde_json::to_string(&ask.buttons)?;
    rows::save_menu(tx, ask.merchant, &ask.appid, draft).await?;
    let deed = Deed {
        merchant: ask.merchant,
        actor: ask.actor,
        action: "menu.save",
        subject: &ask.appid,
        detail: json!({ "before": { "buttons": was }, "after": { "buttons": ask.buttons } }),
    };
    audit::write(tx, world, deed).await?;
    Ok(kept.and_then(|menu| menu.published_at))
}

#[derive(Clone)]
pub struct PublishedMenu {
    pub merchant: MerchantId,
    pub actor: String,
    pub appid: String,
    /// What WeChat took.
    pub buttons: Vec<MenuButton>,
}

/// Write down that WeChat has it, and since when.
pub async fn menu_published(tx: &Tx, world: &World, ask: PublishedMenu) -> Result<Timestamp> {
    let now = world.now();
    rows::menu_published(tx, ask.merchant, &ask.appid, now).await?;
    let was = last_published(tx, &ask).await?;
    let deed = Deed {
        merchant: ask.merchant,
        actor: ask.actor,
        action: PUBLISH,
        subject: &ask.appid,
        detail: json!({ "before": { "buttons": was }, "after": { "buttons": ask.buttons } }),
    };
    audit::write(tx, world, deed).await?;
    Ok(now)
}

const PUBLISH: &str = "menu.publish";

/// The buttons that went out last: the draft may have changed since, so the log alone knows them.
async fn last_published(tx: &Tx, ask: &PublishedMenu) -> Result<Value> {
    let last = audit::last_of(tx, ask.merchant, vec![ask.appid.clone()], &[PUBLISH]).await?;
    let Some(line) = last.into_iter().next() else { return Ok(json!([])) };
    let told: Value = serde_json::from_str(&line.detail)?;
    // An older line names the buttons alone.
    Ok(told.pointer("/after/buttons").or(told.get("buttons")).cloned().unwrap_or_default())
}
