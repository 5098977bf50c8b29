//! Who works here: invited, changed, suspended, back again.
use entity::{
    ids::{MerchantId, OperatorId, RoleId, SessionId, StoreId},
    role::System,
};
use serde_json::json;

use super::{
    super::{
        Hire, OperatorRefusal, Rights, Scope, Staff, hire, rows,
        rows::Shown,
        rules::{self, Draft, NewStaff},
    },
    invite,
};
use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    error::Result,
    passport,
    store::{self, StoreRefusal},
    world::World,
};

/// Where somebody is put: a role, and either the whole chain or some shops.
#[derive(Clone, Debug)]
pub struct Post {
    pub role: RoleId,
    pub everywhere: bool,
    pub stores: Vec<StoreId>,
}

#[derive(Clone)]
pub struct Invite {
    pub by: Staff,
    pub new: NewStaff,
    pub post: Post,
    /// SHA-256 of what is in the link.
    pub token_hash: Vec<u8>,
}

/// Somebody new, who chooses their password by a link.
pub async fn add(tx: &Tx, world: &World, ask: Invite) -> Result<OperatorId> {
    let Invite { by, new, post, token_hash } = ask;
    let NewStaff { login, draft } = new.checked()?;
    let Draft { name, number } = draft;
    let merchant = by.operator.merchant_id;
    let (scope, _) = given(tx, &by, &post, None).await?;
    let after = json!({
        "login": login, "name": name, "number": number, "role": post.role,
        "everywhere": post.everywhere, "stores": post.stores,
    });
    let new = Hire {
        merchant,
        login,
        name,
        number,
        password_hash: String::new(),
        role: post.role,
        scope,
    };
    let id = hire(tx, world, new).await?;
    invite::keep(tx, world, (merchant, id), token_hash).await?;
    tell(tx, world, (&by, "staff.invite", id), json!({ "after": after })).await?;
    Ok(id)
}

#[derive(Clone)]
pub struct Change {
    pub by: Staff,
    pub whom: OperatorId,
    pub draft: Draft,
    pub post: Post,
}

/// What is written of somebody, what they may and where.
pub async fn change(tx: &Tx, world: &World, ask: Change) -> Result<()> {
    let Change { by, whom, draft, post } = ask;
    let Draft { name, number } = draft.checked()?;
    let merchant = by.operator.merchant_id;
    let owners = rows::lock_owners(tx, merchant).await?;
    let was = theirs(tx, &by, whom).await?;
    let (scope, owner) = given(tx, &by, &post, Some(was.operator.role_id)).await?;
    if !owner && owners == [whom] {
        return Err(OperatorRefusal::LastOwner.into());
    }
    let before = json!({
        "name": was.operator.name, "number": was.operator.number, "role": was.operator.role_id,
        "everywhere": was.operator.everywhere, "stores": was.scope.stores().unwrap_or_default(),
    });
    let after = json!({
        "name": name, "number": number, "role": post.role,
        "everywhere": post.everywhere, "stores": scope.stores().unwrap_or_default(),
    });
    let everywhere = scope.is_chain();
    let row =
        entity::operator::Model { name, number, role_id: post.role, everywhere, ..was.operator };
    rows::write(tx, row, scope.stores().unwrap_or_default()).await?;
    tell(tx, world, (&by, "staff.change", whom), audit::changed(before, after)).await
}

/// Somebody as they are now, and which of their sessions ended.
pub struct Done {
    pub by: OperatorId,
    pub shown: Shown,
    pub ended: Vec<SessionId>,
}

impl Done {
    async fn of(tx: &Tx, by: &Staff, whom: OperatorId, ended: Vec<SessionId>) -> Result<Self> {
        let shown = rows::shown(tx, by.operator.merchant_id, whom).await?;
        Ok(Self { by: by.operator.id, shown, ended })
    }
}

/// They are out: their sessions end, and their invitation is over.
pub async fn suspend(tx: &Tx, world: &World, (by, whom): (Staff, OperatorId)) -> Result<Done> {
    if by.operator.id == whom {
        return Err(OperatorRefusal::NotYourself.into());
    }
    let owners = rows::lock_owners(tx, by.operator.merchant_id).await?;
    let was = theirs(tx, &by, whom).await?;
    if owners == [whom] {
        return Err(OperatorRefusal::LastOwner.into());
    }
    let since = was.operator.disabled_at;
    rows::set_disabled(tx, whom, since.or(Some(world.now()))).await?;
    rows::delete_invite(tx, whom).await?;
    let states = json!({ "before": state(since.is_some()), "after": state(true) });
    tell(tx, world, (&by, "staff.suspend", whom), states).await?;
    let ended = passport::end_of(tx, world, (by.operator.merchant_id, whom.0), None).await?;
    Done::of(tx, &by, whom, ended).await
}

pub async fn resume(tx: &Tx, world: &World, (by, whom): (Staff, OperatorId)) -> Result<Done> {
    let was = theirs(tx, &by, whom).await?;
    rows::set_disabled(tx, whom, None).await?;
    let before = state(was.operator.disabled_at.is_some());
    let states = json!({ "before": before, "after": state(false) });
    tell(tx, world, (&by, "staff.resume", whom), states).await?;
    Done::of(tx, &by, whom, vec![]).await
}

fn state(suspended: bool) -> serde_json::Value {
    json!({ "status": if suspended { "suspended" } else { "working" } })
}

/// A new link, for whoever lost the first one, or their password. The old one is dead, and wherever
/// they are signed in they are out: which sessions that were.
pub async fn invite_again(
    tx: &Tx,
    world: &World,
    (by, whom, token_hash): (Staff, OperatorId, Vec<u8>),
) -> Result<Vec<SessionId>> {
    let was = another(tx, &by, whom).await?;
    if was.operator.disabled_at.is_some() {
        return Err(OperatorRefusal::NoSuchStaff.into());
    }
    invite::keep(tx, world, (by.operator.merchant_id, whom), token_hash).await?;
    let ended = passport::end_of(tx, world, (by.operator.merchant_id, whom.0), None).await?;
    let before = json!({ "sessions": ended.len(), "invited": false });
    let after = json!({ "sessions": 0, "invited": true });
    tell(tx, world, (&by, "staff.invite", whom), audit::changed(before, after)).await?;
    Ok(ended)
}

/// Their phone is lost: they enrol anew, and whoever has it is out.
pub async fn reset_two_factor(
    tx: &Tx,
    world: &World,
    (by, whom): (Staff, OperatorId),
) -> Result<Done> {
    let was = another(tx, &by, whom).await?;
    rows::delete_two_factor(tx, whom).await?;
    let states =
        json!({ "before": { "two_factor": was.two_factor }, "after": { "two_factor": false } });
    tell(tx, world, (&by, "staff.two_factor", whom), states).await?;
    let ended = passport::end_of(tx, world, (by.operator.merchant_id, whom.0), None).await?;
    Done::of(tx, &by, whom, ended).await
}

/// As [`theirs`], of whom it is not: who has only found a session open knows no password.
async fn another(tx: &Tx, by: &Staff, whom: OperatorId) -> Result<Staff> {
    match by.operator.id == whom {
        true => Err(OperatorRefusal::NotYourself.into()),
        false => {
            let whom = theirs(tx, by, whom).await?;
            rules::may_make_checker(by, &whom.rights)?;
            Ok(whom)
        }
    }
}

/// Somebody whom they may change, locked.
async fn theirs(tx: &Tx, by: &Staff, whom: OperatorId) -> Result<Staff> {
    let whom = rows::lock(tx, by.operator.merchant_id, whom).await?;
    let whom = rows::staff(tx, whom).await?;
    rules::may_manage(by, &whom)?;
    Ok(whom)
}

/// What a post gives, if it is theirs to give; and whether it makes an owner, as owners only do. `had`
/// is the role that they had.
async fn given(tx: &Tx, by: &Staff, post: &Post, had: Option<RoleId>) -> Result<(Scope, bool)> {
    let merchant = by.operator.merchant_id;
    let role = rows::lock_role(tx, merchant, post.role).await?;
    let scope = shops(tx, merchant, post).await?;
    rules::may_give(by, &Rights::of(&role), &scope)?;
    if had != Some(post.role) {
        rules::may_make_checker(by, &Rights::of(&role))?;
    }
    let owner = role.system == Some(System::Owner);
    if owner && !by.owner {
        return Err(OperatorRefusal::NotYoursToGive.into());
    }
    if owner && !scope.is_chain() {
        return Err(OperatorRefusal::OwnerEverywhere.into());
    }
    Ok((scope, owner))
}

async fn shops(tx: &Tx, merchant: MerchantId, post: &Post) -> Result<Scope> {
    let stores = &post.stores;
    match (post.everywhere, stores.is_empty()) {
        (true, true) => return Ok(Scope::Chain),
        (true, false) => return Err(OperatorRefusal::StaffEverywhere.into()),
        (false, true) => return Err(OperatorRefusal::StaffNoStore.into()),
        (false, false) => {}
    }
    let known = store::list(tx, merchant).await?;
    let known = |store: &StoreId| known.iter().any(|known| known.id == *store);
    if !stores.iter().all(known) {
        return Err(StoreRefusal::NoSuchStore.into());
    }
    let mut stores = stores.to_vec();
    stores.sort_unstable();
    stores.dedup();
    Ok(Scope::Stores(stores))
}

pub(super) async fn tell(
    tx: &Tx,
    world: &World,
    (by, action, whom): (&Staff, &'static str, OperatorId),
    detail: serde_json::Value,
) -> Result<()> {
    let (merchant, actor) = (by.operator.merchant_id, by.operator.id.to_string());
    audit::write(tx, world, Deed { merchant, actor, action, subject: &whom, detail }).await
}

/// What was remembered of somebody, and of their sessions, is not true any more.
pub async fn forget(app: &App, whom: OperatorId, ended: &[SessionId]) {
    app.near.forget(&super::near_key(whom)).await;
    passport::forget_ended(app, ended).await;
}
