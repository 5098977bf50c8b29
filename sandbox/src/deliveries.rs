//! The log of pushes: what was sent, how often it was tried, what came back.
use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::push::Push;

/// So many are remembered; the oldest go first.
const KEPT: usize = 500;

#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    pub id: String,
    pub appid: String,
    pub person: String,
    /// In a few words: `文本「你好」`.
    pub title: String,
    /// RFC 3339.
    pub at: String,
    pub status: Status,
    /// What is pushed, before it is sealed.
    pub sent: String,
    /// The HTTP body it goes out as; the same in plain mode.
    pub sealed: String,
    pub attempts: Vec<Attempt>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Held back, or under way.
    Pending,
    Answered,
    Failed,
}

#[derive(Clone, Debug, Serialize)]
pub struct Attempt {
    /// RFC 3339.
    pub at: String,
    /// HTTP's; none where nobody answered.
    pub status: Option<u16>,
    pub ms: u64,
    pub outcome: Outcome,
    /// Sent once more than needed, because a test asked for it; its answer is not shown.
    pub duplicate: bool,
    /// The HTTP body that came back.
    pub received: String,
    /// The same after decryption, where it was sealed.
    pub opened: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A reply to show.
    Replied,
    /// `success`, or nothing at all: nothing to show, nothing to retry.
    Acknowledged,
    /// Words WeChat does not understand: not sealed as it should be, or not meant for this person.
    Malformed,
    HttpError,
    TimedOut,
    Unreachable,
}

impl Outcome {
    /// WeChat tries again where it got no answer; a bad answer is an answer.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Replied | Self::Acknowledged | Self::Malformed)
    }

    pub fn is_good(self) -> bool {
        matches!(self, Self::Replied | Self::Acknowledged)
    }
}

/// What a test asks of every push from now on.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Manners {
    /// So many exact copies more, at the same time.
    pub duplicate: u8,
    pub delay_ms: u64,
    /// Hold a push until another was delivered before it.
    pub reorder: bool,
}

#[derive(Default)]
pub struct Deliveries {
    manners: Manners,
    held: Option<Push>,
    log: VecDeque<Delivery>,
    count: u64,
    /// Grows with every change, so that a reader knows whether it has seen all.
    version: u64,
}

impl Deliveries {
    /// The pushes that are let go by a change of manners.
    pub fn behave(&mut self, manners: Manners) -> Option<Push> {
        self.manners = manners;
        if manners.reorder { None } else { self.held.take() }
    }

    pub fn manners(&self) -> Manners {
        self.manners
    }

    pub fn next_id(&mut self) -> String {
        self.count += 1;
        format!("d{}", self.count)
    }

    /// Write a push down, and say which are to go out now, in this order.
    pub fn accept(&mut self, push: Push, delivery: Delivery) -> Vec<Push> {
        self.version += 1;
        self.log.push_back(delivery);
        if self.log.len() > KEPT {
            self.log.pop_front();
        }
        match self.held.take() {
            Some(held) => vec![push, held],
            None if self.manners.reorder => {
                self.held = Some(push);
                vec![]
            }
            None => vec![push],
        }
    }

    pub fn record(&mut self, id: &str, attempt: Attempt) {
        self.version += 1;
        if let Some(delivery) = self.log.iter_mut().find(|delivery| delivery.id == id) {
            delivery.attempts.push(attempt);
        }
    }

    pub fn settle(&mut self, id: &str, status: Status) {
        self.version += 1;
        if let Some(delivery) = self.log.iter_mut().find(|delivery| delivery.id == id) {
            delivery.status = status;
        }
    }

    pub fn version(&self) -> u64 {
        self.version
    }

    pub fn get(&self, id: &str) -> Option<&Delivery> {
        self.log.iter().find(|delivery| delivery.id == id)
    }

    /// Newest first.
    pub fn recent(&self, limit: usize) -> Vec<Delivery> {
        self.log.iter().rev().take(limit).cloned().collect()
    }
}
