//! A member in a list: nothing that names them is whole.
use entity::{
    card,
    ids::{CardId, LevelId, MemberId, StoreId, TagId},
    member::{Source, Standing},
    tag::{self, Color},
    values::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{
    list::{About, Names},
    rules,
};
use crate::{
    card as cards,
    centre::{Balance, Had, Kept},
    error::Result,
    ledger::Holdings,
    level, member as members,
    seal::Keys,
};

/// A level by its name.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = MemberLevel)]
pub struct Named {
    pub id: LevelId,
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct StoreName {
    pub id: StoreId,
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TagName {
    pub id: TagId,
    pub name: String,
    pub color: Color,
}

impl From<tag::Model> for TagName {
    fn from(tag: tag::Model) -> Self {
        Self::from(&tag)
    }
}

impl From<&tag::Model> for TagName {
    fn from(tag: &tag::Model) -> Self {
        Self { id: tag.id, name: tag.name.clone(), color: tag.color }
    }
}

/// A member in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = MemberRow)]
pub struct Row {
    pub id: MemberId,
    /// 会员编号
    pub number: String,
    pub nickname: String,
    /// `王**`; empty if they gave no name.
    pub name_masked: String,
    /// `138****0001`; empty of who left.
    pub phone_masked: String,
    /// The picture they chose, or theirs in WeChat.
    pub avatar: Option<String>,
    /// Of the primary card; null without one.
    pub level: Option<Named>,
    pub source: Source,
    /// 微信注册, 小程序注册, 门店登记, 后台新增
    pub source_text: String,
    /// 归属门店; null is the whole chain's.
    pub store: Option<StoreName>,
    pub tags: Vec<TagName>,
    pub standing: Standing,
    /// `11月22日`
    pub joined_text: String,
    /// Empty if they never bought anything.
    pub last_bought_text: String,
    /// `1,234.5`
    pub points_text: String,
    /// `¥120.00`
    pub stored_value_text: String,
    pub primary_card: Option<CardId>,
    /// `8012 **** **** 3456` of the primary card; empty without one.
    pub card_number_text: String,
}

impl Row {
    pub fn of(keys: &Keys, about: &About, names: &Names, now: Timestamp) -> Result<Self> {
        let member = &about.member;
        let primary = primary(&about.holdings);
        let level = primary.map(|card| level::held(card, now));
        let worth = |asset: Kept| {
            let had = Had { cards: &about.holdings, value_held: "", now };
            let glance = Balance::glance(had);
            glance.into_iter().find(|b| b.asset == asset).map(|b| b.value_text).unwrap_or_default()
        };
        Ok(Self {
            id: member.id,
            number: member.number.clone(),
            nickname: member.nickname.clone(),
            name_masked: member.name.as_deref().map(rules::name_masked).unwrap_or_default(),
            phone_masked: phone_masked(keys, about)?,
            avatar: avatar(about),
            level: level
                .map(|id| Named { id, name: names.levels.get(&id).cloned().unwrap_or_default() }),
            source: member.source,
            source_text: members::source_text(member.source).to_owned(),
            store: member.store_id.map(|id| StoreName {
                id,
                name: names.stores.get(&id).cloned().unwrap_or_default(),
            }),
            tags: tags(about, names),
            standing: member.standing(),
            joined_text: member.created_at.day_said(now),
            last_bought_text: about.last_bought.map(|at| at.day_said(now)).unwrap_or_default(),
            points_text: worth(Kept::Points),
            stored_value_text: worth(Kept::StoredValue),
            primary_card: primary.map(|card| card.id),
            card_number_text: primary
                .map(|card| cards::masked_number(&card.number))
                .unwrap_or_default(),
        })
    }
}

fn primary(cards: &[Holdings]) -> Option<&card::Model> {
    cards.iter().map(|held| &held.card).find(|card| card.primary_of.is_some())
}

fn phone_masked(keys: &Keys, about: &About) -> Result<String> {
    if about.member.phone_sealed.is_empty() {
        return Ok(String::new());
    }
    Ok(members::phone(keys, &about.member)?.masked())
}

fn tags(about: &About, names: &Names) -> Vec<TagName> {
    // In the order in which the tags were made; what is in the recycle bin is on nobody.
    let on = |tag: &&tag::Model| about.tags.contains(&tag.id);
    names.tags.values().filter(on).map(TagName::from).collect()
}

fn avatar(about: &About) -> Option<String> {
    let chosen = about
        .pictured_at
        .map(|at| format!("/v1/office/members/{}/avatar?v={}", about.member.id, at.0));
    chosen.or_else(|| about.identities.iter().find_map(|known| known.avatar.clone()))
}
