//! 会员管理: the back office finds members, looks at all there is of one, and writes what it knows.
//! An entrance: but for saved views it has no table of its own.
//!
//! **Invariant:** staff of a store see that store's members and those of none; others are not there
//! (ADM-02). **Invariant:** a page of the list is so many statements whatever is on it, and each has
//! an index to read (PRF-03). **Invariant:** a whole phone is shown to whoever says why, with a line
//! in the log for each, and searched for so often an hour (G9). **Invariant:** whoever writes a
//! member names the version they read, so that nobody writes over what they have not seen.
//! **Invariant:** a phone that the staff mend is proven by nobody and binds only while its member is
//! new (B10), and stored value rests (B11).
mod flow;
mod http;
mod list;
mod rows;
mod rules;
mod view;

pub use flow::restore_tag;
pub use http::office_routes;
pub use rules::CrmRefusal;
