//! An access_token or ticket of an account, shared by all nodes.
use sea_orm::entity::prelude::*;

use crate::values::Timestamp;

/// What the token opens.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    EnumIter,
    DeriveActiveEnum,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `access_token`
    Access,
    /// `jsapi_ticket`
    JsapiTicket,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "wechat_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub appid: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Kind,
    /// Empty before the first fetch.
    pub sealed: Vec<u8>,
    pub expires_at: Timestamp,
    /// While a node fetches a new one, the end of its lease.
    pub fetching_until: Timestamp,
    /// Rises with each lease; a node whose lease was taken over cannot write.
    pub fence: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
