//! What the back office does with templates.
use entity::{
    coupon_template::Model,
    ids::{CouponTemplateId, MerchantId, OperatorId},
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

/// 制作. `template` has its terms in it, and its id and times of the office's own.
pub async fn make(tx: &Tx, world: &World, (by, template): (By, Model)) -> Result<Issue> {
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
    let detail = json!({
        "title": &template.title,
        "kind": template.kind,
        "worth": template.worth,
        "threshold": template.threshold,
        "total": template.total,
        "terms": terms,
    });
    write(tx, world, by, "coupon.make", template.id, detail).await?;
    Ok(Issue { template, store_name, used: 0 })
}

/// 停止发放: nobody takes another from now on. Whoever has one keeps it.
pub async fn withdraw(
    tx: &Tx,
    world: &World,
    (by, template): (By, CouponTemplateId),
) -> Result<Issue> {
    let closed = rows::template::withdraw(tx, by.merchant, template, world.now()).await?;
    let found = rows::template::find(tx, by.merchant, template).await?;
    let issue = found.ok_or(CouponRefusal::NoSuchOffer)?;
    if closed {
        let left = issue.template.total - issue.template.claimed;
        write(tx, world, by, "coupon.withdraw", template, json!({ "left": left })).await?;
    }
    Ok(issue)
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
