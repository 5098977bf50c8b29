//! What a person and an account have said to each other.
use serde::Serialize;

use crate::allowance::Allowance;

/// What WeChat shows when an account did not answer, or not in words it understands.
pub const SERVICE_FAILED: &str = "该公众号提供的服务出现故障，请稍后再试";

#[derive(Default)]
pub struct Chat {
    pub following: bool,
    /// Seconds since 1970.
    pub followed_at_s: i64,
    /// What must be granted before the account may speak unasked.
    pub allowance: Allowance,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub seq: u64,
    pub from: From,
    #[serde(flatten)]
    pub said: Said,
    /// RFC 3339.
    pub at: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    Person,
    Account,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Said {
    Text { content: String },
    News { articles: Vec<Cover> },
    Notice { content: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cover {
    pub title: String,
    pub description: String,
    pub picture: String,
    pub url: String,
}

impl Chat {
    pub fn say(&mut self, from: From, said: Said, at: String) {
        let seq = self.lines.last().map_or(1, |line| line.seq + 1);
        self.lines.push(Line { seq, from, said, at });
    }

    pub fn after(&self, seq: u64) -> Vec<Line> {
        self.lines.iter().filter(|line| line.seq > seq).cloned().collect()
    }
}
