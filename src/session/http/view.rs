//! Who is signed in, and in whose shop.
use entity::{identity, ids::MerchantId, merchant::Model};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::merchant::{Theme, theme};

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ShopView {
    pub id: MerchantId,
    pub name: String,
    pub theme: Theme,
}

impl From<&Model> for ShopView {
    fn from(shop: &Model) -> Self {
        Self { id: shop.id, name: shop.name.clone(), theme: theme(&shop.theme) }
    }
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Known to WeChat, no member yet.
    Visitor,
    Member,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    pub state: Standing,
    pub appid: String,
    pub nickname: Option<String>,
    pub avatar: Option<String>,
    pub merchant: ShopView,
}

impl SessionView {
    pub fn new(identity: identity::Model, shop: &Model) -> Self {
        let state = if identity.member_id.is_some() { Standing::Member } else { Standing::Visitor };
        Self {
            state,
            appid: identity.appid,
            nickname: identity.nickname,
            avatar: identity.avatar,
            merchant: shop.into(),
        }
    }
}
