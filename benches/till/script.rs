//! A settle as pgbench does it: the very statements that the gateway sent, with ids that pgbench
//! can compute.
use std::{collections::HashMap, fmt::Write, path::Path, sync::LazyLock};

use anyhow::{Context, bail, ensure};
use regex::Regex;
use sea_orm::{Statement, Value, entity::prelude::Uuid};

use crate::crowd::{FRESH, IDS};

/// Characters at the end of a text that differ between sales, and stay as many.
const TAIL: usize = 10;
/// How much later a script's jobs are due, so that no worker of the gateway's takes them.
pub const LATER_MS: i64 = 10 * 365 * 24 * 3_600_000;

/// What one settle sent, and where the ids of its member have their places.
pub struct Settle {
    pub statements: Vec<Statement>,
    pub places: Vec<(Uuid, u64)>,
}

/// For pgbench: what to send, and the values that are the same in every settle.
pub struct Script {
    pub text: String,
    pub constants: Vec<String>,
}

impl Script {
    /// What is equal in two settles of two members is a constant; what is not belongs to the
    /// member.
    pub fn of(one: &Settle, other: &Settle) -> anyhow::Result<Self> {
        ensure!(texts(one) == texts(other), "two settles, two lists of statements");
        let mut making =
            Making { places: one.places.iter().copied().collect(), ..Making::default() };
        let mut text =
            "\\set n :n + 1\n\\set k :first + (:n - 1) * :clients + :client_id\n".to_owned();
        write!(text, "\\set ids :k * {IDS}\n\\set tail 1000000000 + :k\nBEGIN;\n")?;
        for (statement, twin) in one.statements.iter().zip(&other.statements) {
            writeln!(text, "{};", making.statement(statement, twin)?)?;
        }
        text.push_str("COMMIT;\n");
        let script = Self { text, constants: making.constants };
        script.check(one)?;
        Ok(script)
    }

    /// Whether the script has these statements and no others, parameters apart.
    pub fn check(&self, settle: &Settle) -> anyhow::Result<()> {
        let ours: Vec<String> =
            self.text.lines().filter(|line| !line.starts_with('\\')).map(bare).collect();
        let begun = std::iter::once("BEGIN".to_owned());
        let theirs: Vec<String> = begun
            .chain(texts(settle).iter().map(|sql| bare(sql)))
            .chain(["COMMIT".to_owned()])
            .collect();
        for (ours, theirs) in ours.iter().zip(&theirs) {
            ensure!(ours == theirs, "pgbench sends\n{ours}\nand the gateway\n{theirs}");
        }
        ensure!(ours.len() == theirs.len(), "{} statements, not {}", ours.len(), theirs.len());
        Ok(())
    }

    pub fn write(&self, to: &Path) -> anyhow::Result<()> {
        Ok(std::fs::write(to, &self.text)?)
    }
}

fn texts(settle: &Settle) -> Vec<&str> {
    settle.statements.iter().map(|statement| statement.sql.as_str()).collect()
}

/// A statement with a question mark for each parameter.
fn bare(sql: &str) -> String {
    static PARAMETER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let computed = r"lpad\(to_hex\(:ids::bigint \+ \d+\), 32, '0'\)::uuid";
        let joined = r"\(:c\d+::text \|\| :tail::text\)";
        let given = r"(?::c\d+|NULL)::(?:bool|int|bigint|text|uuid|bytea)";
        Regex::new(&format!(r"{computed}|{joined}|{given}|\$\d+")).ok()
    });
    let sql = sql.trim_end_matches(';');
    PARAMETER.as_ref().map_or_else(|| sql.to_owned(), |p| p.replace_all(sql, "?").into_owned())
}

#[derive(Default)]
struct Making {
    places: HashMap<Uuid, u64>,
    /// Ids that the settle made.
    fresh: u64,
    constants: Vec<String>,
}

impl Making {
    /// A statement with its parameters as pgbench has them.
    fn statement(&mut self, one: &Statement, other: &Statement) -> anyhow::Result<String> {
        let none = vec![];
        let values = one.values.as_ref().map_or(&none, |values| &values.0);
        let twins = other.values.as_ref().map_or(&none, |values| &values.0);
        let later = if one.sql.starts_with("INSERT INTO \"job\"") { LATER_MS } else { 0 };
        let mut sql = String::new();
        let mut rest = one.sql.as_str();
        for (at, (value, twin)) in values.iter().zip(twins).enumerate() {
            let (before, after) =
                rest.split_once(&format!("${}", at + 1)).context("parameters out of order")?;
            write!(sql, "{before}{}", self.parameter(value, twin, later)?)?;
            rest = after;
        }
        sql.push_str(rest);
        Ok(sql)
    }

    fn parameter(&mut self, value: &Value, twin: &Value, later: i64) -> anyhow::Result<String> {
        let own = value != twin;
        Ok(match value {
            Value::Uuid(Some(id)) if own => {
                let next = FRESH + self.fresh;
                let place = *self.places.entry(*id).or_insert(next);
                self.fresh += u64::from(place == next);
                ensure!(place < IDS, "a settle makes too many ids");
                format!("lpad(to_hex(:ids::bigint + {place}), 32, '0')::uuid")
            }
            Value::String(Some(text)) if own => {
                let keep = text.chars().count().checked_sub(TAIL).context("too short a text")?;
                let kept = self.constant(text.chars().take(keep).collect());
                format!("({kept}::text || :tail::text)")
            }
            Value::Uuid(None) => "NULL::uuid".to_owned(),
            Value::String(None) => "NULL::text".to_owned(),
            Value::Int(None) => "NULL::int".to_owned(),
            Value::BigInt(None) => "NULL::bigint".to_owned(),
            Value::Bytes(None) => "NULL::bytea".to_owned(),
            Value::Uuid(Some(id)) => format!("{}::uuid", self.constant(id.to_string())),
            Value::String(Some(text)) => format!("{}::text", self.constant(text.clone())),
            Value::Bool(Some(yes)) => format!("{}::bool", self.constant(yes.to_string())),
            Value::Int(Some(n)) => format!("{}::int", self.constant(n.to_string())),
            Value::BigInt(Some(n)) => format!("{}::bigint", self.constant((n + later).to_string())),
            Value::BigUnsigned(Some(n)) => format!("{}::bigint", self.constant(n.to_string())),
            Value::Bytes(Some(bytes)) => {
                format!("{}::bytea", self.constant(format!("\\x{}", hex::encode(bytes))))
            }
            other => bail!("no such parameter is known: {other:?}"),
        })
    }

    fn constant(&mut self, value: String) -> String {
        let at = self.constants.iter().position(|known| *known == value).unwrap_or_else(|| {
            self.constants.push(value);
            self.constants.len() - 1
        });
        format!(":c{at}")
    }
}
