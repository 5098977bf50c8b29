//! Coupons on paper: they are printed, and become somebody's by their number.
use std::sync::Arc;

use entity::{
    ids::{CouponTemplateId, MemberId, MerchantId, OperatorId},
    printed_coupon::Model,
};
use serde_json::json;

use super::super::{
    Claim, CouponRefusal,
    rows::{self, Door, printed},
    rules,
};
use super::claim::{Claimed, issue};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::{ChangeRefusal, Result},
    member,
    seal::Keys,
    world::World,
};

/// Print so many of a template.
#[derive(Clone)]
pub struct Print {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub template: CouponTemplateId,
    /// 1 to [`rules::LARGEST_BATCH`].
    pub count: i32,
    pub keys: Arc<Keys>,
}

/// Numbers that are shown now and never again: what is kept of them is a keyed hash.
pub struct Printed {
    pub template: CouponTemplateId,
    pub numbers: Vec<String>,
}

/// Paper is out of our hands: it is taken from the stock when it is printed, all or nothing (P19).
pub async fn print(tx: &Tx, world: &World, ask: Print) -> Result<Printed> {
    let now = world.now();
    if !(1..=rules::LARGEST_BATCH).contains(&ask.count) {
        return Err(CouponRefusal::BatchMalformed.into());
    }
    if !printed::take_batch(tx, &ask, now).await? {
        let found = rows::template::find(tx, ask.merchant, ask.template).await?;
        let template = found.ok_or(CouponRefusal::NoSuchOffer)?.template;
        rules::printable(&template, ask.count, now)?;
        return Err(ChangeRefusal::Raced.into());
    }
    let numbers: Vec<String> = (0..ask.count).map(|_| rules::number(world.bytes())).collect();
    let row = |number: &String| Model {
        id: world.id(),
        merchant_id: ask.merchant,
        template_id: ask.template,
        number_hash: hash(&ask.keys, number),
        coupon_id: None,
        activated_at: None,
        created_at: now,
    };
    printed::insert_batch(tx, numbers.iter().map(row).collect()).await?;
    let deed = Deed {
        merchant: ask.merchant,
        actor: ask.operator.to_string(),
        action: "coupon.print",
        subject: &ask.template,
        detail: json!({ "count": ask.count }),
    };
    audit::write(tx, world, deed).await?;
    Ok(Printed { template: ask.template, numbers })
}

/// What is kept of a number, and finds it.
pub fn hash(keys: &Keys, number: &str) -> Vec<u8> {
    keys.index("printed_coupon.number", number)
}

/// A member has a printed coupon in their hands.
#[derive(Clone)]
pub struct Activate {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub hash: Vec<u8>,
    /// Who did it for them, at a till.
    pub clerk: Option<OperatorId>,
}

/// 激活: behind the template's lock, as every claim; the paper's own row is taken by a statement
/// that finds it nobody's, so that it becomes one member's once (P27).
pub async fn activate(tx: &Tx, world: &World, ask: Activate) -> Result<Claimed> {
    let now = world.now();
    let Activate { merchant, member, hash, clerk } = ask;
    let member = member::heir(tx, merchant, member).await?;
    let found = printed::by_number(tx, merchant, &hash).await?;
    let paper = found.ok_or(CouponRefusal::NumberUnknown)?;
    let claim = Claim { merchant, member, template: paper.template_id };
    let open = printed::lock_open(tx, claim, now).await?;
    if paper.coupon_id.is_some() {
        return Err(CouponRefusal::NumberTaken.into());
    }
    if !open {
        return Err(CouponRefusal::NotOpen.into());
    }
    let offer = rows::offer(tx, claim, Door::Gift).await?.ok_or(CouponRefusal::NoSuchOffer)?;
    let claimed = issue(tx, world, claim, offer).await?;
    if !printed::activate(tx, merchant, paper.id, claimed.held.coupon.id, now).await? {
        return Err(CouponRefusal::NumberTaken.into());
    }
    if let Some(clerk) = clerk {
        let deed = Deed {
            merchant,
            actor: clerk.to_string(),
            action: "coupon.activate",
            subject: &member,
            detail: json!({ "before": {}, "after": { "coupons": claimed.held.title } }),
        };
        audit::write(tx, world, deed).await?;
    }
    Ok(claimed)
}
