//! 门店: a merchant's shops and the tills in them.
//!
//! **Invariant:** a till's code names one till of its merchant. **Invariant:** a till's lock is a
//! column, so that no cache that forgets opens it early.
mod flow;
mod place;
mod rows;
mod rules;
mod view;

pub use flow::{Lock, lock_terminal, terminal};
pub use place::Place;
pub use rows::{find, insert, insert_terminal, list, terminal_by_code, terminals};
pub use rules::{StoreRefusal, open};
pub use view::{StoreNear, StoreView};
