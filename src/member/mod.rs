//! The person: who they are, how WeChat knows them, and how the one becomes the other.
//!
//! **Invariant:** one openid has one row, and belongs to one member at the most, for ever (REG-03).
//! **Invariant:** one unionid is one member. **Invariant:** while 会员手机号不能重复 is on, one phone
//! is one member, in every channel (REG-16).
//! **Invariant:** whoever turned out to be another member is found by nothing any more: not by phone,
//! openid or unionid. Their number leads to who they are now.
//! The first three hold under races: the first is a guarded write, the others are unique
//! indexes.
mod flow;
mod heir;
mod rows;
mod rules;

use entity::identity;
pub use flow::{Bind, Enrol, PhoneProof, Seen, Wechat, bind, enrol, followed, phone, profile, saw};
pub use heir::{Pair, bound, hand_over, heir, pair};
pub use rows::{
    by_number, by_phone, find, followers, follows, identity, phone_index, pictured_at,
    set_phone_unique,
};

pub use rules::{MemberRefusal, default_nickname, nickname};

use crate::{app::App, error::Result, merchant::Account};

/// The person with this openid, if we have met.
pub async fn by_openid(
    app: &App,
    account: &Account,
    openid: &str,
) -> Result<Option<identity::Model>> {
    let id = flow::identity_id(&account.appid, openid);
    rows::identity(&app.db, account.merchant, id).await
}
