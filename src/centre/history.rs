//! The history of one thing a member has, line by line. Pure.
use std::collections::BTreeMap;

use entity::{
    account::Asset,
    entry,
    ids::{GoodsId, SaleId, StoreId, TopUpId},
    journal::{self, Kind},
    sale::State,
    values::{Fen, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    balance::Kept,
    words::{self, About},
};
use crate::{
    lang::{moment, say},
    ledger::Past,
    pos::Named,
};

/// One line of a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = HistoryLine)]
pub struct Line {
    /// Tells it from the others.
    pub id: String,
    pub at: Timestamp,
    /// `11月22日 14:03`
    pub at_text: String,
    /// Why: `消费获得`.
    pub title: String,
    /// `人民路店 · 单号 A1 · 本金 ¥50.00，赠送 ¥5.00`; empty if there is nothing to say.
    pub detail_text: String,
    /// `+12.5`, `-¥20.00`
    pub delta_text: String,
    pub gain: bool,
    /// `余 1,234.5`, over all cards; empty of services, which are several.
    pub after_text: String,
    pub purchase: Option<SaleId>,
}

/// What things that a history speaks of are called.
#[derive(Default)]
pub struct Names {
    pub stores: BTreeMap<StoreId, String>,
    pub sales: BTreeMap<SaleId, Named>,
    pub top_ups: BTreeMap<TopUpId, String>,
    pub services: BTreeMap<GoodsId, String>,
}

/// Sales that may be behind these.
pub fn sales(past: &[Past]) -> Vec<SaleId> {
    let of_sale =
        |row: &&Past| matches!(row.journal.kind, Kind::Settle | Kind::Refund | Kind::Grant);
    past.iter().filter(of_sale).map(|row| SaleId(row.journal.subject)).collect()
}

/// Top-ups that are behind these.
pub fn top_ups(past: &[Past]) -> Vec<TopUpId> {
    let of_top_up = |row: &&Past| matches!(row.journal.kind, Kind::TopUp | Kind::TopUpRefund);
    past.iter().filter(of_top_up).map(|row| TopUpId(row.journal.subject)).collect()
}

/// Services that these move.
pub fn services(past: &[Past]) -> Vec<GoodsId> {
    let counts = past.iter().flat_map(|row| &row.entries);
    let counts = counts.filter(|entry| entry.asset == Asset::Counts);
    counts.map(|entry| GoodsId(entry.item)).collect()
}

/// The newest first; `had` is what there was right after the first of them.
pub fn lines(kept: Kept, past: &[Past], had: i64, names: &Names, now: Timestamp) -> Vec<Line> {
    let mut left = had;
    let mut lines = vec![];
    for row in past {
        for (at, part) in parts(kept, &row.entries).into_iter().enumerate().rev() {
            let amount = part.iter().map(|entry| entry.amount).sum();
            lines.push(line(kept, (&row.journal, at), (&part, amount, left), names, now));
            left -= amount;
        }
    }
    lines
}

/// Principal and gift of one journal are one line. Of the rest, what went and what came are told
/// apart, and services, too.
fn parts(kept: Kept, entries: &[entry::Model]) -> Vec<Vec<&entry::Model>> {
    let mut parts: Vec<Vec<&entry::Model>> = vec![];
    for entry in entries {
        let alike = |part: &&mut Vec<&entry::Model>| {
            let same = |other: &&entry::Model| {
                (other.amount > 0, other.item) == (entry.amount > 0, entry.item)
            };
            kept == Kept::StoredValue || part.first().is_some_and(same)
        };
        match parts.iter_mut().find(alike) {
            Some(part) => part.push(entry),
            None => parts.push(vec![entry]),
        }
    }
    parts
}

fn line(
    kept: Kept,
    (journal, at): (&journal::Model, usize),
    (part, amount, after): (&[&entry::Model], i64, i64),
    names: &Names,
    now: Timestamp,
) -> Line {
    let gain = amount > 0;
    let sale = names.sales.get(&SaleId(journal.subject));
    let about = About {
        gain,
        voided: sale.is_some_and(|sale| sale.state == State::Voided),
        of_card: journal.subject == journal.card_id.0,
    };
    let sign = if gain { "+" } else { "" };
    let after = match kept {
        Kept::Counts => String::new(),
        _ => say!("余 {}", "{} left", kept.amount(after)),
    };
    Line {
        id: format!("{}.{}", journal.id, at + 1),
        at: journal.created_at,
        at_text: moment(journal.created_at, now),
        title: words::title(kept, journal.kind, about).to_owned(),
        detail_text: detail(kept, journal, part, names),
        delta_text: format!("{sign}{}", kept.amount(amount)),
        gain,
        after_text: after,
        purchase: sale.map(|sale| sale.id),
    }
}

/// Which service, where, under which number, and how it is made up.
fn detail(kept: Kept, journal: &journal::Model, part: &[&entry::Model], names: &Names) -> String {
    let service = part.first().and_then(|entry| names.services.get(&GoodsId(entry.item)));
    let store = journal.store_id.and_then(|store| names.stores.get(&store));
    let order = names.sales.get(&SaleId(journal.subject)).map(|sale| &sale.order_no);
    let order = order.or_else(|| names.top_ups.get(&TopUpId(journal.subject)));
    let said = [
        service.cloned(),
        store.cloned(),
        order.map(|number| say!("单号 {number}", "No. {number}")),
        (kept == Kept::StoredValue).then(|| split(part)),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// `本金 ¥50.00，赠送 ¥5.00`, whichever way they went.
fn split(part: &[&entry::Model]) -> String {
    let of = |asset, name: &str| {
        let ours = part.iter().filter(|entry| entry.asset == asset);
        let sum: i64 = ours.map(|entry| entry.amount).sum();
        (sum != 0).then(|| format!("{name} {}", Fen(sum.saturating_abs()).exact()))
    };
    let both =
        [of(Asset::Principal, say("本金", "paid in")), of(Asset::Gift, say("赠送", "given"))];
    both.into_iter().flatten().collect::<Vec<_>>().join(say("，", ", "))
}
