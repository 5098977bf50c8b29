//! That the books are in order: invariants, asked of the rows themselves.
//!
//! The same questions are put by the tests, by `kabao prove` and by every night. They know nothing
//! of how the rows came to be, so that a mistake in the rooms that write them is not made twice.
//!
//! **Invariant:** it reads what it judges and writes none of it, only what it found; and it has the
//! ledger stop what it found wrong (E22). **Invariant:**
//! a question is one statement, which sees the books at one moment: tills need not stop, and what
//! they do meanwhile is never taken for a fault. **Invariant:** what cannot be asked of the rows is
//! called unchecked, and never green. **Invariant:** a night that is sealed is what it was: each
//! root is keyed with what the database does not have, and holds the one before (I11).
mod chain;
mod flow;
mod http;
mod nights;
mod report;
mod rows;
mod rules;

pub use flow::{Ran, forget, latest, merchants, nightly, run};
pub use http::office_routes;
pub use nights::{is_sealed, seal_nights};
pub use report::{Bad, Figure, Finding, Report, State};
pub use rules::{Invariant, ProofRefusal, asset_text};
