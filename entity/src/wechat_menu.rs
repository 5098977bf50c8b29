//! The menu of a service account: the draft, and when it last went to WeChat.
use sea_orm::entity::prelude::*;

use crate::{ids::MerchantId, values::Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "wechat_menu")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub appid: String,
    pub merchant_id: MerchantId,
    /// JSON: the buttons.
    pub draft: String,
    pub published_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
