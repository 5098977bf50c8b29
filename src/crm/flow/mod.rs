//! What the staff do to members, each with its line in the log.
mod edit;
mod enrol;
mod look;
mod note;
mod phone;
mod saved;
mod tag;

pub use edit::{Edit, edit};
pub use enrol::{Add, add};
pub use look::{Look, look, looked_too_often, searched_too_often};
pub use note::{Delete, Note, delete as delete_note, note};
pub use phone::{Mend, mend};
pub use saved::{delete as delete_view, save};
pub use tag::{
    Put, Tag, change as change_tag, delete as delete_tag, make as make_tag, put,
    restore as restore_tag,
};

use std::fmt::Display;

use entity::{
    ids::{MemberId, MerchantId, OperatorId, StoreId},
    member::Model,
};
use serde_json::Value;

use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    member::{self, MemberRefusal},
    operator::Scope,
    store,
    world::World,
};

/// A member, if there is one and this scope reaches them; else they are not there.
pub fn seen(scope: &Scope, member: Option<Model>) -> Result<Model> {
    let member = member.filter(|member| scope.covers(member.store_id));
    Ok(member.ok_or(MemberRefusal::NoSuchMember)?)
}

/// Whose hand it is.
#[derive(Clone, Debug)]
pub struct By {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    /// Whose members they see (ADM-02).
    pub scope: Scope,
}

impl By {
    /// Hold a member whom they see.
    async fn hold(&self, tx: &Tx, member: MemberId) -> Result<Model> {
        let held = member::lock_living(tx, self.merchant, member).await?;
        seen(&self.scope, Some(held))
    }

    /// Whose member somebody is to be: of a store that they work for.
    async fn store(&self, tx: &Tx, store: StoreId) -> Result<StoreId> {
        let found = store::find(tx, self.merchant, store).await?;
        if found.closed_at.is_some() {
            return Err(store::StoreRefusal::Closed.into());
        }
        match self.scope.covers(Some(found.id)) {
            true => Ok(found.id),
            false => Err(store::StoreRefusal::NoSuchStore.into()),
        }
    }

    async fn tell(
        &self,
        tx: &Tx,
        world: &World,
        action: &'static str,
        subject: &(dyn Display + Sync),
        detail: Value,
    ) -> Result<()> {
        let (merchant, actor) = (self.merchant, self.operator.to_string());
        audit::write(tx, world, Deed { merchant, actor, action, subject, detail }).await
    }
}
