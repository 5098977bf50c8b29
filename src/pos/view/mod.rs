//! What a till shows.
mod bought;
mod member;
mod purchase;
mod quote;
mod receipt;
mod refund;

pub use bought::Bought;
pub use member::{Identified, RegisteredView, TillCard, TillMember, Via};
pub use purchase::Purchase;
pub use quote::{ParkedView, QuoteView, SaleView};
pub use receipt::ReceiptView;
pub use refund::{Detail, RefundView};
