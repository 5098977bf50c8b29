//! Who is this phone? WeChat's OAuth in the service account, `wx.login` in the mini-program.
//!
//! **Invariant:** who somebody is comes from an exchange between this server and WeChat, never
//! from what a client says (B4). **Invariant:** a snapshot user, whose openid is nobody's, leaves
//! no trace. **Invariant:** after OAuth a browser goes to our own pages only (B2).
mod ask;
mod flow;
mod http;
mod oauth;
mod phone;
mod rows;
mod rules;

pub use ask::{CurrentMember, Visitor, forget};
pub use flow::{SignIn, sign_in};
pub use http::{SessionView, ShopView, member_routes};
pub use phone::open_proof;
pub use rules::SessionRefusal;
