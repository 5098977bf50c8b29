//! Rows of pushes, keyword rules and menus.
use entity::{
    ids::{KeywordRuleId, MerchantId},
    keyword_rule, push,
    values::Timestamp,
    wechat_menu,
};
use keyword_rule::Column as Rule;
use sea_orm::{
    ActiveValue::Set, IntoActiveModel, PaginatorTrait, QueryOrder, QuerySelect, entity::prelude::*,
};

use super::rules::{MOST_RULES, kind_text};
use crate::{app::Tx, engine::insert_if_absent, error::Result, gone::Gone};

/// True for whoever comes first; others wait here for the first to commit.
pub async fn claim_push(tx: &Tx, row: push::Model) -> Result<bool> {
    Ok(insert_if_absent(tx, row.into_active_model()).await?)
}

pub async fn kept_reply(tx: &Tx, appid: &str, identity: &str) -> Result<Option<String>> {
    let key = (appid.to_owned(), identity.to_owned());
    Ok(push::Entity::find_by_id(key).one(tx).await?.map(|row| row.reply))
}

/// What a push is answered from now on; nothing if it has no row.
pub async fn keep_reply(tx: &Tx, appid: &str, identity: &str, reply: &str) -> Result<()> {
    push::Entity::update_many()
        .col_expr(push::Column::Reply, Expr::value(reply))
        .filter(push::Column::Appid.eq(appid))
        .filter(push::Column::Identity.eq(identity))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn forget_push(tx: &Tx, appid: &str, identity: &str) -> Result<()> {
    let key = (appid.to_owned(), identity.to_owned());
    push::Entity::delete_by_id(key).exec(tx).await?;
    Ok(())
}

/// All rules of an account, in the order in which they are asked, more or less.
pub async fn rules(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    appid: &str,
) -> Result<Vec<keyword_rule::Model>> {
    let rules = keyword_rule::Entity::find()
        .filter(Rule::MerchantId.eq(merchant))
        .filter(Rule::Appid.eq(appid))
        .filter(Rule::DeletedAt.is_null())
        .order_by_desc(Rule::Priority)
        .order_by_asc(Rule::Id)
        .limit(MOST_RULES);
    Ok(rules.all(db).await?)
}

pub async fn count_rules(tx: &Tx, merchant: MerchantId, appid: &str) -> Result<u64> {
    let rules = keyword_rule::Entity::find()
        .filter(Rule::MerchantId.eq(merchant))
        .filter(Rule::Appid.eq(appid))
        .filter(Rule::DeletedAt.is_null());
    Ok(rules.count(tx).await?)
}

/// The rule, held until the transaction ends.
pub async fn lock_rule(
    tx: &Tx,
    merchant: MerchantId,
    id: KeywordRuleId,
) -> Result<Option<keyword_rule::Model>> {
    let rule = keyword_rule::Entity::find()
        .filter(Rule::MerchantId.eq(merchant))
        .filter(Rule::Id.eq(id))
        .filter(Rule::DeletedAt.is_null())
        .lock_exclusive();
    Ok(rule.one(tx).await?)
}

pub async fn insert_rule(tx: &Tx, rule: keyword_rule::Model) -> Result<()> {
    keyword_rule::Entity::insert(rule.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Write a rule that is locked.
pub async fn write_rule(tx: &Tx, rule: keyword_rule::Model) -> Result<()> {
    let (merchant, id) = (rule.merchant_id, rule.id);
    let row = rule.into_active_model().reset_all();
    keyword_rule::Entity::update_many()
        .set(row)
        .filter(Rule::MerchantId.eq(merchant))
        .filter(Rule::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// A deleted rule, held until the transaction ends.
pub async fn lock_deleted(
    tx: &Tx,
    merchant: MerchantId,
    id: KeywordRuleId,
) -> Result<Option<keyword_rule::Model>> {
    let rule = keyword_rule::Entity::find_by_id(id)
        .filter(Rule::MerchantId.eq(merchant))
        .filter(Rule::DeletedAt.is_not_null());
    Ok(rule.lock_exclusive().one(tx).await?)
}

/// Deleted at `before` or earlier, the last one first.
pub async fn deleted(
    db: &impl ConnectionTrait,
    (merchant, before, limit): (MerchantId, Timestamp, u64),
) -> Result<Vec<Gone>> {
    let gone = keyword_rule::Entity::find()
        .filter(Rule::MerchantId.eq(merchant))
        .filter(Rule::DeletedAt.lte(before));
    let gone = gone.order_by_desc(Rule::DeletedAt).order_by_desc(Rule::Id).limit(limit);
    let told = |row: keyword_rule::Model| {
        let kind = kind_text(row.kind);
        let name = match row.pattern.as_str() {
            "" => kind.to_owned(),
            pattern => format!("{kind}：{pattern}"),
        };
        Some(Gone { id: row.id.to_string(), name, at: row.deleted_at? })
    };
    Ok(gone.all(db).await?.into_iter().filter_map(told).collect())
}

pub async fn menu(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    appid: &str,
) -> Result<Option<wechat_menu::Model>> {
    let menu = wechat_menu::Entity::find_by_id(appid.to_owned())
        .filter(wechat_menu::Column::MerchantId.eq(merchant));
    Ok(menu.one(db).await?)
}

/// As [`menu`], held until the transaction ends.
pub async fn lock_menu(
    tx: &Tx,
    merchant: MerchantId,
    appid: &str,
) -> Result<Option<wechat_menu::Model>> {
    let menu = wechat_menu::Entity::find_by_id(appid.to_owned())
        .filter(wechat_menu::Column::MerchantId.eq(merchant))
        .lock_exclusive();
    Ok(menu.one(tx).await?)
}

/// Insert the draft, or replace the one there is.
pub async fn save_menu(tx: &Tx, merchant: MerchantId, appid: &str, draft: String) -> Result<()> {
    let fresh = wechat_menu::ActiveModel {
        appid: Set(appid.to_owned()),
        merchant_id: Set(merchant),
        draft: Set(draft.clone()),
        published_at: Set(None),
    };
    if insert_if_absent(tx, fresh).await? {
        return Ok(());
    }
    let change = wechat_menu::ActiveModel { draft: Set(draft), ..Default::default() };
    update_menu(tx, merchant, appid, change).await
}

pub async fn menu_published(
    tx: &Tx,
    merchant: MerchantId,
    appid: &str,
    at: Timestamp,
) -> Result<()> {
    let change = wechat_menu::ActiveModel { published_at: Set(Some(at)), ..Default::default() };
    update_menu(tx, merchant, appid, change).await
}

async fn update_menu(
    tx: &Tx,
    merchant: MerchantId,
    appid: &str,
    change: wechat_menu::ActiveModel,
) -> Result<()> {
    let done = wechat_menu::Entity::update_many()
        .set(change)
        .filter(wechat_menu::Column::MerchantId.eq(merchant))
        .filter(wechat_menu::Column::Appid.eq(appid))
        .exec(tx)
        .await?;
    Ok(crate::error::exactly_one(done.rows_affected)?)
}

/// An account that is no more answers nothing and has no menu.
pub async fn forget_account(tx: &Tx, merchant: MerchantId, appid: &str) -> Result<()> {
    let rules = keyword_rule::Entity::delete_many().filter(Rule::MerchantId.eq(merchant));
    rules.filter(Rule::Appid.eq(appid)).exec(tx).await?;
    let menus = wechat_menu::Entity::delete_many();
    let menus = menus.filter(wechat_menu::Column::MerchantId.eq(merchant));
    menus.filter(wechat_menu::Column::Appid.eq(appid)).exec(tx).await?;
    Ok(())
}

/// Pushes from before this come no more.
pub async fn forget(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64> {
    let gone =
        push::Entity::delete_many().filter(push::Column::ReceivedAt.lt(before)).exec(db).await?;
    Ok(gone.rows_affected)
}
