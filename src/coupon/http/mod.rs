//! Coupons on the wire: members take them, tills activate them, the back office makes them.
mod member;
mod office;
mod sending;
mod till;

pub use member::routes as member_routes;
pub use office::routes as office_routes;
pub use till::routes as till_routes;
