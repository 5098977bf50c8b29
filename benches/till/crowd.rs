//! Many members like the model, each with a card of their own and what is on it, made by the
//! database itself: a million of them in a minute or two.
//!
//! Member number `n` has the ids `64 n`, `64 n + 1` …, so that a script can compute them.
use std::ops::Range;

use entity::{
    account, card, identity,
    ids::{CardId, IdentityId, MemberId, SaleId, SessionId},
    lot, member, sale, session,
};
use kabao::ledger::{account_id, lot_id};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, IntoActiveModel, Iterable, entity::prelude::*,
};

use crate::shop::Model;

/// Ids that each member has; those from [`FRESH`] on are for what a settle makes.
pub const IDS: u64 = 64;
const MEMBER: u64 = 0;
const CARD: u64 = 1;
/// And the next ones, of the other sales: a code pays once in half a minute.
const SALE: u64 = 2;
const ACCOUNT: u64 = 8;
const LOT: u64 = 16;
const IDENTITY: u64 = 24;
const SESSION: u64 = 25;
pub const FRESH: u64 = 32;
/// Sales of each member that wait to be paid, with codes of different half-minutes.
pub const SALES: u64 = 4;
/// Rows that are inserted at once.
const BATCH: usize = 1_000;
const HOUR_MS: i64 = 3_600_000;

fn id(member: u64, which: u64) -> Uuid {
    Uuid::from_u128(u128::from(member * IDS + which))
}

pub fn sale_id(member: u64, nth: u64) -> SaleId {
    SaleId(id(member, SALE + nth))
}

pub fn session_id(member: u64) -> SessionId {
    SessionId(id(member, SESSION))
}

pub fn identity_id(member: u64) -> IdentityId {
    IdentityId(id(member, IDENTITY))
}

/// What the gateway computes itself, of a member whom it serves.
fn served(model: &Model, member: u64) -> (Vec<account::Model>, Vec<lot::Model>) {
    let card_id = CardId(id(member, CARD));
    let account = |row: &account::Model| account::Model {
        id: account_id(card_id, row.book, row.asset, row.item),
        card_id,
        ..row.clone()
    };
    let lot = |row: &lot::Model| lot::Model {
        id: lot_id(card_id, row.asset, row.source, row.expires_at),
        card_id,
        ..row.clone()
    };
    (model.accounts.iter().map(account).collect(), model.lots.iter().map(lot).collect())
}

/// All that a served member has before a settle, each with its place among the member's ids.
pub fn places(model: &Model, member: u64, nth: u64) -> Vec<(Uuid, u64)> {
    let (accounts, lots) = served(model, member);
    let mut places = vec![
        (MemberId(id(member, MEMBER)).0, MEMBER),
        (CardId(id(member, CARD)).0, CARD),
        (sale_id(member, nth).0, SALE),
    ];
    places.extend(accounts.iter().zip(ACCOUNT..).map(|(row, place)| (row.id.0, place)));
    places.extend(lots.iter().zip(LOT..).map(|(row, place)| (row.id.0, place)));
    places
}

/// Who a crowd is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Members of the gateway's, who can sign in and pay.
    Served,
    /// Members of a script's.
    Scripted,
    /// Members who are only there.
    Present,
}

pub struct Crowd<'a> {
    pub db: &'a DatabaseConnection,
    pub model: &'a Model,
}

impl Crowd<'_> {
    pub async fn come(&self, members: Range<u64>, who: Who) -> anyhow::Result<()> {
        self.people(&members).await?;
        if who == Who::Served {
            self.balances(&members).await?;
            self.sessions(&members).await?;
        } else {
            self.copied_balances(&members).await?;
        }
        match who {
            Who::Served => self.sales(&members, SALES).await?,
            Who::Scripted => self.sales(&members, 1).await?,
            Who::Present => {}
        }
        self.settle_down().await
    }

    async fn people(&self, members: &Range<u64>) -> anyhow::Result<()> {
        let phone = self.bytes();
        let set = [
            ("id", self.id(MEMBER)),
            ("number", self.text("M")),
            ("phone_index", phone.clone()),
            ("phone_unique", phone),
            ("unionid", "NULL".to_owned()),
        ];
        self.copy(member::Entity, self.model.member.id.0, &set, members).await?;
        let set = [
            ("id", self.id(CARD)),
            ("member_id", self.id(MEMBER)),
            ("primary_of", self.id(MEMBER)),
            ("number", self.text("C")),
            ("sequence", "n.k".to_owned()),
        ];
        self.copy(card::Entity, self.model.card.id.0, &set, members).await
    }

    async fn balances(&self, members: &Range<u64>) -> anyhow::Result<()> {
        let (mut accounts, mut lots) = (vec![], vec![]);
        for member in members.clone() {
            let served = served(self.model, member);
            accounts.extend(served.0);
            lots.extend(served.1);
        }
        for rows in accounts.chunks(BATCH) {
            let rows = rows.iter().map(|row| row.clone().into_active_model());
            account::Entity::insert_many(rows).exec_without_returning(self.db).await?;
        }
        for rows in lots.chunks(BATCH) {
            let rows = rows.iter().map(|row| row.clone().into_active_model().reset_all());
            lot::Entity::insert_many(rows).exec_without_returning(self.db).await?;
        }
        Ok(())
    }

    async fn copied_balances(&self, members: &Range<u64>) -> anyhow::Result<()> {
        for (row, place) in self.model.accounts.iter().zip(ACCOUNT..) {
            let set = [("id", self.id(place)), ("card_id", self.id(CARD))];
            self.copy(account::Entity, row.id.0, &set, members).await?;
        }
        for (row, place) in self.model.lots.iter().zip(LOT..) {
            let set = [("id", self.id(place)), ("card_id", self.id(CARD))];
            self.copy(lot::Entity, row.id.0, &set, members).await?;
        }
        Ok(())
    }

    async fn sales(&self, members: &Range<u64>, sales: u64) -> anyhow::Result<()> {
        for nth in 0..sales {
            let set = [
                ("id", self.id(SALE + nth)),
                ("card_id", self.id(CARD)),
                ("member_id", self.id(MEMBER)),
                ("order_no", self.text(&format!("{nth}-"))),
                ("code_window", format!("code_window - {nth}")),
                ("priced", self.handed("n.k")),
                ("expires_at", format!("expires_at + {HOUR_MS}")),
            ];
            self.copy(sale::Entity, self.model.sale.id.0, &set, members).await?;
        }
        Ok(())
    }

    async fn sessions(&self, members: &Range<u64>) -> anyhow::Result<()> {
        let set = [
            ("id", self.id(IDENTITY)),
            ("openid", self.text("o")),
            ("unionid", "NULL".to_owned()),
            ("member_id", self.id(MEMBER)),
        ];
        self.copy(identity::Entity, self.model.session.subject, &set, members).await?;
        let set = [("id", self.id(SESSION)), ("subject", self.id(IDENTITY))];
        self.copy(session::Entity, self.model.session.id.0, &set, members).await
    }

    /// One row becomes many, but for the columns that are `set`.
    async fn copy<E: EntityTrait>(
        &self,
        table: E,
        row: Uuid,
        set: &[(&str, String)],
        members: &Range<u64>,
    ) -> anyhow::Result<()> {
        let columns: Vec<String> = E::Column::iter().map(|c| c.to_string()).collect();
        let value = |column: &String| {
            let set = set.iter().find(|(name, _)| name == column);
            set.map_or_else(|| format!("\"{column}\""), |(_, value)| value.clone())
        };
        let values: Vec<String> = columns.iter().map(value).collect();
        let row = match self.on_postgres() {
            true => format!("'{row}'"),
            false => format!("x'{}'", row.simple()),
        };
        let sql = format!(
            "WITH RECURSIVE n(k) AS (SELECT CAST({} AS BIGINT) UNION ALL SELECT k + 1 FROM n \
             WHERE k < {}) INSERT INTO \"{table}\" (\"{}\") SELECT {} FROM \"{table}\" AS base, n \
             WHERE base.id = {row}",
            members.start,
            members.end - 1,
            columns.join("\", \""),
            values.join(", "),
            table = table.table_name(),
        );
        let done = self.db.execute_unprepared(&sql).await?.rows_affected();
        anyhow::ensure!(done == members.end - members.start, "{done} rows: {sql}");
        Ok(())
    }

    /// What a database does by itself after a while.
    async fn settle_down(&self) -> anyhow::Result<()> {
        let (sql, after) = match self.on_postgres() {
            true => ("VACUUM ANALYZE", "CHECKPOINT"),
            false => ("ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"),
        };
        self.db.execute_unprepared(sql).await?;
        self.db.execute_unprepared(after).await?;
        Ok(())
    }

    fn on_postgres(&self) -> bool {
        self.db.get_database_backend() == DbBackend::Postgres
    }

    fn id(&self, place: u64) -> String {
        match self.on_postgres() {
            true => format!("CAST(lpad(to_hex(n.k * {IDS} + {place}), 32, '0') AS uuid)"),
            false => format!("unhex(printf('%032x', n.k * {IDS} + {place}))"),
        }
    }

    fn bytes(&self) -> String {
        match self.on_postgres() {
            true => "decode(lpad(to_hex(n.k), 64, '0'), 'hex')",
            false => "unhex(printf('%064x', n.k))",
        }
        .to_owned()
    }

    /// What was priced, for a code of this member's own.
    fn handed(&self, handle: &str) -> String {
        let ours = format!("\"handle\":{}", self.model.card.sequence);
        format!("replace(priced, '{ours}', '\"handle\":' || {handle})")
    }

    fn text(&self, prefix: &str) -> String {
        format!("'{prefix}' || n.k")
    }
}
