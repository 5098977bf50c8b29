//! The member code: 18 digits that say which card this is, for half a minute.
//!
//! It is an encryption and not a table, so every node shows and reads codes without storing any:
//! two prefix digits, then FF1 (NIST SP 800-38G, radix 10, AES-256) over the card's handle and the
//! half-minute, under the merchant's key.
//!
//! **Invariant:** a code is honoured in the half-minute it was made for and the next one, by our
//! clock. **Invariant:** reading a code identifies; it pays for nothing. **Invariant:** a code pays
//! once: its card and half-minute are a row, written in the transaction of what it pays for (D2).
//! **Invariant:** a till that reads thirty bad scans in a minute, whatever they were for, reads none
//! for the next (D5).
mod flow;
mod picture;
mod rows;
mod rules;

pub use flow::{Ahead, Read, Shown, Spend, read, scanned, scanned_code, show, show_ahead, spend};
pub use rules::{
    CodeRefusal, MOST_WINDOWS, PREFIXES_TAKEN, WINDOW_MS, half_minute, looks_like_code, normalise,
    prefix_is_free,
};
