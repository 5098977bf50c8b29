//! A request as people read it.
use std::collections::HashMap;

use entity::{
    approval::Model,
    ids::{ApprovalId, OperatorId},
    values::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Asked, Decided, Deed, Outcome, Stand};
use crate::error::{Error, Result};

/// Who reads it, when, and what people are called.
pub struct Names {
    pub reader: OperatorId,
    pub now: Timestamp,
    pub names: HashMap<OperatorId, String>,
}

/// Something that one asked for and another decides on.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct ApprovalView {
    pub id: ApprovalId,
    /// 调整会员权益
    pub kind_text: String,
    /// 8012 **** **** 3456：奖励 5,000 积分
    pub what_text: String,
    pub reason: String,
    pub maker: ApprovalPerson,
    pub made_text: String,
    pub expires_text: String,
    #[schema(inline)]
    pub state: Stand,
    pub state_text: String,
    pub checker: Option<ApprovalPerson>,
    /// Why it was refused.
    pub refused_because: Option<String>,
    /// Whether the one who reads it asked for it.
    pub mine: bool,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct ApprovalPerson {
    pub id: OperatorId,
    pub name: String,
}

/// What waits for another to allow it (E19).
#[derive(Serialize, ToSchema)]
pub struct Waits {
    pub approval: ApprovalView,
}

/// As an answer is kept: done, or waiting.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer<V> {
    Done(V),
    Waits(Box<ApprovalView>),
}

impl<T, V> TryFrom<Outcome<T>> for Answer<V>
where
    V: TryFrom<T>,
    Error: From<V::Error>,
{
    type Error = Error;

    fn try_from(outcome: Outcome<T>) -> Result<Self> {
        Ok(match outcome {
            Outcome::Done(done) => Self::Done(V::try_from(done)?),
            Outcome::Waits(asked) => Self::Waits(Box::new((*asked).into())),
        })
    }
}

/// As it answers whoever asked.
impl From<Asked> for ApprovalView {
    fn from(Asked { row, maker }: Asked) -> Self {
        let names = HashMap::from([(row.maker, maker)]);
        Names { reader: row.maker, now: row.made_at, names }.view(row)
    }
}

/// As it answers whoever allowed or refused it.
impl From<Decided> for ApprovalView {
    fn from(Decided { row, maker, checker, .. }: Decided) -> Self {
        let reader = row.checker.unwrap_or(row.maker);
        let names = HashMap::from([(reader, checker), (row.maker, maker)]);
        Names { reader, now: row.decided_at.unwrap_or(row.made_at), names }.view(row)
    }
}

impl Names {
    pub fn view(&self, row: Model) -> ApprovalView {
        let stand = Stand::of(&row, self.now);
        let kind = Deed::of_key(&row.kind).map(|deed| deed.text().to_owned());
        ApprovalView {
            id: row.id,
            kind_text: kind.unwrap_or_else(|| row.kind.clone()),
            what_text: row.what,
            reason: row.reason,
            maker: self.person(row.maker),
            made_text: row.made_at.clock(),
            expires_text: row.expires_at.clock(),
            state: stand,
            state_text: stand.text().to_owned(),
            checker: row.checker.map(|checker| self.person(checker)),
            refused_because: row.refused_because,
            mine: row.maker == self.reader,
        }
    }

    fn person(&self, id: OperatorId) -> ApprovalPerson {
        ApprovalPerson { id, name: self.names.get(&id).cloned().unwrap_or_default() }
    }
}
