//! 收银台: a clerk scans or types something, and sees whom it names; makes a new member; and sells.
//!
//! A sale is quoted, settled, and perhaps returned. The quote decides everything, in words, and the
//! settle does exactly that.
//!
//! **Invariant:** what was scanned is in no log, no audit line and no answer: it may be somebody's
//! payment code (D6). **Invariant:** to identify is not to pay: stored value, points and coupons move
//! only with a member code, which pays once (D2, D8). **Invariant:** a settle takes the price whose
//! hash it names or none (D13), its tenders add up to it exactly (E7), and money, points, coupon,
//! code, level and the promise of a message are one transaction. **Invariant:** no more comes back
//! of a sale than was paid, for ever (E8); whatever the pieces, they add up to the whole.
//!
//! A settle with stored value, cash, points and a coupon is 17 SQL statements, whatever the number of
//! lines, when the card has its accounts and the node remembers the merchant's programs: two for
//! the idempotency key, two for the sale, three that lock and read the card, one each for code,
//! coupon, journal, accounts, lots, entries, lot uses, lines, tenders and job. A test counts them.
mod cart;
mod flow;
mod http;
mod jobs;
mod price;
mod quote;
mod reckon;
mod rows;
mod rules;
mod view;

pub use cart::{Cart, Wish};
pub use flow::{purchases, saved};
pub use http::{LineBody, lines, member_routes, office_routes, till_routes};
pub use jobs::Tell;
pub use price::{Bill, Item, PointsUsed, PricedLine, Rule, guest, pieces};
pub use reckon::{Reckoning, Rules, Shopper};
pub use rows::{Named, last_paid, named, spent};
pub use rules::{PosRefusal, SaleRefusal, masked_name, state_text, tender_text};
pub use view::Purchase;
