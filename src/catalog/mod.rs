//! 商品 and 分类: what is sold, by what code and at which prices, so that a discount or a points
//! rule can name it.
//!
//! **Invariant:** a code names one of a merchant's goods, for ever: what is sold no more keeps its
//! row and its code, because receipts speak of it. **Invariant:** many goods are one query.
mod flow;
mod http;
mod rows;
mod rules;
mod view;

pub use flow::{restore, restore_category};
pub use http::{office_routes, till_routes};
pub use rows::{category_names, deleted_categories, find_goods, insert, insert_category, off_sale};
pub use rules::{CatalogRefusal, Named, pick};
