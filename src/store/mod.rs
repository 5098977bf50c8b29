//! 门店: a merchant's shops and the tills in them.
//!
//! **Invariant:** a till's code names one till of its merchant. **Invariant:** a till's lock is a
//! column, so that no cache that forgets opens it early. **Invariant:** a shop or a till that was
//! closed keeps its row, for what was sold there, and lets nobody in.
mod flow;
mod place;
mod rows;
mod rules;
mod view;

pub use flow::{
    Change, Lock, add_store, add_terminal, change_store, close_store, close_terminal,
    lock_terminal, rename_terminal, terminal,
};
pub use place::Place;
pub use rows::{find, insert, insert_terminal, list, terminal_by_code, terminals, trading};
pub use rules::{StoreDraft, StoreRefusal, TillDraft, open};
pub use view::{StoreNear, StoreView};
