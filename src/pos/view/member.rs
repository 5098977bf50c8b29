//! Members as a till shows them: enough to greet them, not enough to be them.
use entity::{
    account::Asset,
    card::{self, Status},
    ids::{CardId, MemberId},
    level, member,
    values::{Fen, Phone, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{
    flow::{Buyer, Registered},
    rules::{Known, Reminder, masked_name, reminders},
};
use crate::{
    card::{masked_number, status_text},
    coupon::CouponView,
    error::Result,
    ledger::Holdings,
    level::LevelName,
};

/// What a scan turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    Code,
    Card,
    Phone,
    MemberNumber,
}

/// The member whom a scan names.
#[derive(Serialize, ToSchema)]
pub struct Identified {
    pub via: Via,
    pub member: TillMember,
    pub card: TillCard,
    #[serde(flatten)]
    pub purse: Purse,
    /// `储值将于 11月26日 14:03 恢复使用`, while none of it can be spent; else empty.
    pub value_held_text: String,
    /// What can be used now, the first to expire first; 20 at most.
    pub coupons: Vec<CouponView>,
    /// What to say to them, 5 at most.
    pub reminders: Vec<Reminder>,
}

impl Identified {
    pub fn new(
        via: Via,
        (buyer, holdings): (Buyer, &Holdings),
        level: level::Model,
        now: Timestamp,
    ) -> Result<Self> {
        let phone = crate::member::phone(&buyer.keys, &buyer.member)?;
        Ok(Self {
            via,
            purse: Purse::of(holdings, now),
            value_held_text: crate::member::value_held_text(&buyer.member, now),
            reminders: remind(&buyer, holdings, &level.name, now),
            card: TillCard::new(buyer.card, level.into()),
            member: TillMember::new(buyer.member, &phone),
            coupons: buyer.coupons,
        })
    }
}

/// What a till says of a buyer.
pub fn remind(buyer: &Buyer, holdings: &Holdings, level: &str, now: Timestamp) -> Vec<Reminder> {
    let birthday = buyer.member.birthday.as_deref();
    let coupons = &buyer.coupons;
    reminders(&Known { birthday, level, holdings, coupons }, now)
}

/// What can be spent now.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct Purse {
    /// Principal and gift together, in fen.
    pub stored_value: Fen,
    pub principal: Fen,
    pub gift: Fen,
    /// 积分
    pub points: Points,
    /// 成长值
    pub growth: Points,
}

impl Purse {
    pub fn of(holdings: &Holdings, now: Timestamp) -> Self {
        let principal = Fen(holdings.spendable(Asset::Principal, now));
        let gift = Fen(holdings.spendable(Asset::Gift, now));
        Self {
            stored_value: Fen(principal.0 + gift.0),
            principal,
            gift,
            points: Points(holdings.spendable(Asset::Points, now)),
            growth: holdings.growth(),
        }
    }
}

/// A new member.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct RegisteredView {
    pub member: TillMember,
    pub card: TillCard,
    /// 登记成功
    pub success_text: String,
}

impl From<Registered> for RegisteredView {
    fn from(done: Registered) -> Self {
        Self {
            member: TillMember::new(done.member, &done.phone),
            card: TillCard::new(done.card, done.level.into()),
            success_text: "登记成功".to_owned(),
        }
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct TillMember {
    pub id: MemberId,
    pub number: String,
    /// `王*`; empty if they gave no name.
    pub name_masked: String,
    pub nickname: String,
    /// `138****0001`
    pub phone_masked: String,
}

impl TillMember {
    pub fn new(member: member::Model, phone: &Phone) -> Self {
        Self {
            id: member.id,
            number: member.number,
            name_masked: member.name.as_deref().map(masked_name).unwrap_or_default(),
            nickname: member.nickname,
            phone_masked: phone.masked(),
        }
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct TillCard {
    pub id: CardId,
    /// `8012 **** **** 3456`
    pub number_text: String,
    pub level: LevelName,
    pub status: Status,
    /// 正常, 已挂失, 已作废
    pub status_text: String,
}

impl TillCard {
    pub fn new(card: card::Model, level: LevelName) -> Self {
        Self {
            id: card.id,
            number_text: masked_number(&card.number),
            level,
            status: card.status,
            status_text: status_text(card.status).to_owned(),
        }
    }
}
