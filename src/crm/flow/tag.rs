//! Tags, and whom they are put on.
use std::{collections::BTreeSet, fmt::Display};

use entity::{
    ids::{MemberId, MerchantId, TagId},
    tag::{Color, Model},
};
use serde_json::{Value, json};

use super::{
    super::rules::{self, CrmRefusal},
    By,
};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    gone::Back,
    member as members, merchant,
    world::World,
};

/// A tag as somebody wants it.
#[derive(Clone, Debug)]
pub struct Tag {
    pub by: By,
    /// As [`rules::tag_name`] has it.
    pub name: String,
    pub color: Color,
}

fn told(tag: &Model) -> Value {
    json!({ "name": tag.name, "color": tag.color })
}

/// Whoever makes or renames a tag holds the merchant, so that of two of one name there is one.
pub async fn make(tx: &Tx, world: &World, ask: Tag) -> Result<Model> {
    let Tag { by, name, color } = ask;
    merchant::lock(tx, by.merchant).await?;
    let all = members::tag::list(tx, by.merchant).await?;
    free(&all, &name, None)?;
    if all.len() >= rules::TAGS {
        return Err(CrmRefusal::TooManyTags { most: rules::TAGS }.into());
    }
    let row = Model {
        id: world.id(),
        merchant_id: by.merchant,
        name,
        color,
        deleted_at: None,
        created_at: world.now(),
    };
    members::tag::insert(tx, row.clone()).await?;
    let detail = json!({ "before": null, "after": told(&row) });
    by.tell(tx, world, "tag.make", &row.id, detail).await?;
    Ok(row)
}

pub async fn change(tx: &Tx, world: &World, (ask, id): (Tag, TagId)) -> Result<Model> {
    let Tag { by, name, color } = ask;
    merchant::lock(tx, by.merchant).await?;
    let all = members::tag::list(tx, by.merchant).await?;
    let before = all.iter().find(|tag| tag.id == id).ok_or(CrmRefusal::NoSuchTag)?;
    free(&all, &name, Some(id))?;
    members::tag::change(tx, by.merchant, id, (name.clone(), color)).await?;
    let after = Model { name, color, ..before.clone() };
    let detail = json!({ "before": told(before), "after": told(&after) });
    by.tell(tx, world, "tag.change", &id, detail).await?;
    Ok(after)
}

fn free(all: &[Model], name: &str, but: Option<TagId>) -> Result<(), CrmRefusal> {
    let taken = all.iter().any(|tag| tag.name == name && Some(tag.id) != but);
    if taken { Err(CrmRefusal::TagTaken) } else { Ok(()) }
}

/// Into the recycle bin.
pub async fn delete(tx: &Tx, world: &World, (by, id): (By, TagId)) -> Result<()> {
    merchant::lock(tx, by.merchant).await?;
    let found = members::tag::find(tx, by.merchant, id).await?.ok_or(CrmRefusal::NoSuchTag)?;
    members::tag::delete(tx, by.merchant, id, world.now()).await?;
    let detail = json!({ "before": told(&found), "after": null });
    by.tell(tx, world, "tag.delete", &id, detail).await
}

/// Out of the recycle bin, while there is no other of its name and room for it.
pub async fn restore(tx: &Tx, world: &World, back: Back<TagId>) -> Result<()> {
    let Back { merchant, operator, id } = back;
    merchant::lock(tx, merchant).await?;
    let gone = members::tag::find_gone(tx, merchant, id).await?.ok_or(CrmRefusal::NoSuchTag)?;
    let all = members::tag::list(tx, merchant).await?;
    free(&all, &gone.name, None)?;
    if all.len() >= rules::TAGS {
        return Err(CrmRefusal::TooManyTags { most: rules::TAGS }.into());
    }
    members::tag::bring_back(tx, &gone).await?;
    let detail = json!({ "before": null, "after": told(&gone) });
    let actor = operator.to_string();
    let deed = Deed { merchant, actor, action: "tag.restore", subject: &id, detail };
    audit::write(tx, world, deed).await
}

/// Tags for many at once.
#[derive(Clone, Debug)]
pub struct Put {
    pub by: By,
    pub members: Vec<MemberId>,
    pub add: Vec<TagId>,
    pub remove: Vec<TagId>,
}

/// How many there were: all of them, or nobody. Each has a line in the log, and another version.
pub async fn put(tx: &Tx, world: &World, ask: Put) -> Result<usize> {
    let Put { by, members, add, remove } = ask;
    let members: BTreeSet<MemberId> = members.into_iter().collect();
    if members.is_empty() || members.len() > rules::MEMBERS_AT_ONCE {
        return Err(CrmRefusal::TooManyMembers { most: rules::MEMBERS_AT_ONCE }.into());
    }
    let add: BTreeSet<TagId> = add.into_iter().collect();
    if !add.is_subset(&known(tx, by.merchant).await?) {
        return Err(CrmRefusal::NoSuchTag.into());
    }
    let ids: Vec<MemberId> = members.into_iter().collect();
    let held = members::many::lock(tx, by.merchant, &ids).await?;
    let seen = held.iter().filter(|member| by.scope.covers(member.store_id));
    if seen.count() < ids.len() {
        return Err(members::MemberRefusal::NoSuchMember.into());
    }
    let add: Vec<TagId> = add.into_iter().collect();
    members::tag::take_off(tx, by.merchant, &ids, &remove).await?;
    members::tag::put_on(tx, by.merchant, &ids, &add).await?;
    members::many::another_version(tx, by.merchant, &ids).await?;
    let deed = |id| Deed {
        merchant: by.merchant,
        actor: by.operator.to_string(),
        action: "member.tag",
        subject: id as &(dyn Display + Sync),
        detail: json!({ "before": { "off": remove }, "after": { "on": add } }),
    };
    audit::write_all(tx, world, ids.iter().map(deed).collect()).await?;
    Ok(ids.len())
}

/// Those that are not in the recycle bin.
pub async fn known(tx: &Tx, merchant: MerchantId) -> Result<BTreeSet<TagId>> {
    let all = members::tag::list(tx, merchant).await?;
    Ok(all.into_iter().map(|tag| tag.id).collect())
}

/// From these to those, on a member who is held.
pub async fn set(
    tx: &Tx,
    merchant: MerchantId,
    member: MemberId,
    (from, to): (&BTreeSet<TagId>, &BTreeSet<TagId>),
) -> Result<()> {
    let gone: Vec<TagId> = from.difference(to).copied().collect();
    let fresh: Vec<TagId> = to.difference(from).copied().collect();
    members::tag::take_off(tx, merchant, &[member], &gone).await?;
    members::tag::put_on(tx, merchant, &[member], &fresh).await
}
