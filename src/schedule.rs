//! What we do unasked: every job, in one list.
use crate::{inbox, jobs::Known, sms};

pub fn all() -> Vec<Known> {
    vec![Known::job::<sms::Deliver>(), Known::job::<inbox::LateReply>()]
}
