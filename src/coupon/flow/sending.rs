//! 批量发送: one of a template to each of many members, later, each in a transaction of their own.
use std::collections::BTreeSet;

use entity::{
    coupon_sending, coupon_sent,
    ids::{CouponSendingId, CouponTemplateId, MemberId, MerchantId},
};
use serde_json::json;

use super::{
    super::{
        Claim, CouponRefusal,
        jobs::SendMany,
        rows::{self, sending},
        rules,
    },
    By,
    claim::grant,
};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    jobs,
    member::{self, MemberRefusal},
    world::World,
};

/// Members in one sending: they are in one request, and in one statement.
const MOST: usize = 200;

#[derive(Clone)]
pub struct AskMany {
    pub template: CouponTemplateId,
    pub members: Vec<MemberId>,
}

/// Promise it. Whether a member may have one is asked when their turn comes.
pub async fn send_many(
    tx: &Tx,
    world: &World,
    (by, ask): (By, AskMany),
) -> Result<coupon_sending::Model> {
    let AskMany { template, members } = ask;
    let members: BTreeSet<MemberId> = members.into_iter().collect();
    if !(1..=MOST).contains(&members.len()) {
        return Err(CouponRefusal::SendingMalformed.into());
    }
    let issue = rows::template::find(tx, by.merchant, template).await?;
    let issue = issue.ok_or(CouponRefusal::NoSuchOffer)?;
    rules::open(&issue.template, world.now())?;
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
        detail: json!({ "sending": sending.id, "members": members.len() }),
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
