//! Somebody of another merchant's staff, signed in, who asked for something.
use entity::{ids::MerchantId, role::System, session::Kind};
use kabao::{
    app::Tx,
    approval,
    error::Result,
    operator::{self, Hire, Scope},
    passport::{self, Bearer},
    world::World,
};
use serde_json::json;

pub struct Theirs {
    pub who: String,
    pub role: String,
    pub session: String,
    pub approval: String,
}

pub async fn rows(tx: &Tx, world: &World, merchant: MerchantId) -> Result<Theirs> {
    operator::make_roles(tx, world, merchant).await?;
    let role = operator::system_role(tx, merchant, System::Clerk).await?;
    let clerk = Hire {
        merchant,
        login: "theirs".to_owned(),
        name: "他店店员".to_owned(),
        number: "1001".to_owned(),
        password_hash: String::new(),
        role,
        scope: Scope::Chain,
    };
    let who = operator::hire(tx, world, clerk).await?;
    let bearer = Bearer { merchant, kind: Kind::Office, subject: who.0, terminal: None };
    let session = passport::open(tx, world, bearer).await?;
    let ask = approval::Ask {
        stores: std::collections::BTreeSet::new(),
        merchant,
        maker: who,
        deed: approval::Deed::Adjust,
        terms: json!({}),
        what: "x".to_owned(),
        reason: "x".to_owned(),
    };
    let asked = approval::ask(tx, world, ask).await?;
    Ok(Theirs {
        who: who.to_string(),
        role: role.to_string(),
        session: session.id.to_string(),
        approval: asked.row.id.to_string(),
    })
}
