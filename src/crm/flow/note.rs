//! Notes of a member.
use entity::{
    ids::{MemberId, NoteId},
    member_note::Model,
};
use serde_json::json;

use super::{super::rules::CrmRefusal, By};
use crate::{app::Tx, error::Result, http::RequestRefusal, member as members, world::World};

#[derive(Clone)]
pub struct Note {
    pub by: By,
    pub member: MemberId,
    /// As [`rules::note`](crate::crm) has it.
    pub text: String,
}

pub async fn note(tx: &Tx, world: &World, ask: Note) -> Result<Model> {
    let Note { by, member, text } = ask;
    by.hold(tx, member).await?;
    let row = Model {
        id: world.id(),
        merchant_id: by.merchant,
        member_id: member,
        operator_id: by.operator,
        text,
        created_at: world.now(),
    };
    members::note::insert(tx, row.clone()).await?;
    let detail = json!({ "before": null, "after": { "note": row.text } });
    by.tell(tx, world, "member.note", &member, detail).await?;
    Ok(row)
}

#[derive(Clone)]
pub struct Delete {
    pub by: By,
    pub member: MemberId,
    pub note: NoteId,
    /// Whether others' notes are theirs to delete.
    pub any: bool,
}

pub async fn delete(tx: &Tx, world: &World, ask: Delete) -> Result<()> {
    let Delete { by, member, note, any } = ask;
    by.hold(tx, member).await?;
    let found = members::note::find(tx, (by.merchant, member), note).await?;
    let found = found.ok_or(CrmRefusal::NoSuchNote)?;
    if !any && found.operator_id != by.operator {
        return Err(RequestRefusal::NotPermitted.into());
    }
    members::note::delete(tx, by.merchant, note).await?;
    let detail = json!({ "before": { "note": found.text }, "after": null });
    by.tell(tx, world, "member.note_delete", &member, detail).await
}
