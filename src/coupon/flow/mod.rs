//! What can happen to a coupon: it is claimed or given, counted on by a sale, used, given back.
mod claim;
mod sale;
mod taken;

pub use claim::{Claimed, claim, grant};
pub use sale::{Redeem, Reserve, Reserved, give_back, redeem, release, reserve};
pub use taken::{take_back, used};
