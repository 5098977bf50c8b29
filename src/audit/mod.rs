//! Who did what to whom.
//!
//! **Invariant:** a line is written in the transaction of what it tells of, and never changed: but
//! when somebody is forgotten, what was said of them goes, and that something was done stays.
//! **Invariant:** no secret and no whole phone number is in it.
mod rows;
mod words;

use std::fmt::Display;

use entity::{
    audit::Model,
    ids::{AuditId, MerchantId},
    values::Timestamp,
};
use serde_json::{Value, json};
use ulid::Ulid;

use crate::{app::Tx, error::Result, world::World};

pub use rows::{Of, Sought, forget, last_of, page, page_about, page_of};
pub use words::{ACTIONS, action_text, actor_text};

/// One line of the log.
pub struct Deed<'a> {
    pub merchant: MerchantId,
    /// Id of an operator or a member, or `system`.
    pub actor: String,
    /// A verb with its room, such as `settings.change`.
    pub action: &'static str,
    /// Id of what it was done to.
    pub subject: &'a (dyn Display + Sync),
    /// What changed.
    pub detail: Value,
}

pub async fn write(tx: &Tx, world: &World, deed: Deed<'_>) -> Result<()> {
    rows::insert(tx, line(world, deed)).await
}

/// A line for each, in one statement; at least one.
pub async fn write_all(tx: &Tx, world: &World, deeds: Vec<Deed<'_>>) -> Result<()> {
    rows::insert_all(tx, deeds.into_iter().map(|deed| line(world, deed)).collect()).await
}

fn line(world: &World, deed: Deed<'_>) -> Model {
    Model {
        id: world.id(),
        merchant_id: deed.merchant,
        actor: deed.actor,
        action: deed.action.to_owned(),
        subject: deed.subject.to_string(),
        detail: deed.detail.to_string(),
        at: world.now(),
    }
}

/// Where the lines of a moment begin: ids are in the order of time.
pub fn since(moment: Timestamp) -> AuditId {
    Ulid::from_parts(moment.0.max(0).unsigned_abs(), 0).into()
}

/// What was and what is, without what stayed: for [`Deed::detail`]. Both are objects.
pub fn changed(before: Value, after: Value) -> Value {
    let (Value::Object(mut before), Value::Object(mut after)) = (before, after) else {
        return Value::Null;
    };
    before.retain(|name, was| match after.get(name) {
        Some(is) if is == was => {
            after.remove(name);
            false
        }
        _ => true,
    });
    json!({ "before": before, "after": after })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_tells_what_was_and_what_is_and_not_what_stayed_adm_07() {
        let before = json!({ "name": "赵", "number": "1004", "stores": [] });
        let after = json!({ "name": "赵", "number": "1005", "stores": ["a"], "role": "x" });
        let told = json!({
            "before": { "number": "1004", "stores": [] },
            "after": { "number": "1005", "stores": ["a"], "role": "x" },
        });
        assert_eq!(changed(before.clone(), after), told);
        assert_eq!(changed(before.clone(), before), json!({ "before": {}, "after": {} }));
    }
}
