//! 会员中心: what members see of theirs, after a till has moved it.
mod benefits;
mod coupons;
mod history;
mod purchases;
