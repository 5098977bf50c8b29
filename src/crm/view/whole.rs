//! All that is known of one member (PRF-04).
use entity::{
    card::{self, Status},
    ids::{CardId, GoodsId, MemberId},
    values::{Fen, Timestamp},
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

use super::{
    super::{
        list::{About, Names},
        rules,
    },
    Named, Row,
};
use crate::{
    card as cards,
    centre::{Balance, Had},
    error::Result,
    ledger::Holdings,
    level, member as members,
    seal::Keys,
};

/// A member, whole. What proves who they are is masked.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberWhole)]
pub struct Whole {
    #[serde(flatten)]
    pub row: Row,
    /// To be given back with what is written.
    pub version: i32,
    /// As on their papers.
    pub name: Option<String>,
    /// `x***@mail.cn`
    pub email_masked: Option<String>,
    /// `1990-02-28`
    pub birthday: Option<String>,
    /// `330***********1234`
    pub id_number_masked: Option<String>,
    /// 工作岗位
    pub job: Option<String>,
    /// 传真
    pub fax: Option<String>,
    /// 网站
    pub website: Option<String>,
    /// 称谓
    pub title: Option<String>,
    /// 语言
    pub language: Option<String>,
    /// 备注
    pub remark: Option<String>,
    /// 总消费金额, less what came back: `¥1,234.50`
    pub total_spent_text: String,
    /// When somebody last showed that the phone is theirs; empty: never.
    pub phone_proven_text: String,
    /// Whether they follow any of the accounts.
    pub followed: bool,
    pub wechat: Vec<Wechat>,
    /// The primary one first.
    pub cards: Vec<CardOf>,
    pub left: bool,
    /// Who they are now.
    pub merged_into: Option<MemberId>,
}

/// How one account knows them.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberWechat)]
pub struct Wechat {
    pub appid: String,
    pub nickname: Option<String>,
    /// `11月22日`; empty if they do not follow.
    pub followed_text: String,
}

/// A card of theirs.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberCard)]
pub struct CardOf {
    pub id: CardId,
    pub name: String,
    /// `8012 **** **** 3456`
    pub number_text: String,
    pub level: Named,
    pub status: Status,
    /// 正常, 已挂失, 已作废
    pub status_text: String,
    pub primary: bool,
    /// 关联卡号
    pub linked_number: Option<String>,
    pub balances: Vec<Balance>,
}

impl CardOf {
    fn of(
        held: &Holdings,
        names: &Names,
        services: &BTreeMap<GoodsId, String>,
        (value_held, now): (&str, Timestamp),
    ) -> Self {
        let had = Had { cards: std::slice::from_ref(held), value_held, now };
        let card::Model { id, name, number, status, primary_of, linked_number, .. } =
            held.card.clone();
        let level = level::held(&held.card, now);
        Self {
            id,
            name,
            number_text: cards::masked_number(&number),
            level: Named { id: level, name: names.levels.get(&level).cloned().unwrap_or_default() },
            status,
            status_text: cards::status_text(status).to_owned(),
            primary: primary_of.is_some(),
            linked_number,
            balances: Balance::all(had, services),
        }
    }
}

impl Whole {
    pub fn of(
        keys: &Keys,
        about: &About,
        names: &Names,
        (spent, services): (Fen, &BTreeMap<GoodsId, String>),
        now: Timestamp,
    ) -> Result<Self> {
        let member = about.member.clone();
        let email = members::email(keys, &member)?;
        let id_number = members::id_number(keys, &member)?;
        let value_held = members::value_held_text(&member, now);
        let said = |at: Timestamp| at.day_said(now);
        let wechat = about.identities.iter().map(|known| Wechat {
            appid: known.appid.clone(),
            nickname: known.nickname.clone(),
            followed_text: known.followed_at.map(said).unwrap_or_default(),
        });
        Ok(Self {
            row: Row::of(keys, about, names, now)?,
            version: member.version,
            name: member.name,
            email_masked: email.as_deref().map(rules::email_masked),
            birthday: member.birthday,
            id_number_masked: id_number.as_deref().map(rules::id_number_masked),
            job: member.job,
            fax: member.fax,
            website: member.website,
            title: member.title,
            language: member.language,
            remark: member.remark,
            total_spent_text: spent.exact(),
            phone_proven_text: member.phone_proven_at.map(said).unwrap_or_default(),
            followed: about.identities.iter().any(|known| known.followed_at.is_some()),
            wechat: wechat.collect(),
            cards: about
                .holdings
                .iter()
                .map(|held| CardOf::of(held, names, services, (&value_held, now)))
                .collect(),
            left: member.left_at.is_some(),
            merged_into: member.merged_into,
        })
    }
}
