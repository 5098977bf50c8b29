//! What a till decides: whom a scan names, and what may be done with a sale.
mod refund;
mod sale;
mod scan;

pub use refund::{Asked, Refund, Returned, past_the_card, refund, untouched};
pub use sale::{
    QUOTE_MS, SaleRefusal, WINDOW_KEPT, balanced, could_be_order_no, reason, state_text,
    tender_text, was_paid,
};
pub use scan::{
    BAD_SCANS, LOCK_MS, PosRefusal, Scan, classify, is_bad_scan, masked_name, name, normalise,
};
