//! A person who is a member.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{ImportId, MemberId, MerchantId, StoreId},
    values::Timestamp,
};

/// Where they became a member.
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
pub enum Source {
    /// in the service account
    Wechat,
    /// in the mini-program
    Mini,
    /// at a till
    Till,
    /// in the back office, by the staff
    Office,
}

/// Whether there is still somebody: the database itself works it out.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub enum Standing {
    #[default]
    Living,
    /// They asked to be forgotten.
    Left,
    /// They are another member now.
    Merged,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MemberId,
    pub merchant_id: MerchantId,
    /// 会员编号, unique in the merchant.
    pub number: String,
    pub nickname: String,
    /// As on their papers.
    pub name: Option<String>,
    pub phone_sealed: Vec<u8>,
    /// Keyed hash of the phone, to find it by.
    pub phone_index: Vec<u8>,
    /// The same while 会员手机号不能重复 is on, and unique; absent while it is off.
    pub phone_unique: Option<Vec<u8>>,
    /// Unique in the merchant: one WeChat person, one member.
    pub unionid: Option<String>,
    pub id_number_sealed: Option<Vec<u8>>,
    pub source: Source,
    /// Which privacy notice they agreed to.
    pub consent: Option<String>,
    /// `2020-02-29`
    pub birthday: Option<String>,
    pub email_sealed: Option<Vec<u8>>,
    /// When they last showed that the phone is theirs; none: when they joined.
    pub phone_proven_at: Option<Timestamp>,
    /// No stored value is spent before: the phone changed without proof of the old one (B11).
    pub money_held_until: Option<Timestamp>,
    /// They asked to be forgotten, and were: what is left of them are the books.
    pub left_at: Option<Timestamp>,
    /// They are that member now.
    pub merged_into: Option<MemberId>,
    /// 归属门店: whose member they are; none is the whole chain's.
    pub store_id: Option<StoreId>,
    /// With which file they came in.
    pub import_id: Option<ImportId>,
    /// Keyed hash of the phone's last four digits; none until the clock has filled it in.
    pub phone_tail: Option<Vec<u8>>,
    /// 工作岗位, 传真, 网站, 称谓, 语言, 备注: as the staff typed them.
    pub job: Option<String>,
    pub fax: Option<String>,
    pub website: Option<String>,
    pub title: Option<String>,
    pub language: Option<String>,
    pub remark: Option<String>,
    /// One more with every change: whoever writes names what they read.
    pub version: i32,
    pub created_at: Timestamp,
}

impl Model {
    pub fn standing(&self) -> Standing {
        match (self.left_at, self.merged_into) {
            (Some(_), _) => Standing::Left,
            (None, Some(_)) => Standing::Merged,
            (None, None) => Standing::Living,
        }
    }
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
