//! 退出会员: who somebody was is forgotten; what they bought and paid stays in the books (G16).
use std::sync::Arc;

use entity::{
    account::Asset,
    ids::{IdentityId, MemberId, MerchantId, SessionId},
    values::{Fen, Points, Timestamp},
};
use serde_json::json;

use super::balance::Kept;
use crate::{
    address,
    app::Tx,
    audit::{self, Deed},
    card, coupon,
    error::{Result, refusals},
    lang::{many, say},
    ledger::{self, Holdings},
    member, merge, passport,
    seal::Keys,
    sms::{self, Proof, SmsRefusal},
    stored_value,
    world::World,
};

refusals! {
    /// Why somebody does not leave.
    pub enum LeaveRefusal {
        ValueLeft { why: String } = Conflict "value_left" "{why}" "{why}";
    }
}

/// What leaving means.
pub fn words() -> &'static str {
    say(
        "退出后，您的姓名、手机号、地址等个人信息会被删除，不能恢复。再次加入时是一位新会员。",
        "Your name, phone, addresses and other personal data are deleted and cannot be brought back. \
         If you join again, you are a new member.",
    )
}

/// What somebody has who may want to leave, over all of their cards.
#[derive(Clone, Copy, Debug)]
pub struct Has {
    pub principal: Fen,
    pub gift: Fen,
    /// Stored value that is set aside.
    pub held: Fen,
    pub points: Points,
    pub tickets: i64,
    pub stamps: i64,
    pub coupons: u64,
}

impl Has {
    pub fn of(cards: &[Holdings], coupons: u64, now: Timestamp) -> Self {
        let sum = |of: &dyn Fn(&Holdings) -> i64| cards.iter().map(of).sum::<i64>();
        let held = |card: &Holdings| card.held(Asset::Principal) + card.held(Asset::Gift);
        Self {
            principal: Fen(sum(&|card| card.principal().0)),
            gift: Fen(sum(&|card| card.gift().0)),
            held: Fen(sum(&held)),
            points: Points(sum(&|card| card.spendable(Asset::Points, now))),
            tickets: sum(&|card| card.have(Asset::Tickets)),
            stamps: sum(&|card| card.have(Asset::Stamps)),
            coupons,
        }
    }

    /// Their money comes first. What was only given to them does not keep them.
    pub fn why_not(&self) -> Vec<String> {
        let value = Fen(self.principal.0 + self.gift.0).exact();
        let mut why = vec![];
        if self.principal > Fen::ZERO {
            why.push(say!(
                "储值还有 {value}，请先到门店退款",
                "{value} of stored value is left: please have it refunded in a store first"
            ));
        }
        if self.held > Fen::ZERO {
            why.push(say!(
                "还有 {} 的预授权没有结束，请先到门店处理",
                "{} is still set aside: please see a store first",
                self.held.exact()
            ));
        }
        why
    }

    pub fn lost(&self) -> Vec<String> {
        let gift = if self.principal > Fen::ZERO { Fen::ZERO } else { self.gift };
        let points = Kept::Points.amount(self.points.0);
        let tickets = Kept::Tickets.amount(self.tickets);
        let stamps = Kept::Stamps.amount(self.stamps);
        let coupons = self.coupons;
        [
            (self.points.0, say(format!("积分 {points} 分"), many(&points, "point"))),
            (gift.0, say!("赠送的储值 {}", "{} of stored value that was given", gift.exact())),
            (self.tickets, say(format!("通票 {tickets} 张"), many(&tickets, "ticket"))),
            (self.stamps, say(format!("积点 {stamps} 个"), many(&stamps, "stamp"))),
            (
                i64::try_from(coupons).unwrap_or(i64::MAX),
                say(format!("优惠券 {coupons} 张"), many(coupons, "coupon")),
            ),
        ]
        .into_iter()
        .filter(|(amount, _)| *amount > 0)
        .map(|(_, words)| words)
        .collect()
    }
}

#[derive(Clone)]
pub struct Leave {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub keys: Arc<Keys>,
    pub proof: Proof,
}

/// Whose sessions are over.
pub struct Left {
    pub identities: Vec<IdentityId>,
    pub sessions: Vec<SessionId>,
}

/// One transaction. No balance moves: what was theirs stays on cards that are void, and in the books.
pub async fn leave(tx: &Tx, world: &World, ask: Leave) -> Result<Left> {
    let Leave { merchant, member: id, keys, proof } = ask;
    let row = member::lock_living(tx, merchant, id).await?;
    if member::phone(&keys, &row)? != proof.phone {
        return Err(SmsRefusal::CodeGone.into());
    }
    sms::consume(tx, world, &proof).await?;
    let mut held = vec![];
    for card in card::of_member(tx, merchant, id).await? {
        let mut holdings = ledger::lock(tx, merchant, card.id).await?;
        stored_value::release_over(tx, world, &mut holdings).await?;
        held.push(holdings);
    }
    let coupons = coupon::count_usable(tx, merchant, id, world.now()).await?;
    let why_not = Has::of(&held, coupons, world.now()).why_not();
    if !why_not.is_empty() {
        return Err(LeaveRefusal::ValueLeft { why: why_not.join(say("；", "; ")) }.into());
    }
    for holdings in &held {
        card::end(tx, &holdings.card).await?;
    }
    let mut identities = vec![];
    // Those too who turned out to be this one.
    for who in member::selves(tx, merchant, id).await? {
        if who.left_at.is_none() {
            sms::forget_phone(tx, &keys, merchant, &member::phone(&keys, &who)?).await?;
        }
        let known = member::leave(tx, world, (merchant, who.id)).await?;
        identities.extend(known.into_iter().map(|known| known.id));
        address::forget(tx, merchant, who.id).await?;
        merge::forget(tx, merchant, who.id).await?;
        audit::forget(tx, merchant, &who.id).await?;
    }
    let subjects: Vec<_> = identities.iter().map(|identity| identity.0).collect();
    let sessions = passport::end_all(tx, merchant, &subjects).await?;
    let actor = id.to_string();
    let deed = Deed { merchant, actor, action: "member.leave", subject: &id, detail: json!({}) };
    audit::write(tx, world, deed).await?;
    Ok(Left { identities, sessions })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_keeps_a_member_and_gifts_do_not_g16() {
        let (money, points) = (Fen::ZERO, Points::ZERO);
        let (tickets, stamps, coupons) = (0, 0, 0);
        let none =
            Has { principal: money, gift: money, held: money, points, tickets, stamps, coupons };
        let points = Points(12_345_000);
        for (has, why_not, lost) in [
            (none, vec![], vec![]),
            (
                Has { principal: Fen(10_000), gift: Fen(2_000), points, coupons: 2, ..none },
                vec!["储值还有 ¥120.00，请先到门店退款"],
                vec!["积分 1,234.5 分", "优惠券 2 张"],
            ),
            (
                Has { held: Fen(500), ..none },
                vec!["还有 ¥5.00 的预授权没有结束，请先到门店处理"],
                vec![],
            ),
            (
                Has { gift: Fen(2_000), stamps: 6, tickets: 3, ..none },
                vec![],
                vec!["赠送的储值 ¥20.00", "通票 3 张", "积点 6 个"],
            ),
        ] {
            assert_eq!((has.why_not(), has.lost()), (own(&why_not), own(&lost)), "{has:?}");
        }
    }

    fn own(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }
}
