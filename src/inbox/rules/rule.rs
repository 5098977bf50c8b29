//! A rule, and whether it takes a text.
use std::fmt;

use entity::{
    ids::KeywordRuleId,
    keyword_rule::{Kind, Model},
};
use regex::{Regex, RegexBuilder};

use super::{Draft, InboxRefusal, Reply};

/// Bytes a compiled pattern may take: enough for `\w`, too few for nested repetitions.
const LARGEST_REGEX: usize = 256 * 1024;

/// Which rule: one that is kept, or the one being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    Kept(KeywordRuleId),
    Draft,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept(id) => id.fmt(f),
            Self::Draft => f.write_str("draft"),
        }
    }
}

/// A rule, ready to be held against texts.
pub struct Rule {
    pub name: Name,
    pub kind: Kind,
    pub pattern: String,
    pub priority: i32,
    pub enabled: bool,
    pub reply: Reply,
    matcher: Matcher,
}

pub enum Matcher {
    Exact(String),
    Prefix(String),
    Contains(String),
    Regex(Regex),
    Anything,
    /// Of a greeting, which answers no text.
    Nothing,
}

impl Matcher {
    pub fn of(kind: Kind, pattern: &str) -> Result<Self, InboxRefusal> {
        Ok(match kind {
            Kind::Exact => Self::Exact(folded(pattern)),
            Kind::Prefix => Self::Prefix(folded(pattern)),
            Kind::Contains => Self::Contains(folded(pattern)),
            Kind::Regex => Self::Regex(regex(pattern)?),
            Kind::Followed => Self::Nothing,
            Kind::Otherwise => Self::Anything,
        })
    }

    fn takes(&self, folded: &str) -> bool {
        match self {
            Self::Exact(pattern) => folded == pattern,
            Self::Prefix(pattern) => folded.starts_with(pattern),
            Self::Contains(pattern) => folded.contains(pattern),
            Self::Regex(regex) => regex.is_match(folded),
            Self::Anything => true,
            Self::Nothing => false,
        }
    }
}

fn regex(pattern: &str) -> Result<Regex, InboxRefusal> {
    let built = RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(LARGEST_REGEX)
        .dfa_size_limit(LARGEST_REGEX)
        .build();
    built.map_err(|fault| {
        let why = match fault {
            regex::Error::CompiledTooBig(_) => "这个正则太复杂".to_owned(),
            // The parser draws the pattern first; its last line says what is wrong.
            other => {
                let told = other.to_string();
                let last = told.lines().last().unwrap_or_default();
                format!("正则写法有误（{}）", last.trim_start_matches("error: "))
            }
        };
        InboxRefusal::PatternMalformed { why }
    })
}

/// How a text is compared: without the space around it, full-width too, and without the case of
/// Latin letters.
pub(super) fn folded(text: &str) -> String {
    text.trim().to_ascii_lowercase()
}

impl Rule {
    pub fn kept(row: Model) -> Result<Self, InboxRefusal> {
        let malformed = |_| InboxRefusal::ReplyMalformed { why: "无法读取".to_owned() };
        let reply = serde_json::from_str(&row.reply).map_err(malformed)?;
        let Model { id, kind, pattern, priority, enabled, .. } = row;
        Self::of(Name::Kept(id), Draft { kind, pattern, priority, enabled, reply })
    }

    pub fn draft(draft: Draft) -> Result<Self, InboxRefusal> {
        Self::of(Name::Draft, draft)
    }

    fn of(name: Name, draft: Draft) -> Result<Self, InboxRefusal> {
        let Draft { kind, pattern, priority, enabled, reply } = draft;
        let matcher = Matcher::of(kind, &pattern)?;
        Ok(Self { name, kind, pattern, priority, enabled, reply, matcher })
    }

    pub(super) fn title(&self) -> String {
        match self.kind {
            Kind::Followed | Kind::Otherwise => format!("「{}」", kind_text(self.kind)),
            _ => format!("「{}」：{}", self.pattern, kind_text(self.kind)),
        }
    }

    pub(super) fn takes(&self, folded: &str) -> bool {
        self.enabled && self.matcher.takes(folded)
    }
}

pub fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Exact => "完全匹配",
        Kind::Prefix => "开头匹配",
        Kind::Contains => "包含",
        Kind::Regex => "正则",
        Kind::Followed => "关注时",
        Kind::Otherwise => "其他消息",
    }
}
