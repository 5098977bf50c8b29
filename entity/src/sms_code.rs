//! A one-time code that was asked for. The code itself is nowhere: it is computed from the
//! row's id under a secret key.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, SmsCodeId},
    values::Timestamp,
};

/// What a code proves the phone for.
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
pub enum Purpose {
    Register,
    Bind,
    TillRegister,
    /// The phone a member wants to have from now on.
    NewPhone,
    /// The phone they have, to show that it still is theirs.
    OldPhone,
    /// The phone of a card's holder.
    AddCard,
    /// The phone of somebody who wants to be forgotten.
    Leave,
    /// No code at all: word to the phone that a member has, that another is to take its place.
    PhoneNotice,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sms_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SmsCodeId,
    pub merchant_id: MerchantId,
    pub phone_sealed: Vec<u8>,
    pub phone_index: Vec<u8>,
    pub purpose: Purpose,
    /// Session or till it is bound to.
    pub asked_by: String,
    /// Address it was asked from.
    pub source: String,
    /// Guesses so far, counted before they are compared.
    pub attempts: i32,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// Used, or replaced by a newer one.
    pub closed_at: Option<Timestamp>,
    pub sent_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
