//! How a sale was paid, a row for each way.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MerchantId, SaleId},
    values::Fen,
};

/// A way to pay.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 储值
    StoredValue,
    /// 现金
    Cash,
    /// 微信, taken by the till itself.
    Wechat,
    /// 支付宝, taken by the till itself.
    Alipay,
    /// 银行卡
    BankCard,
    /// 其他
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sale_tender")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sale_id: SaleId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Kind,
    pub merchant_id: MerchantId,
    pub amount: Fen,
    /// Never above `amount`.
    pub refunded: Fen,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
