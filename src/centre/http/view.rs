//! A member as their own phone shows them.
use entity::{ids::MemberId, values::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{
    balance::{Balance, Had},
    flow::Known,
};
use crate::{
    error::{Error, Result},
    level::CardView,
    member,
    session::ShopView,
};

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Me {
    pub id: MemberId,
    /// 会员编号
    pub number: String,
    pub nickname: String,
    pub phone_masked: String,
    /// 微信注册, 小程序注册, 门店登记
    pub source_text: String,
    pub joined_at: Timestamp,
    /// The primary card.
    pub card: CardView,
    pub coupons_usable: u64,
    /// 积分, 通票, 储值卡, 积点: always these, over all cards.
    #[serde(default)]
    pub balances: Vec<Balance>,
    /// The picture that the member chose, or theirs in WeChat.
    #[serde(default)]
    pub avatar: Option<String>,
    pub merchant: ShopView,
}

impl TryFrom<Known> for Me {
    type Error = Error;

    fn try_from(known: Known) -> Result<Self> {
        let phone = member::phone(&known.keys, &known.member)?;
        let source_text = member::source_text(known.member.source);
        let value_held = member::value_held_text(&known.member, known.at);
        let had = Had { cards: &known.holdings, value_held: &value_held, now: known.at };
        Ok(Self {
            id: known.member.id,
            number: known.member.number,
            nickname: known.member.nickname,
            phone_masked: phone.masked(),
            source_text: source_text.to_owned(),
            joined_at: known.member.created_at,
            card: CardView::new(known.card, known.level.into()),
            coupons_usable: known.coupons_usable,
            balances: Balance::glance(had),
            avatar: known.avatar,
            merchant: (&known.shop).into(),
        })
    }
}
