//! A WeChat account of a merchant: a service account or a mini-program.
use sea_orm::entity::prelude::*;

use crate::{ids::MerchantId, values::Timestamp};

/// What WeChat calls the account.
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
    /// 服务号
    Service,
    /// 小程序
    Mini,
}

/// 消息加解密方式.
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
pub enum Mode {
    /// 明文
    Plain,
    /// 兼容
    Compatible,
    /// 安全
    Safe,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "wechat_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub appid: String,
    pub merchant_id: MerchantId,
    pub kind: Kind,
    pub name: String,
    /// `gh_…`, the ToUserName of its pushes.
    pub original_id: String,
    /// Ours to say, never the request's.
    pub mode: Mode,
    pub secret_sealed: Vec<u8>,
    pub token_sealed: Vec<u8>,
    /// The EncodingAESKey.
    pub aes_key_sealed: Vec<u8>,
    /// Honoured until `previous_until`, so that a key can be changed while pushes are on their way.
    pub previous_aes_key_sealed: Option<Vec<u8>>,
    pub previous_until: Option<Timestamp>,
    pub created_at: Timestamp,
    /// The Token before this one, honoured as long.
    pub previous_token_sealed: Option<Vec<u8>>,
    /// When WeChat first signed something with this Token.
    pub reached_at: Option<Timestamp>,
    /// Whether the last check found nothing wrong; none before the first.
    pub green: Option<bool>,
    /// What is in `MP_verify_….txt`, and in its name.
    pub domain_words: Option<String>,
    /// When that was first asked for.
    pub domain_read_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
