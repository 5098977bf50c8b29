//! 发送: one of a template to a member now, or to each of many later, each in a transaction of their
//! own; and what is asked for instead, if it is more than one sends alone (E19).
use std::collections::BTreeSet;

use entity::{
    approval as approval_row, coupon_sending, coupon_sent,
    coupon_template::Model,
    ids::{CouponSendingId, CouponTemplateId, MemberId, MerchantId, OperatorId},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    super::{
        Claim, CouponRefusal,
        jobs::SendMany,
        rows::{self, sending},
        rules,
    },
    By,
    claim::{Claimed, grant},
    template::send,
};
use crate::{
    app::Tx,
    approval::{self, Asked, Limits, Outcome, Share},
    audit::{self, Deed},
    error::Result,
    jobs,
    member::{self, MemberRefusal},
    typed,
    world::World,
};

/// Members in one sending: they are in one request, and in one statement.
const MOST: usize = 200;

/// To whom: as it is kept, too, while it waits for another to allow it.
#[derive(Clone, Serialize, Deserialize)]
pub struct AskMany {
    pub template: CouponTemplateId,
    pub members: BTreeSet<MemberId>,
}

impl AskMany {
    /// One template for each of these.
    pub fn of(template: CouponTemplateId, members: Vec<MemberId>) -> Result<Self, CouponRefusal> {
        let members: BTreeSet<MemberId> = members.into_iter().collect();
        match (1..=MOST).contains(&members.len()) {
            true => Ok(Self { template, members }),
            false => Err(CouponRefusal::SendingMalformed),
        }
    }

    /// Before anything is promised.
    async fn open(&self, tx: &Tx, world: &World, merchant: MerchantId) -> Result<Model> {
        let issue = rows::template::find(tx, merchant, self.template).await?;
        let template = issue.ok_or(CouponRefusal::NoSuchOffer)?.template;
        rules::open(&template, world.now())?;
        Ok(template)
    }
}

/// Somebody's sending, how much they do alone, and why, which is needed above that.
#[derive(Clone)]
pub struct Wish<T> {
    pub by: By,
    pub what: T,
    pub limits: Limits,
    pub reason: Option<String>,
}

/// Promise it, or ask for it.
pub async fn send_many(
    tx: &Tx,
    world: &World,
    wish: Wish<AskMany>,
) -> Result<Outcome<coupon_sending::Model>> {
    let Wish { by, what, limits, reason } = wish;
    match alone(tx, world, (by, &limits), &what).await? {
        true => promise(tx, world, (by, what, None)).await.map(Outcome::Done),
        false => ask_many(tx, world, (by, what, reason)).await.map(Box::new).map(Outcome::Waits),
    }
}

/// Send it, or ask for it.
pub async fn send_to_one(tx: &Tx, world: &World, wish: Wish<Claim>) -> Result<Outcome<Claimed>> {
    let Wish { by, what, limits, reason } = wish;
    let one = AskMany { template: what.template, members: BTreeSet::from([what.member]) };
    match alone(tx, world, (by, &limits), &one).await? {
        true => send(tx, world, (by, what)).await.map(Outcome::Done),
        false => ask_many(tx, world, (by, one, reason)).await.map(Box::new).map(Outcome::Waits),
    }
}

/// Whether this, with what they sent of the template today, is theirs to do alone.
async fn alone(tx: &Tx, world: &World, (by, limits): (By, &Limits), ask: &AskMany) -> Result<bool> {
    let share = (Share::Coupons(ask.template), ask.members.len() as i64);
    approval::alone(tx, world, (limits, by.operator), share).await
}

async fn ask_many(
    tx: &Tx,
    world: &World,
    (by, ask, reason): (By, AskMany, Option<String>),
) -> Result<Asked> {
    let reason = typed::reason(reason.as_deref().unwrap_or_default())?;
    let template = ask.open(tx, world, by.merchant).await?;
    let what = format!("给 {} 位会员各发 1 张「{}」", ask.members.len(), template.title);
    let members = ask.members.iter().copied().collect();
    let stores = member::stores(tx, by.merchant, members).await?;
    let ask = approval::Ask {
        merchant: by.merchant,
        maker: by.operator,
        deed: approval::Deed::SendCoupons,
        stores,
        terms: serde_json::to_value(&ask)?,
        what,
        reason,
    };
    approval::ask(tx, world, ask).await
}

/// Promise what was allowed, in the transaction that allows it.
pub async fn many_allowed(tx: &Tx, world: &World, allowed: &approval_row::Model) -> Result<()> {
    let ask: AskMany = serde_json::from_str(&allowed.deed)?;
    let by = By { merchant: allowed.merchant_id, operator: allowed.maker };
    promise(tx, world, (by, ask, allowed.checker)).await.map(drop)
}

/// Whether a member may have one is asked when their turn comes.
async fn promise(
    tx: &Tx,
    world: &World,
    (by, ask, allowed_by): (By, AskMany, Option<OperatorId>),
) -> Result<coupon_sending::Model> {
    ask.open(tx, world, by.merchant).await?;
    let AskMany { template, members } = ask;
    let sending = coupon_sending::Model {
        id: world.id(),
        merchant_id: by.merchant,
        template_id: template,
        operator_id: by.operator,
        total: i32::try_from(members.len()).unwrap_or(i32::MAX),
        created_at: world.now(),
        ended_at: None,
    };
    let waits = |member_id: &MemberId| coupon_sent::Model {
        sending_id: sending.id,
        member_id: *member_id,
        merchant_id: by.merchant,
        coupon_id: None,
        refused: None,
        done_at: None,
    };
    sending::insert(tx, sending.clone(), members.iter().map(waits).collect()).await?;
    jobs::enqueue(tx, world, SendMany { merchant: by.merchant, sending: sending.id }).await?;
    let deed = Deed {
        merchant: by.merchant,
        actor: by.operator.to_string(),
        action: "coupon.send_many",
        subject: &template,
        detail: json!({
            "sending": sending.id, "members": members.len(), "allowed_by": allowed_by,
        }),
    };
    audit::write(tx, world, deed).await?;
    Ok(sending)
}

/// Somebody whose turn it is.
#[derive(Clone)]
pub struct Turn {
    pub merchant: MerchantId,
    pub sending: CouponSendingId,
    pub template: CouponTemplateId,
    pub member: MemberId,
    /// Why they get none, if that is known.
    pub refused: Option<String>,
}

impl Turn {
    fn row(&self, world: &World) -> coupon_sent::Model {
        coupon_sent::Model {
            sending_id: self.sending,
            member_id: self.member,
            merchant_id: self.merchant,
            coupon_id: None,
            refused: self.refused.clone(),
            done_at: Some(world.now()),
        }
    }
}

/// One to one member, unless they had their turn: the row says so, and is written with the coupon.
pub async fn send_one(tx: &Tx, world: &World, turn: Turn) -> Result<()> {
    let Turn { merchant, template, member, .. } = turn;
    let row = turn.row(world);
    if !sending::done(tx, row.clone()).await? {
        return Ok(());
    }
    let known = member::find(tx, merchant, member).await?;
    known.ok_or(MemberRefusal::NoSuchMember)?;
    let member = member::heir(tx, merchant, member).await?;
    let sent = grant(tx, world, Claim { merchant, member, template }).await?;
    let coupon_id = Some(sent.held.coupon.id);
    sending::got(tx, coupon_sent::Model { coupon_id, ..row }).await
}

/// They get none, and it is known why.
pub async fn send_none(tx: &Tx, world: &World, turn: Turn) -> Result<()> {
    sending::done(tx, turn.row(world)).await.map(drop)
}

/// Everybody had their turn.
pub async fn end(tx: &Tx, world: &World, id: CouponSendingId) -> Result<()> {
    sending::end(tx, id, world.now()).await
}
