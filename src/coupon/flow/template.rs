//! What the back office does with templates.
use entity::{
    coupon_template::Model,
    ids::{CouponTemplateId, MerchantId, OperatorId},
    values::Timestamp,
};
use serde_json::json;

use super::super::{
    Claim, CouponRefusal,
    rows::{self, template::Issue},
    rules::{self, Terms},
};
use super::claim::{Claimed, grant};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    gone::Back,
    member::{self, MemberRefusal},
    store,
    world::World,
};

/// Somebody in the back office.
#[derive(Clone, Copy)]
pub struct By {
    pub merchant: MerchantId,
    pub operator: OperatorId,
}

/// A template, and when it was looked at.
pub type Seen = (Issue, Timestamp);

/// 制作. `template` has its terms in it, and its id and times of the office's own.
pub async fn make(tx: &Tx, world: &World, (by, template): (By, Model)) -> Result<Seen> {
    let terms = Terms::of(&template)?;
    rules::sound(&template, &terms)?;
    if template.valid_until <= world.now() {
        return Err(CouponRefusal::NotOpen.into());
    }
    let store_name = match template.store_id {
        Some(store) => Some(store::find(tx, by.merchant, store).await?.name),
        None => None,
    };
    rows::insert_template(tx, template.clone()).await?;
    let detail = json!({ "after": {
        "title": &template.title,
        "kind": template.kind,
        "worth": template.worth,
        "threshold": template.threshold,
        "total": template.total,
        "terms": terms,
    } });
    write(tx, world, by, "coupon.make", template.id, detail).await?;
    Ok((Issue { template, store_name, used: 0 }, world.now()))
}

/// What may be changed of a template: nothing that a coupon in somebody's hand is worth.
#[derive(Clone)]
pub struct Change {
    pub template: CouponTemplateId,
    pub title: String,
    pub closes_at: Timestamp,
    pub total: i32,
    pub per_member: i32,
    pub listed: bool,
}

/// For those who come later.
pub async fn change(tx: &Tx, world: &World, (by, ask): (By, Change)) -> Result<Seen> {
    let id = ask.template;
    let before = rows::template::lock(tx, by.merchant, id).await?;
    let before = before.ok_or(CouponRefusal::NoSuchOffer)?;
    if before.closes_was.is_some() {
        return Err(CouponRefusal::Withdrawn.into());
    }
    if ask.total < before.total {
        return Err(CouponRefusal::TotalDown { least: before.total }.into());
    }
    let after = Model {
        title: ask.title.trim().to_owned(),
        closes_at: ask.closes_at,
        total: ask.total,
        per_member: ask.per_member,
        listed: ask.listed,
        ..before.clone()
    };
    rules::sound(&after, &Terms::of(&after)?)?;
    rows::template::write(tx, after.clone()).await?;
    let detail = json!({ "before": told(&before), "after": told(&after) });
    write(tx, world, by, "coupon.change", id, detail).await?;
    seen(tx, world, by.merchant, id).await
}

fn told(template: &Model) -> serde_json::Value {
    json!({
        "title": &template.title, "closes_at": template.closes_at, "total": template.total,
        "per_member": template.per_member, "listed": template.listed,
    })
}

async fn seen(tx: &Tx, world: &World, merchant: MerchantId, id: CouponTemplateId) -> Result<Seen> {
    let found = rows::template::find(tx, merchant, id).await?;
    Ok((found.ok_or(CouponRefusal::NoSuchOffer)?, world.now()))
}

/// To be had again until it would have closed.
pub async fn restore(tx: &Tx, world: &World, back: Back<CouponTemplateId>) -> Result<()> {
    let Back { merchant, operator, id } = back;
    let gone = rows::template::lock(tx, merchant, id).await?.ok_or(CouponRefusal::NoSuchOffer)?;
    let closes_at = gone.closes_was.ok_or(CouponRefusal::NoSuchOffer)?;
    let after = Model { closes_at, closes_was: None, ..gone };
    rows::template::write(tx, after.clone()).await?;
    let by = By { merchant, operator };
    write(tx, world, by, "coupon.restore", id, json!({ "after": told(&after) })).await
}

/// 停止发放: nobody takes another from now on. Whoever has one keeps it.
pub async fn withdraw(
    tx: &Tx,
    world: &World,
    (by, template): (By, CouponTemplateId),
) -> Result<Seen> {
    let closed = rows::template::withdraw(tx, by.merchant, template, world.now()).await?;
    let (issue, now) = seen(tx, world, by.merchant, template).await?;
    if closed {
        let left = issue.template.total - issue.template.claimed;
        let (before, after) = (issue.template.closes_was, issue.template.closes_at);
        let detail = json!({
            "before": { "closes_at": before }, "after": { "closes_at": after }, "left": left,
        });
        write(tx, world, by, "coupon.withdraw", template, detail).await?;
    }
    Ok((issue, now))
}

/// 发送: a gift to one member, out of the stock.
pub async fn send(tx: &Tx, world: &World, (by, claim): (By, Claim)) -> Result<Claimed> {
    let known = member::find(tx, claim.merchant, claim.member).await?;
    known.ok_or(MemberRefusal::NoSuchMember)?;
    let member = member::heir(tx, claim.merchant, claim.member).await?;
    let claim = Claim { member, ..claim };
    let sent = grant(tx, world, claim).await?;
    let detail = json!({ "member": claim.member, "coupon": sent.held.coupon.id });
    write(tx, world, by, "coupon.send", claim.template, detail).await?;
    Ok(sent)
}

async fn write(
    tx: &Tx,
    world: &World,
    by: By,
    action: &'static str,
    template: CouponTemplateId,
    detail: serde_json::Value,
) -> Result<()> {
    let actor = by.operator.to_string();
    let deed = Deed { merchant: by.merchant, actor, action, subject: &template, detail };
    audit::write(tx, world, deed).await
}
