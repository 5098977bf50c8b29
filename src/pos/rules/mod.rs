//! What a till decides: whom a scan names, and what may be done with a sale.
mod refund;
mod remind;
mod sale;
mod scan;

pub use refund::{Asked, Refund, Returned, past_the_card, refund, untouched};
pub use remind::{Known, Reminder, birthdays_today, reminders};
pub use sale::{QUOTE_MS, SaleRefusal, WINDOW_KEPT, balanced, state_text, tender_text, was_paid};
pub use scan::{PosRefusal, Scan, classify, masked_name, name};
