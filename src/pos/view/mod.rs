//! What a till shows.
mod bought;
mod member;
mod purchase;
mod quote;
mod receipt;
mod refund;
mod sold;

pub use bought::Bought;
pub use member::{Identified, Purse, RegisteredView, TillCard, TillMember, Via, remind};
pub use purchase::Purchase;
pub use quote::{ParkedView, QuoteView};
pub use receipt::ReceiptView;
pub use refund::{Detail, RefundView};
pub use sold::SaleView;
