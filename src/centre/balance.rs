//! What a member has, as their page shows it: over all of their cards, with what keeps some of it from
//! being spent now. Pure.
use std::collections::BTreeMap;

use entity::{
    account::Asset,
    card::Status,
    ids::GoodsId,
    said::grouped,
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    lang::{self, say},
    ledger::Holdings,
};

/// What expires later than this goes without saying.
const SOON_DAYS: i64 = 30;
/// Of days on which something expires, so many are told.
const DAYS_TOLD: usize = 3;

/// What a member has something of. 储值 is principal and gift together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BalanceAsset)]
pub enum Kept {
    Points,
    StoredValue,
    Stamps,
    Tickets,
    Growth,
    Counts,
}

impl Kept {
    pub const ALL: [Self; 6] =
        [Self::Points, Self::StoredValue, Self::Stamps, Self::Tickets, Self::Growth, Self::Counts];

    /// The ledger's assets behind it.
    pub fn assets(self) -> &'static [Asset] {
        match self {
            Self::Points => &[Asset::Points],
            Self::StoredValue => &[Asset::Principal, Asset::Gift],
            Self::Stamps => &[Asset::Stamps],
            Self::Tickets => &[Asset::Tickets],
            Self::Growth => &[Asset::Growth],
            Self::Counts => &[Asset::Counts],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Points => say("积分", "Points"),
            Self::StoredValue => say("储值卡", "Stored value"),
            Self::Stamps => say("积点", "Stamps"),
            Self::Tickets => say("通票", "Tickets"),
            Self::Growth => say("成长值", "Growth"),
            Self::Counts => say("次卡", "Prepaid visits"),
        }
    }

    fn unit(self, units: i64) -> &'static str {
        let one = self.amount(units) == "1";
        match self {
            Self::Points => say("分", if one { "point" } else { "points" }),
            Self::StoredValue | Self::Growth => "",
            Self::Stamps => say("个", if one { "stamp" } else { "stamps" }),
            Self::Tickets => say("张", if one { "ticket" } else { "tickets" }),
            Self::Counts => say("次", if one { "visit" } else { "visits" }),
        }
    }

    fn spaced_unit(self, units: i64) -> String {
        let unit = self.unit(units);
        if unit.is_empty() { String::new() } else { format!(" {unit}") }
    }

    /// An amount, without its unit.
    pub fn amount(self, units: i64) -> String {
        match self {
            Self::StoredValue => Fen(units).exact(),
            Self::Points | Self::Growth => Points(units).to_string(),
            Self::Stamps | Self::Tickets | Self::Counts => grouped(units),
        }
    }
}

/// One thing that a member has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Balance {
    pub asset: Kept,
    /// `积分`, or the service's name.
    pub name: String,
    /// `1,234.5`, `¥120.00`
    pub value_text: String,
    /// `分`, `张`, or nothing.
    pub unit_text: String,
    /// `其中 12 分 11月30日 到期`, a line each.
    pub notes: Vec<String>,
    /// The service, of times that it may be had.
    pub item: Option<GoodsId>,
}

/// What somebody has, on whichever cards.
#[derive(Clone, Copy)]
pub struct Had<'a> {
    pub cards: &'a [Holdings],
    /// `储值将于 … 恢复使用`, while it rests (B11); else empty.
    pub value_held: &'a str,
    pub now: Timestamp,
}

impl Balance {
    /// The four that are always shown: 积分, 通票, 储值卡, 积点.
    pub fn glance(had: Had<'_>) -> Vec<Self> {
        let four = [Kept::Points, Kept::Tickets, Kept::StoredValue, Kept::Stamps];
        four.into_iter().map(|kept| Self::of(kept, had)).collect()
    }

    /// All there is, with growth and services if there are any. Services go by these names.
    pub fn all(had: Had<'_>, names: &BTreeMap<GoodsId, String>) -> Vec<Self> {
        let mut all = Self::glance(had);
        if sum(had.cards, |card| card.growth().0.max(card.growth_debt().0)) > 0 {
            all.push(Self::of(Kept::Growth, had));
        }
        let services = services(had.cards).into_iter().map(|(service, times)| Self {
            name: names.get(&service).map_or(Kept::Counts.name(), String::as_str).to_owned(),
            value_text: Kept::Counts.amount(times),
            unit_text: Kept::Counts.unit(times).to_owned(),
            notes: beyond_reach(Kept::Counts, had.cards, |card| card.counts(service)),
            item: Some(service),
            ..Self::of(Kept::Counts, Had { cards: &[], ..had })
        });
        all.extend(services);
        all
    }

    fn of(kept: Kept, had: Had<'_>) -> Self {
        let Had { cards, now, .. } = had;
        let free = |card: &Holdings| kept.assets().iter().map(|asset| card.free(*asset, now)).sum();
        let mut notes = notes(kept, cards, now);
        notes.extend(beyond_reach(kept, cards, free));
        let units = sum(cards, free);
        let rests = kept == Kept::StoredValue && units > 0 && !had.value_held.is_empty();
        notes.extend(rests.then(|| had.value_held.to_owned()));
        Self {
            asset: kept,
            name: kept.name().to_owned(),
            value_text: kept.amount(units),
            unit_text: kept.unit(units).to_owned(),
            notes,
            item: None,
        }
    }
}

/// Times that each service may be had.
pub fn services(cards: &[Holdings]) -> BTreeMap<GoodsId, i64> {
    let mut services = BTreeMap::new();
    for (service, times) in counted(cards).flat_map(Holdings::services) {
        *services.entry(service).or_default() += times;
    }
    services
}

/// A voided card is worth nothing to anybody.
pub fn counted(cards: &[Holdings]) -> impl Iterator<Item = &Holdings> + Clone {
    cards.iter().filter(|held| held.card.status != Status::Void)
}

fn sum(cards: &[Holdings], of: impl Fn(&Holdings) -> i64) -> i64 {
    counted(cards).map(of).fold(0, i64::saturating_add)
}

/// What is over by the clock is not there, written off or not.
fn spendable(cards: &[Holdings], asset: Asset, now: Timestamp) -> i64 {
    sum(cards, |card| card.free(asset, now))
}

/// What counts as theirs, and no till moves: it is on a card that was lost, or on one whose books a proof
/// found wrong (E22).
fn beyond_reach(kept: Kept, cards: &[Holdings], of: impl Fn(&Holdings) -> i64) -> Vec<String> {
    let lost = |card: &Holdings| card.card.status == Status::Lost;
    let frozen = |card: &Holdings| !lost(card) && card.movable().is_err();
    let on =
        |such: &dyn Fn(&Holdings) -> bool| sum(cards, |card| if such(card) { of(card) } else { 0 });
    let said = [
        (
            on(&lost),
            say("在已挂失的卡上，补办后才能使用", "on a lost card, to use once it is replaced"),
        ),
        (on(&frozen), say("在核对中的卡上，暂时不能使用", "on a card that is being checked")),
    ];
    let said = said.into_iter().filter(|(units, _)| *units > 0);
    said.map(|(units, why)| {
        say!("其中 {}{} {why}", "{}{} {why}", kept.amount(units), kept.spaced_unit(units))
    })
    .collect()
}

fn notes(kept: Kept, cards: &[Holdings], now: Timestamp) -> Vec<String> {
    let amount = |units| kept.amount(units);
    match kept {
        Kept::Points => {
            let mut notes = expiring(cards, Asset::Points, now, |units, day| {
                say!("其中 {} 分 {day} 到期", "{} expire on {day}", amount(units))
            });
            let awaited = sum(cards, |card| card.held(Asset::Points));
            notes
                .extend((awaited > 0).then(|| say!("待到账 {} 分", "{} to come", amount(awaited))));
            let owed = sum(cards, |card| card.points_debt().0);
            let debt = || {
                say!("欠 {} 分，下次获得时先抵扣", "{} owed, paid by the next ones", amount(owed))
            };
            notes.extend((owed > 0).then(debt));
            notes
        }
        Kept::StoredValue => {
            let [principal, gift] =
                [Asset::Principal, Asset::Gift].map(|asset| spendable(cards, asset, now));
            let both = || {
                say!(
                    "其中本金 {}，赠送 {}",
                    "{} paid in, {} given",
                    amount(principal),
                    amount(gift)
                )
            };
            let mut notes: Vec<_> = (principal + gift > 0).then(both).into_iter().collect();
            notes.extend(expiring(cards, Asset::Gift, now, |units, day| {
                say!("其中赠送 {} {day} 到期", "{} given expire on {day}", amount(units))
            }));
            let aside = sum(cards, |card| card.held(Asset::Principal) + card.held(Asset::Gift));
            notes.extend((aside > 0).then(|| say!("另有预授权 {}", "{} set aside", amount(aside))));
            notes
        }
        Kept::Growth => {
            let owed = sum(cards, |card| card.growth_debt().0);
            let debt =
                || say!("欠 {}，下次获得时先抵扣", "{} owed, paid by the next", amount(owed));
            (owed > 0).then(debt).into_iter().collect()
        }
        Kept::Stamps | Kept::Tickets | Kept::Counts => vec![],
    }
}

/// What goes within the month, the soonest first. `day` is the last on which it is good.
fn expiring(
    cards: &[Holdings],
    asset: Asset,
    now: Timestamp,
    line: impl Fn(i64, String) -> String,
) -> Vec<String> {
    let mut days = BTreeMap::<Timestamp, i64>::new();
    for lot in counted(cards).flat_map(|card| card.lots(asset, now)) {
        if let Some(end) = lot.expires_at.filter(|end| *end <= now.midnight_in(SOON_DAYS + 1)) {
            *days.entry(end.plus_ms(-1).midnight()).or_default() += lot.remaining;
        }
    }
    let told = days.into_iter().take(DAYS_TOLD);
    told.map(|(day, units)| line(units, lang::day(day, now))).collect()
}
