//! Who has used a rule that may be used once.
use sea_orm::entity::prelude::*;

use crate::ids::{MemberId, MerchantId, RechargeRuleId, TopUpId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recharge_use")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub rule_id: RechargeRuleId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: MemberId,
    pub merchant_id: MerchantId,
    pub top_up_id: TopUpId,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
