//! What the back office sends and sees.
use entity::{
    ids::KeywordRuleId,
    keyword_rule::{Kind, Model},
    values::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::rules::{Considered, Decision, Draft, MenuButton, Outcome, Reply, kind_text};
use crate::error::Error;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleBody {
    /// Needed for a new rule; one that is there keeps its account.
    pub appid: Option<String>,
    kind: Kind,
    /// Empty for `followed` and `otherwise`.
    pattern: String,
    /// Higher is asked first.
    priority: i32,
    enabled: bool,
    reply: Reply,
}

impl From<RuleBody> for Draft {
    fn from(body: RuleBody) -> Self {
        let RuleBody { kind, pattern, priority, enabled, reply, .. } = body;
        Self { kind, pattern, priority, enabled, reply }
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct RuleView {
    id: KeywordRuleId,
    appid: String,
    kind: Kind,
    kind_text: String,
    pattern: String,
    priority: i32,
    enabled: bool,
    reply: Reply,
    updated_at: Timestamp,
}

impl From<Model> for RuleView {
    fn from(rule: Model) -> Self {
        // A reply that cannot be read shows as an empty one, to be written anew.
        let reply = serde_json::from_str(&rule.reply);
        Self {
            id: rule.id,
            appid: rule.appid,
            kind: rule.kind,
            kind_text: kind_text(rule.kind).to_owned(),
            pattern: rule.pattern,
            priority: rule.priority,
            enabled: rule.enabled,
            reply: reply.unwrap_or(Reply::Text { content: String::new() }),
            updated_at: rule.updated_at,
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TryBody {
    pub appid: String,
    pub text: String,
    /// Takes part as if it were saved.
    pub draft: Option<RuleBody>,
    /// The rule that the draft would take the place of.
    pub replaces: Option<KeywordRuleId>,
}

#[derive(Serialize, ToSchema)]
pub struct TrialView {
    /// Id of the rule that answers, or `draft`.
    matched: Option<String>,
    why: String,
    reply: Option<Reply>,
    considered: Vec<ConsideredView>,
}

#[derive(Serialize, ToSchema)]
struct ConsideredView {
    id: String,
    pattern: String,
    kind_text: &'static str,
    priority: i32,
    outcome: Outcome,
    why: String,
}

impl From<Decision> for TrialView {
    fn from(decision: Decision) -> Self {
        Self {
            matched: decision.matched.map(|name| name.to_string()),
            why: decision.why,
            reply: decision.reply,
            considered: decision.considered.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Considered> for ConsideredView {
    fn from(rule: Considered) -> Self {
        Self {
            id: rule.name.to_string(),
            pattern: rule.pattern,
            kind_text: kind_text(rule.kind),
            priority: rule.priority,
            outcome: rule.outcome,
            why: rule.why,
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MenuBody {
    pub buttons: Vec<MenuButton>,
    /// Sent back as it was shown; ignored.
    #[serde(rename = "published_at")]
    pub _published_at: Option<Timestamp>,
}

#[derive(Default, Serialize, ToSchema)]
pub struct MenuView {
    pub buttons: Vec<MenuButton>,
    /// When it last went to WeChat; the draft may be newer.
    pub published_at: Option<Timestamp>,
}

impl TryFrom<entity::wechat_menu::Model> for MenuView {
    type Error = Error;

    fn try_from(menu: entity::wechat_menu::Model) -> Result<Self, Error> {
        Ok(Self { buttons: serde_json::from_str(&menu.draft)?, published_at: menu.published_at })
    }
}

#[derive(Serialize, ToSchema)]
pub struct PublishedView {
    pub published_at: Timestamp,
}
