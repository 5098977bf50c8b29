//! A till's own program: it signs each request with its key instead of signing in, and acts as one
//! of the staff at one till, within what the key may do.
//!
//! **Invariant:** a signed request is taken once: its nonce is a row before anything is done
//! (D11). **Invariant:** a key's secret leaves the house once, when it is made; after that it is
//! sealed, and opened to verify and for nothing else (G11). **Invariant:** a key that was revoked
//! is refused by this node at once, and by every other within [`crate::near::MOMENT`]; what it
//! moved in a day is counted in the transaction that moves it (D10).
mod flow;
mod http;
mod rows;
mod rules;

pub use flow::{Allowance, Made, NewKey, Signed, create, forget, revoke, spend};
pub use http::{signed, signed_by};
pub use rows::{list, of};
pub use rules::{KeyRefusal, Need, Scope, Terms, need};
