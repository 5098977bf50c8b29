//! What a proof says: to people in words, to programs in the same words kept apart.
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules::{Invariant, Thing, Unit};

/// What was found in one merchant's books.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// Nothing that could be checked is wrong.
    pub green: bool,
    pub findings: Vec<Finding>,
    /// What members still have: money, gifts, points.
    pub outstanding: Vec<Figure>,
    pub took_ms: i64,
}

/// One invariant, and whether it holds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    pub id: Invariant,
    /// 每张凭证借贷相等
    pub title: String,
    pub title_en: String,
    #[schema(inline)]
    pub state: State,
    /// What was added up.
    pub figures: Vec<Figure>,
    /// The first that is wrong, where several are.
    pub first_bad: Option<Bad>,
    /// Why it is unchecked.
    pub why: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Green,
    Red,
    /// Not asked of the rows; it counts neither way.
    Unchecked,
}

/// A number with its name, as people write both: 储值本金, ¥304.50.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Figure {
    pub label: String,
    pub text: String,
}

/// A row that should be otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bad {
    #[schema(inline)]
    pub thing: Thing,
    /// `jnl_…/2`: the journal and its line.
    pub name: String,
    /// 分录 jnl_… 第 2 行
    pub text: String,
    /// 余额不等于上一笔余额加本笔
    pub wrong: String,
    /// Where it is a matter of numbers.
    pub found: Option<String>,
    pub wanted: Option<String>,
}

impl Report {
    pub fn new(findings: Vec<Finding>, outstanding: Vec<Figure>, took_ms: i64) -> Self {
        let green = findings.iter().all(|finding| finding.state != State::Red);
        Self { green, findings, outstanding, took_ms }
    }

    pub fn is_red(&self, id: Invariant) -> bool {
        self.findings.iter().any(|finding| finding.id == id && finding.state == State::Red)
    }

    /// The first that is wrong in all the books.
    pub fn first_bad(&self) -> Option<&Bad> {
        self.findings.iter().find_map(|finding| finding.first_bad.as_ref())
    }
}

impl Finding {
    pub fn new(id: Invariant, figures: Vec<Figure>, first_bad: Option<Bad>) -> Self {
        let state = if first_bad.is_some() { State::Red } else { State::Green };
        Self::of(id, state, figures, first_bad, None)
    }

    pub fn unchecked(id: Invariant, why: &str) -> Self {
        Self::of(id, State::Unchecked, vec![], None, Some(why.to_owned()))
    }

    fn of(
        id: Invariant,
        state: State,
        figures: Vec<Figure>,
        first_bad: Option<Bad>,
        why: Option<String>,
    ) -> Self {
        let (title, title_en) = id.titles();
        let (title, title_en) = (title.to_owned(), title_en.to_owned());
        Self { id, title, title_en, state, figures, first_bad, why }
    }
}

impl Figure {
    pub fn new(label: &str, unit: Unit, n: i64) -> Self {
        Self::said(label, unit.text(n))
    }

    /// What is no number.
    pub fn said(label: &str, text: String) -> Self {
        Self { label: label.to_owned(), text }
    }
}

impl std::fmt::Display for Bad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}：{}", self.text, self.wrong)?;
        match (&self.found, &self.wanted) {
            (Some(found), Some(wanted)) => write!(f, "（现为 {found}，应为 {wanted}）"),
            _ => Ok(()),
        }
    }
}
