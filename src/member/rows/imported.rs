//! What a form's rows are held against, and what they add.
use entity::{
    ids::{ImportId, MemberId, MerchantId},
    member::{ActiveModel, Column, Entity},
};
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*};

use super::super::MemberRefusal;
use crate::{
    app::Tx,
    engine::violates,
    error::{Error, Result, exactly_one},
};

/// Which of these numbers are members', also of those who left.
pub async fn taken_numbers(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    numbers: Vec<String>,
) -> Result<Vec<String>> {
    if numbers.is_empty() {
        return Ok(vec![]);
    }
    let found = Entity::find()
        .select_only()
        .column(Column::Number)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Number.is_in(numbers));
    Ok(found.into_tuple().all(db).await?)
}

/// Which of these phones are members', by their index, while phones may not repeat.
pub async fn taken_phones(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    indexes: Vec<Vec<u8>>,
) -> Result<Vec<Vec<u8>>> {
    if indexes.is_empty() {
        return Ok(vec![]);
    }
    let found = Entity::find()
        .select_only()
        .column(Column::PhoneIndex)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::PhoneUnique.is_in(indexes));
    Ok(found.into_tuple().all(db).await?)
}

/// What a form says of somebody, and which it was.
pub async fn complete(
    tx: &Tx,
    (merchant, member, import): (MerchantId, MemberId, ImportId),
    number: Option<String>,
    email_sealed: Option<Vec<u8>>,
    remark: Option<String>,
) -> Result<()> {
    let mut row = ActiveModel { import_id: Set(Some(import)), ..Default::default() };
    if let Some(number) = number {
        row.number = Set(number);
    }
    if remark.is_some() {
        row.remark = Set(remark);
    }
    if email_sealed.is_some() {
        row.email_sealed = Set(email_sealed);
    }
    let done = Entity::update_many()
        .set(row)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(member))
        .exec(tx)
        .await;
    let done = done.map_err(|fault| {
        if violates(&fault, "member_number") || violates(&fault, "member.number") {
            MemberRefusal::NumberTaken.into()
        } else {
            Error::from(fault)
        }
    })?;
    Ok(exactly_one(done.rows_affected)?)
}
