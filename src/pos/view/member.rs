//! Members as a till shows them: enough to greet them, not enough to be them.
use entity::{
    card::{self, Status},
    ids::{CardId, MemberId},
    level, member,
    values::Phone,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{flow::Registered, rules::masked_name};
use crate::{
    card::{masked_number, status_text},
    coupon::CouponView,
    error::Result,
    level::LevelName,
    seal::Keys,
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
    /// What can be used now, the first to expire first; 20 at most.
    pub coupons: Vec<CouponView>,
}

impl Identified {
    pub fn new(
        via: Via,
        keys: &Keys,
        member: member::Model,
        card: card::Model,
        level: level::Model,
        coupons: Vec<CouponView>,
    ) -> Result<Self> {
        let phone = crate::member::phone(keys, &member)?;
        let member = TillMember::new(member, &phone);
        Ok(Self { via, member, card: TillCard::new(card, level.into()), coupons })
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
