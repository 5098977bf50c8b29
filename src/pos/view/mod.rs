//! What a till shows.
mod member;
mod quote;
mod receipt;
mod refund;

pub use member::{Identified, RegisteredView, TillCard, TillMember, Via};
pub use quote::{ParkedView, QuoteView, SaleView};
pub use receipt::ReceiptView;
pub use refund::{Detail, RefundView};
