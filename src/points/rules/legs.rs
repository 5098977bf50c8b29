//! Which balances move when points and growth come, go and are taken back.
use chrono::{Datelike, Months};
use entity::{
    account::{Asset, Book},
    ids::SaleId,
    pending_points,
    values::{Points, Timestamp},
};
use uuid::Uuid;

use super::{
    PointsRefusal,
    earned::{Clawed, Earned},
    program::{Expiry, Program},
};
use crate::ledger::{Holdings, Into, Leg, OutOf, Sum};

/// Points are kept by the year they came in, so that a yearly clear finds last year's.
pub fn year_of(now: Timestamp) -> Uuid {
    Uuid::from_u128(now.date().year().unsigned_abs().into())
}

impl Program {
    /// When points that come in now go, if they do: the first moment they can be spent no more.
    pub fn expires_at(&self, now: Timestamp) -> Option<Timestamp> {
        let Expiry::Months { months } = self.expiry else { return None };
        now.date().checked_add_months(Months::new(months)).map(Timestamp::start_of)
    }

    /// The lot that points go to that come in now.
    pub fn lot(&self, now: Timestamp) -> Into {
        Into::Lot { source: year_of(now), expires_at: self.expires_at(now) }
    }
}

/// Points come in; what is owed is paid first, so that no debt stands beside a balance.
pub fn credit(holdings: &Holdings, points: Points, from: Book, into: Into) -> Vec<Leg> {
    let paid = points.min(holdings.points_debt());
    let rest = Points(points.0 - paid.0);
    vec![
        Leg::Debit { sum: Sum::points_debt(paid), to: from, out_of: OutOf::Balance },
        Leg::Credit { sum: Sum::points(rest), from, into },
    ]
}

/// As [`credit`], of growth.
pub fn growth_credit(holdings: &Holdings, growth: Points, from: Book) -> Vec<Leg> {
    let paid = growth.min(holdings.growth_debt());
    let rest = Points(growth.0 - paid.0);
    vec![
        Leg::Debit { sum: Sum::growth_debt(paid), to: from, out_of: OutOf::Balance },
        Leg::Credit { sum: Sum::growth(rest), from, into: Into::Balance },
    ]
}

/// What was given is taken back. What is not there any more becomes a debt that everybody sees:
/// nothing is skipped and nothing stops at zero (P13, P14, P17).
pub fn claw_back(holdings: &Holdings, points: Points, now: Timestamp) -> Vec<Leg> {
    taken_back(holdings.spendable(Asset::Points, now), points)
}

/// As [`claw_back`], of growth.
pub fn growth_claw_back(holdings: &Holdings, growth: Points) -> Vec<Leg> {
    let taken = growth.min(holdings.growth());
    let owed = Points(growth.0 - taken.0);
    vec![
        Leg::Debit { sum: Sum::growth(taken), to: Book::Granted, out_of: OutOf::Balance },
        Leg::Credit { sum: Sum::growth_debt(owed), from: Book::Granted, into: Into::Balance },
    ]
}

fn taken_back(there: i64, points: Points) -> Vec<Leg> {
    let taken = points.min(Points(there));
    let owed = Points(points.0 - taken.0);
    vec![
        Leg::Debit { sum: Sum::points(taken), to: Book::Granted, out_of: OutOf::Soonest },
        Leg::Credit { sum: Sum::points_debt(owed), from: Book::Granted, into: Into::Balance },
    ]
}

/// Points on the card pay what it owes.
fn paid_off(points: Points) -> [Leg; 2] {
    let to = Book::Granted;
    [
        Leg::Debit { sum: Sum::points(points), to, out_of: OutOf::Soonest },
        Leg::Debit { sum: Sum::points_debt(points), to, out_of: OutOf::Balance },
    ]
}

/// What a sale earned: at once, or, if the program makes it wait, set aside with a row that says
/// until when. Growth never waits.
pub fn earn_legs(
    holdings: &Holdings,
    earned: &Earned,
    program: &Program,
    sale: SaleId,
    now: Timestamp,
) -> (Vec<Leg>, Option<pending_points::Model>) {
    let total = earned.total();
    let mut legs = growth_credit(holdings, earned.growth, Book::Granted);
    if program.pending_days == 0 || total == Points::ZERO {
        legs.extend(credit(holdings, total, Book::Granted, program.lot(now)));
        return (legs, None);
    }
    legs.push(Leg::Await { sum: Sum::points(total), from: Book::Granted });
    let pending = pending_points::Model {
        sale_id: sale,
        merchant_id: holdings.card.merchant_id,
        card_id: holdings.card.id,
        amount: total,
        due_at: now.midnight_in(program.pending_days.into()),
        granted_at: None,
    };
    (legs, Some(pending))
}

/// Points that waited for a card that is void by now end (CRD-05).
pub fn void_legs(amount: Points) -> Vec<Leg> {
    vec![Leg::Capture { sum: Sum::points(amount), to: Book::Lapsed }]
}

/// Points that waited come into their own; what is owed is paid first.
pub fn due_legs(holdings: &Holdings, amount: Points, into: Into) -> Vec<Leg> {
    let paid = amount.min(holdings.points_debt());
    let rest = Points(amount.0 - paid.0);
    vec![
        Leg::Capture { sum: Sum::points(paid), to: Book::Granted },
        Leg::Debit { sum: Sum::points_debt(paid), to: Book::Granted, out_of: OutOf::Balance },
        Leg::Release { sum: Sum::points(rest), into },
    ]
}

/// What a return takes back: from what is still to come first, then from what is there, and the
/// rest is owed. `returned` points come back to the card earlier in the same journal, and can be
/// spent; what the return leaves of them pays what was owed before.
pub fn claw_legs(
    holdings: &Holdings,
    clawed: Clawed,
    pending: Points,
    returned: Points,
    now: Timestamp,
) -> (Vec<Leg>, Points) {
    let from_pending = clawed.points.min(pending);
    let rest = Points(clawed.points.0 - from_pending.0);
    let there = holdings.spendable(Asset::Points, now).saturating_add(returned.0);
    let mut legs = vec![Leg::Capture { sum: Sum::points(from_pending), to: Book::Granted }];
    legs.extend(taken_back(there, rest));
    let left = Points(there.saturating_sub(rest.0).max(0)).min(returned);
    legs.extend(paid_off(left.min(holdings.points_debt())));
    legs.extend(growth_claw_back(holdings, clawed.growth));
    (legs, from_pending)
}

/// What somebody typed, in the asset's unit.
pub fn amount(asset: Asset, text: &str) -> Result<i64, PointsRefusal> {
    let units = match asset {
        Asset::Points | Asset::Growth => Points::parse(text).map(|points| points.0),
        Asset::Stamps | Asset::Tickets => text.parse().ok(),
        _ => return Err(PointsRefusal::NotByHand),
    };
    units.filter(|units| *units != 0 && *units != i64::MIN).ok_or(PointsRefusal::AmountWrong)
}

/// 奖励 500 积分, as whoever allows it reads it.
pub fn adjust_text(asset: Asset, amount: i64) -> String {
    let done = if amount < 0 { "冲减" } else { "奖励" };
    let many = amount.saturating_abs();
    match asset {
        Asset::Points => format!("{done} {} 积分", Points(many)),
        Asset::Growth => format!("{done} {} 成长值", Points(many)),
        Asset::Stamps => format!("{done} {many} 积点"),
        _ => format!("{done} {many} 通票"),
    }
}

/// By hand: above nothing is a reward (奖励), below a reduction (冲减), which needs that much.
pub fn adjust_legs(
    holdings: &Holdings,
    asset: Asset,
    amount: i64,
    into: Into,
    now: Timestamp,
) -> Result<Vec<Leg>, PointsRefusal> {
    let sum = |units: i64| match asset {
        Asset::Points => Ok(Sum::points(Points(units))),
        Asset::Growth => Ok(Sum::growth(Points(units))),
        Asset::Stamps => Ok(Sum::stamps(units)),
        Asset::Tickets => Ok(Sum::tickets(units)),
        _ => Err(PointsRefusal::NotByHand),
    };
    let less = sum(amount.saturating_neg())?;
    let (from, to) = (Book::Adjusted, Book::Adjusted);
    if amount >= 0 {
        return Ok(match asset {
            Asset::Points => credit(holdings, Points(amount), from, into),
            Asset::Growth => growth_credit(holdings, Points(amount), from),
            _ => vec![Leg::Credit { sum: sum(amount)?, from, into: Into::Balance }],
        });
    }
    let (have, out_of) = match asset {
        Asset::Points => (holdings.spendable(asset, now), OutOf::Soonest),
        _ => (holdings.have(asset), OutOf::Balance),
    };
    if have < less.units() {
        return Err(PointsRefusal::ReductionTooLarge);
    }
    Ok(vec![Leg::Debit { sum: less, to, out_of }])
}
