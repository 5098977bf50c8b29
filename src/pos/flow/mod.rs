//! What happens at a till.
mod identify;
mod register;

pub use identify::identify;
pub use register::{Form, Registered, register};
