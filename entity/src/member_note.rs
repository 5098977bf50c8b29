//! What the staff noted down of a member. Appended, or deleted.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MemberId, MerchantId, NoteId, OperatorId},
    values::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_note")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NoteId,
    pub merchant_id: MerchantId,
    pub member_id: MemberId,
    /// Who wrote it.
    pub operator_id: OperatorId,
    /// 1 to 500 characters.
    pub text: String,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
