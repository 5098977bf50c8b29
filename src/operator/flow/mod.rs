//! Signing in, and being known afterwards.
pub mod invite;
pub mod role;
pub mod sessions;
pub mod staff;
pub mod two_factor;

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use entity::{
    ids::{MerchantId, OperatorId},
    session::{self, Kind},
    terminal,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    OperatorRefusal, Right, Staff,
    password::{self, GATE},
    rows, rules,
};
use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    error::Result,
    http::RequestRefusal,
    passport::{self, Bearer},
    store,
    tally::{self, Count},
    typed,
    world::World,
};

/// What somebody at a door says.
pub struct SignIn {
    pub login: String,
    pub password: String,
    /// Of a second factor: six digits, or a code for whoever lost theirs.
    pub code: Option<String>,
    pub door: Door,
    pub source: IpAddr,
}

/// Where they want to go.
pub enum Door {
    /// The till of this code.
    Till(String),
    Office,
}

#[derive(Clone)]
pub struct SignedIn {
    pub staff: Staff,
    pub terminal: Option<terminal::Model>,
}

/// Let somebody in, with a session of their own (B6), or say no more than that they may not.
pub async fn sign_in(app: &App, ask: SignIn) -> Result<(SignedIn, session::Model)> {
    let who = Who::Login(&ask.login);
    let (staff, at_one) = prove(app, ask.source, who, ask.password).await?;
    let terminal = match &ask.door {
        Door::Till(code) => Some(till(app, &staff, code).await?),
        Door::Office if staff.rights.open_office() => {
            two_factor::prove(app, &staff, ask.code.as_deref()).await?;
            None
        }
        Door::Office => return Err(RequestRefusal::NotPermitted.into()),
    };
    tally::forget(app, &at_one.name).await?;
    app.transact(open, SignedIn { staff, terminal }).await
}

/// Whom somebody says they are.
#[derive(Clone, Copy)]
enum Who<'a> {
    Login(&'a str),
    /// 工号, which says nothing without its merchant.
    Number(MerchantId, &'a str),
}

impl fmt::Display for Who<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Login(login) => f.write_str(login),
            Self::Number(merchant, number) => write!(f, "{merchant} {number}"),
        }
    }
}

/// Who of the staff this is, by their password, and the count of their tries: to be forgotten once
/// they are let in.
async fn prove(
    app: &App,
    source: IpAddr,
    who: Who<'_>,
    password: String,
) -> Result<(Staff, Count)> {
    let seat = GATE.enter().await?;
    let now = app.world.now();
    let sprayed = tally::count(app, tries(&source.to_string())).await?;
    rules::try_again(sprayed, rules::TRIES_OF_ADDRESS, now)?;
    let at_one = tries(&format!("{source}\n{who}"));
    let tried = tally::count(app, at_one.clone()).await?;
    rules::try_again(tried, rules::TRIES, now)?;
    let known = match who {
        Who::Login(login) if typed::could_be_key(login) => rows::by_login(&app.db, login).await?,
        Who::Number(merchant, number) if typed::could_be_key(number) => {
            rows::by_number(&app.db, merchant, number).await?
        }
        _ => None,
    };
    // Whoever was invited and has not come yet has none, and is as good as unknown.
    let hash = known.as_ref().map(|known| known.password_hash.clone());
    let hash = hash.filter(|hash| !hash.is_empty());
    let right = password::verify(seat, password, hash).await?;
    let operator = known.filter(|known| right && known.disabled_at.is_none());
    let operator = operator.ok_or(OperatorRefusal::SignInWrong)?;
    Ok((rows::staff(&app.db, operator).await?, at_one))
}

/// Somebody who allows at a till what its clerk may not.
#[derive(Clone)]
pub struct Approver {
    /// 工号, or a login.
    pub who: Named,
    pub password: String,
    /// What they must be allowed themselves.
    pub right: Right,
}

#[derive(Clone)]
pub enum Named {
    Login(String),
    Number(String),
}

/// Whoever allows it (RCH-08, POS-02): somebody with the right who may stand at this till, proven by their
/// password within the limits of signing in.
pub async fn approve(
    app: &App,
    terminal: &terminal::Model,
    source: IpAddr,
    ask: Approver,
) -> Result<Staff> {
    let who = match &ask.who {
        Named::Login(login) => Who::Login(login),
        Named::Number(number) => Who::Number(terminal.merchant_id, number),
    };
    let (staff, tries) = prove(app, source, who, ask.password).await?;
    if !staff.rights.has(ask.right) || !rules::may_stand_at(&staff, terminal) {
        return Err(OperatorRefusal::lacks(ask.right).into());
    }
    tally::forget(app, &tries.name).await?;
    Ok(staff)
}

async fn till(app: &App, staff: &Staff, code: &str) -> Result<terminal::Model> {
    let found = match typed::could_be_key(code) {
        true => store::terminal_by_code(&app.db, staff.operator.merchant_id, code).await?,
        false => None,
    };
    let allowed = found.filter(|terminal| rules::may_stand_at(staff, terminal));
    Ok(allowed.ok_or(OperatorRefusal::SignInWrong)?)
}

/// Counted for a login from an address, so that nobody locks a colleague out from elsewhere, and
/// for the address, so that nobody tries one password on everybody (B15).
fn tries(whose: &str) -> Count {
    let name = format!("operator.tries.{}", hex::encode(Sha256::digest(whose)));
    Count { name, window: Duration::from_millis(rules::WINDOW_MS.unsigned_abs()) }
}

/// They are looked at once more, locked: a password takes a while to check, and whatever made their
/// password or second factor void, or put them out, meanwhile, ends this one, too (B7).
async fn open(tx: &Tx, world: &World, who: SignedIn) -> Result<(SignedIn, session::Model)> {
    let SignedIn { staff: proven, terminal } = who;
    let now = rows::lock(tx, proven.operator.merchant_id, proven.operator.id).await?;
    let staff = rows::staff(tx, now).await?;
    rules::still_proven(&proven, &staff)?;
    match &terminal {
        Some(till) if !rules::may_stand_at(&staff, till) => {
            return Err(OperatorRefusal::SignInWrong.into());
        }
        None if !staff.rights.open_office() => return Err(RequestRefusal::NotPermitted.into()),
        _ => {}
    }
    let operator = &staff.operator;
    let kind = if terminal.is_some() { Kind::Till } else { Kind::Office };
    let bearer = Bearer {
        merchant: operator.merchant_id,
        kind,
        subject: operator.id.0,
        terminal: terminal.as_ref().map(|terminal| terminal.id),
    };
    let session = passport::open(tx, world, bearer).await?;
    let deed = Deed {
        merchant: operator.merchant_id,
        actor: operator.id.to_string(),
        action: "operator.sign_in",
        subject: &operator.id,
        detail: json!({ "door": kind, "terminal": terminal.as_ref().map(|till| &till.code) }),
    };
    audit::write(tx, world, deed).await?;
    Ok((SignedIn { staff, terminal }, session))
}

/// Whose session a token is, while they work here.
pub async fn known(app: &App, kind: Kind, token: &str) -> Result<(Arc<session::Model>, Staff)> {
    let session = passport::read(app, kind, token).await?;
    let staff = working(app, session.merchant_id, OperatorId(session.subject)).await?;
    Ok((session, staff))
}

/// Somebody of the staff, while they work here.
pub async fn working(app: &App, merchant: MerchantId, id: OperatorId) -> Result<Staff> {
    let fetch = async {
        let Some(found) = rows::find(&app.db, merchant, id).await? else { return Ok(None) };
        rows::staff(&app.db, found).await.map(Some)
    };
    let found = app.near.or_fetch(near_key(id), fetch).await?;
    let working = found.as_ref().clone().filter(|staff| staff.operator.disabled_at.is_none());
    Ok(working.ok_or(RequestRefusal::Unauthenticated)?)
}

/// They do not work here any more.
pub async fn disable(app: &App, merchant: MerchantId, id: OperatorId) -> Result<()> {
    app.transact(disable_row, (merchant, id)).await?;
    app.near.forget(&near_key(id)).await;
    Ok(())
}

async fn disable_row(tx: &Tx, world: &World, ask: (MerchantId, OperatorId)) -> Result<()> {
    let (merchant, id) = ask;
    rows::lock(tx, merchant, id).await?;
    rows::set_disabled(tx, id, Some(world.now())).await?;
    let deed = Deed {
        merchant,
        actor: "system".to_owned(),
        action: "operator.disable",
        subject: &id,
        detail: json!({}),
    };
    audit::write(tx, world, deed).await
}

fn near_key(id: OperatorId) -> String {
    format!("operator.{id}")
}
