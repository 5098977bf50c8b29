//! What can happen in the inbox.
mod office;
mod push;

pub use office::{
    AddRule, ChangeRule, PublishedMenu, RemoveRule, SaveMenu, add_rule, change_rule,
    menu_published, remove_rule, restore, save_menu,
};
pub use push::{Arrival, Arrived, Change, Promise, arrive, attempt, postpone, promise};
