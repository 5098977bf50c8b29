//! 个人资料: a member says who they are and what their card is called.
use std::sync::Arc;

use entity::{
    card,
    ids::{CardId, MemberId, MerchantId},
    level, member as members,
    values::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::balance::{Balance, Had};
use crate::{
    app::Tx,
    audit::{self, Deed},
    card::{self as cards, Mine, Name},
    error::Result,
    lang::say,
    ledger::Holdings,
    member::{self, Say},
    seal::Keys,
    world::World,
};

/// What was typed, read.
#[derive(Clone)]
pub struct Change {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub card: CardId,
    pub keys: Arc<Keys>,
    pub nickname: String,
    pub card_name: String,
    pub email: Option<String>,
    pub birthday: Option<String>,
}

/// The log says which fields changed, and no word of what they say.
pub async fn change(tx: &Tx, world: &World, ask: Change) -> Result<()> {
    let Change { merchant, member, card, keys, nickname, card_name, email, birthday } = ask;
    let say = Say { merchant, member, keys, nickname, email, birthday };
    let changed = member::say(tx, world, say).await?;
    let card = Mine { merchant, member, card };
    cards::rename(tx, world, Name { card, name: card_name }).await?;
    let deed = Deed {
        merchant,
        actor: member.to_string(),
        action: "member.change",
        subject: &member,
        detail: json!({ "changed": changed }),
    };
    audit::write(tx, world, deed).await
}

/// Who a member is, as they read and write it.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Profile {
    pub nickname: String,
    pub avatar: Option<String>,
    /// Of the primary card.
    pub card_name: String,
    pub email: Option<String>,
    /// `1990-02-28`
    pub birthday: Option<String>,
    /// A birthday is set once by the member; afterwards the store changes it.
    pub birthday_editable: bool,
    pub phone_masked: String,
    /// 会员编号
    pub number: String,
    pub level_name: String,
    /// `2026年3月8日 加入`
    pub joined_text: String,
    /// 积分, 通票, 储值卡, 积点
    pub balances: Vec<Balance>,
}

/// All that it is made of.
pub struct Known {
    pub member: members::Model,
    pub card: card::Model,
    pub level: level::Model,
    pub holdings: Vec<Holdings>,
    pub avatar: Option<String>,
}

impl Profile {
    pub fn new(keys: &Keys, known: Known, now: Timestamp) -> Result<Self> {
        let Known { member, card, level, holdings, avatar } = known;
        let value_held = member::value_held_text(&member, now);
        let had = Had { cards: &holdings, value_held: &value_held, now };
        Ok(Self {
            avatar,
            card_name: card.name,
            email: member::email(keys, &member)?,
            birthday_editable: member.birthday.is_none(),
            phone_masked: member::phone(keys, &member)?.masked(),
            joined_text: joined(member.created_at),
            nickname: member.nickname,
            birthday: member.birthday,
            number: member.number,
            level_name: level.name,
            balances: Balance::glance(had),
        })
    }
}

fn joined(at: Timestamp) -> String {
    let zh = at.date().format("%Y年%-m月%-d日 加入").to_string();
    say(zh, format!("Joined on {}", at.english_day()))
}
