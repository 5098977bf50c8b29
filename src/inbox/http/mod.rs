//! The inbox on the wire: WeChat at one door, the back office at the other.
mod office;
mod push;
mod view;

pub use office::routes as office_routes;
pub use push::wechat_routes;
