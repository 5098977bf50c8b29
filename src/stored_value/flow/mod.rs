//! What can happen to stored value.
mod convert;
mod hold;
mod office;
mod refund;
pub mod rule;
mod top_up;

pub use convert::{Convert, Converted, convert};
pub use hold::{Capture, Held, Hold, Release, capture, expire, hold, release, release_over};
pub use office::{SaveProgram, save_program};
pub use refund::{Preview, Refund, Refunded, preview, refund};
pub use top_up::{TopUp, ToppedUp, top_up};
