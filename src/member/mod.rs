//! The person: who they are, how WeChat knows them, and how the one becomes the other.
//!
//! **Invariant:** one openid has one row, and belongs to one member at the most, for ever (REG-03).
//! **Invariant:** one unionid is one member. **Invariant:** while 会员手机号不能重复 is on, one phone
//! is one member, in every channel (REG-16).
//! **Invariant:** whoever turned out to be another member is found by nothing any more: not by phone,
//! openid or unionid. Their number leads to who they are now.
//! **Invariant:** a phone that nobody has proven for 90 days makes nobody a member they are not
//! (B10); a phone that changes without proof of the old one waits, and so does the money; what the
//! staff mend is so at once, and the money waits (B11).
//! **Invariant:** of whoever left, nothing is kept that names them (G16).
//! The first three hold under races: the first is a guarded write, the others are unique indexes.
mod flow;
mod heir;
mod rows;
mod rules;
mod scope;

use entity::identity;
pub use flow::{
    Bind, ChangePhone, Consent, Due, Edit, Enrol, Imported, PhoneProof, Picture, Say, Seen, Shown,
    Vouched, Wechat, bind, call_off, change_phone, choose_picture, close_identity, consent,
    drop_picture, edit, email, enrol, fill_tails, followed, id_number, identity_id, imported,
    leave, phone, phone_due, phone_shown, profile, row, saw, say, sealed_phone, source_text,
    value_free,
};
pub use heir::{Pair, hand_over, heir, pair};
pub use rows::{
    by_number, by_phone, came_by,
    change::open as waiting_phone,
    consent::of_member as consents,
    find, followers, follows, identities, identity,
    imported::{taken_numbers, taken_phones},
    lock_living,
    many::{self, born_on, named},
    note, phone_index,
    picture::find as avatar,
    pictured_at,
    selves::of as selves,
    set_phone_unique, tag, tail_index,
};

pub use rules::{
    MemberRefusal, birthday, birthdays, consented, default_nickname, email as read_email, hidden,
    is_birthday, may_spend_value, nickname, picture, proof_is_fresh, value_held_text,
};

pub use scope::{stores, within};

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
