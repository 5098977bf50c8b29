//! What can happen to a coupon: it is made, printed, claimed, given or activated; a sale counts on
//! it, uses it up, or gives it back.
mod claim;
mod merge;
mod printed;
mod sale;
pub mod sending;
mod taken;
mod template;

pub use claim::{Claimed, claim, grant};
pub use merge::hand_over;
pub use printed::{Activate, Print, Printed, activate, hash, print};
pub use sale::{Redeem, Reserve, Reserved, give_back, redeem, release, reserve};
pub use taken::{take_back, used};
pub use template::{By, Change, change, make, restore, withdraw};
