//! What the staff write of a member (PRF-04).
use std::collections::BTreeSet;

use entity::{
    card,
    ids::{MemberId, TagId},
    member::Model,
};
use serde_json::{Value, json};

use super::{
    super::rules::{self, CrmRefusal},
    By, tag,
};
use crate::{app::Tx, card as cards, error::Result, member as members, seal::Keys, world::World};

#[derive(Clone)]
pub struct Edit {
    pub by: By,
    pub member: MemberId,
    /// Which they read.
    pub version: i32,
    pub fields: members::Edit,
    pub tags: Vec<TagId>,
    /// Of the primary card: as it is, unless given.
    pub linked_number: Option<Option<String>>,
}

pub async fn edit(tx: &Tx, world: &World, ask: Edit) -> Result<MemberId> {
    let Edit { by, member: id, version, fields, tags, linked_number } = ask;
    let before = by.hold(tx, id).await?;
    if before.version != version {
        return Err(CrmRefusal::ChangedMeanwhile.into());
    }
    if let Some(store) = fields.store.filter(|store| before.store_id != Some(*store)) {
        by.store(tx, store).await?;
    }
    let keys = fields.keys.clone();
    let known = tag::known(tx, by.merchant).await?;
    let on = members::tag::of(tx, by.merchant, &[id]).await?;
    // What is in the recycle bin stays on them, and is nobody's to see.
    let on = on.into_iter().map(|on| on.tag_id).filter(|tag| known.contains(tag));
    let (on, tags): (BTreeSet<TagId>, BTreeSet<TagId>) = (on.collect(), tags.into_iter().collect());
    if !tags.is_subset(&known) {
        return Err(CrmRefusal::NoSuchTag.into());
    }
    let after = members::edit(tx, world, &before, fields).await?;
    tag::set(tx, by.merchant, id, (&on, &tags)).await?;
    let linked = link(tx, &by, id, linked_number).await?;
    let was = told(&keys, &before, &on, linked.as_ref().map(|(card, _)| &card.linked_number))?;
    let is = told(&keys, &after, &tags, linked.as_ref().map(|(_, after)| after))?;
    by.tell(tx, world, "member.edit", &id, rules::logged(was, is)).await?;
    Ok(id)
}

/// The primary card as it was, and the number that it is linked with now.
async fn link(
    tx: &Tx,
    by: &By,
    member: MemberId,
    number: Option<Option<String>>,
) -> Result<Option<(card::Model, Option<String>)>> {
    let Some(number) = number else { return Ok(None) };
    let Some(card) = cards::primary(tx, by.merchant, member).await? else { return Ok(None) };
    if card.linked_number != number {
        cards::link(tx, &card, number.clone()).await?;
    }
    Ok(Some((card, number)))
}

/// All that can be edited, before [`rules::logged`] masks what the log may not know.
fn told(
    keys: &Keys,
    member: &Model,
    tags: &BTreeSet<TagId>,
    linked_number: Option<&Option<String>>,
) -> Result<Value> {
    Ok(json!({
        "nickname": member.nickname, "name": member.name, "birthday": member.birthday,
        "email": members::email(keys, member)?, "id_number": members::id_number(keys, member)?,
        "job": member.job, "fax": member.fax, "website": member.website, "title": member.title,
        "language": member.language, "remark": member.remark, "store": member.store_id,
        "tags": tags, "linked_number": linked_number,
    }))
}
