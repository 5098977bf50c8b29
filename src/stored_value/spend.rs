//! Out of which lots stored value is paid, and into which it goes back. Pure.
use entity::{
    account::{Asset, Book},
    ids::LotId,
    lot,
    rounding::half_even,
    values::{Fen, Timestamp},
};

use super::{StoredValueRefusal, program::Order};
use crate::ledger::{Holdings, Into, Leg, OutOf, Sum, Used};

/// Stored value as parts of lots, in fen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    pub principal: Vec<(LotId, i64)>,
    pub gift: Vec<(LotId, i64)>,
}

/// Pay `amount` for goods: the oldest top-up first, and within one as `order` says.
pub fn spend(
    holdings: &Holdings,
    amount: Fen,
    order: Order,
    now: Timestamp,
) -> Result<Vec<Leg>, StoredValueRefusal> {
    Ok(shares(holdings, amount, order, now)?.debit(Book::Spent))
}

/// Give `amount` back of what a sale took: what was taken last comes back first, and within one
/// top-up principal and gift as they were taken. Refused if it took less than that.
pub fn restore(uses: &[Used], amount: Fen) -> Result<Vec<Leg>, StoredValueRefusal> {
    Ok(back(uses, amount)?.credit(Book::Spent))
}

/// Which parts `amount` is made of.
pub fn shares(
    holdings: &Holdings,
    amount: Fen,
    order: Order,
    now: Timestamp,
) -> Result<Shares, StoredValueRefusal> {
    let (principal, gift) = (holdings.lots(Asset::Principal, now), holdings.lots(Asset::Gift, now));
    parts([principal, gift].concat(), amount, order)
}

/// Which parts of these lots `amount` is made of.
pub(super) fn parts(
    lots: Vec<&lot::Model>,
    amount: Fen,
    order: Order,
) -> Result<Shares, StoredValueRefusal> {
    let have = remaining(&lots);
    if amount.0 < 0 || have < amount.0 {
        return Err(StoredValueRefusal::Short { have: Fen(have), need: amount });
    }
    let mut shares = Shares::default();
    let mut need = amount.0;
    for top_up in top_ups(lots) {
        let taken = need.min(top_up.left());
        let of_principal = top_up.principal_in(taken, order);
        lay(&top_up.principal, of_principal, &mut shares.principal);
        lay(&top_up.gift, taken - of_principal, &mut shares.gift);
        need -= taken;
    }
    Ok(shares)
}

/// Of what was set aside, the parts that `amount` is paid with, as it would have been from the card
/// at first, and the parts that are free again.
pub fn divide(
    uses: &[Used],
    amount: Fen,
    order: Order,
) -> Result<(Shares, Shares), StoredValueRefusal> {
    let held = taken(uses);
    let paid = parts(held.iter().collect(), amount, order)?;
    let rest = |asset, paid: &[(LotId, i64)]| {
        let lots = held.iter().filter(|lot| lot.asset == asset);
        let left = lots.map(|lot| {
            let part = paid.iter().find(|(id, _)| *id == lot.id).map_or(0, |(_, fen)| *fen);
            (lot.id, lot.remaining - part)
        });
        left.filter(|(_, fen)| *fen > 0).collect()
    };
    let principal = rest(Asset::Principal, &paid.principal);
    let gift = rest(Asset::Gift, &paid.gift);
    Ok((paid, Shares { principal, gift }))
}

/// As if nothing else had ever been in the lots.
fn taken(uses: &[Used]) -> Vec<lot::Model> {
    uses.iter()
        .filter(|used| matches!(used.lot.asset, Asset::Principal | Asset::Gift) && used.taken > 0)
        .map(|used| lot::Model { opened: used.taken, remaining: used.taken, ..used.lot.clone() })
        .collect()
}

/// Of what was taken, the parts that `amount` goes back to.
pub fn back(uses: &[Used], amount: Fen) -> Result<Shares, StoredValueRefusal> {
    let taken = taken(uses);
    let all: i64 = taken.iter().map(|lot| lot.remaining).sum();
    if !(0..=all).contains(&amount.0) {
        return Err(StoredValueRefusal::MoreThanTaken { taken: Fen(all), back: amount });
    }
    let mut shares = Shares::default();
    let mut need = amount.0;
    for top_up in top_ups(taken.iter().collect()).into_iter().rev() {
        let given = need.min(top_up.left());
        let of_principal = top_up.principal_in(given, Order::ProRata);
        lay(&top_up.principal, of_principal, &mut shares.principal);
        lay(&top_up.gift, given - of_principal, &mut shares.gift);
        need -= given;
    }
    Ok(shares)
}

/// The lots that came with one top-up.
#[derive(Default)]
struct TopUp<'a> {
    principal: Vec<&'a lot::Model>,
    gift: Vec<&'a lot::Model>,
}

/// The oldest first.
fn top_ups(mut lots: Vec<&lot::Model>) -> Vec<TopUp<'_>> {
    lots.sort_by_key(|lot| (lot.opened_at, lot.source));
    let together = lots.chunk_by(|one, next| one.source == next.source);
    let sorted = together.map(|lots| {
        let (principal, gift) = lots.iter().partition(|lot| lot.asset == Asset::Principal);
        TopUp { principal, gift }
    });
    sorted.collect()
}

impl TopUp<'_> {
    fn left(&self) -> i64 {
        remaining(&self.principal) + remaining(&self.gift)
    }

    /// How much principal is in the next `amount` of it. Pro rata it is counted from the beginning,
    /// so that fen that were rounded away once come back, and a lot empties exactly. A gift that is
    /// gone, or has expired, leaves the rest to the principal.
    fn principal_in(&self, amount: i64, order: Order) -> i64 {
        let (principal, gift) = (remaining(&self.principal), remaining(&self.gift));
        match order {
            Order::PrincipalFirst => principal.min(amount),
            Order::GiftFirst => amount - gift.min(amount),
            Order::ProRata => {
                let (paid_in, given) = (opened(&self.principal), opened(&self.gift));
                let all = i128::from(paid_in) + i128::from(given);
                let used = all - i128::from(self.left()) + i128::from(amount);
                let target = half_even(i128::from(paid_in) * used, all.max(1));
                let taken = i128::from(paid_in - principal);
                // Between what the gift cannot cover and what the principal has.
                let share = (target - taken)
                    .clamp(i128::from((amount - gift).max(0)), i128::from(principal.min(amount)));
                // Not above `amount`, so it fits.
                share as i64
            }
        }
    }
}

fn remaining(lots: &[&lot::Model]) -> i64 {
    lots.iter().map(|lot| lot.remaining).sum()
}

fn opened(lots: &[&lot::Model]) -> i64 {
    lots.iter().map(|lot| lot.opened).sum()
}

fn lay(lots: &[&lot::Model], mut amount: i64, shares: &mut Vec<(LotId, i64)>) {
    for lot in lots {
        let part = lot.remaining.min(amount);
        if part > 0 {
            shares.push((lot.id, part));
            amount -= part;
        }
    }
}

impl Shares {
    pub fn principal(&self) -> Fen {
        Fen(self.principal.iter().map(|(_, fen)| fen).sum())
    }

    pub fn gift(&self) -> Fen {
        Fen(self.gift.iter().map(|(_, fen)| fen).sum())
    }

    pub fn debit(self, to: Book) -> Vec<Leg> {
        self.legs(|sum, lots| Leg::Debit { sum, to, out_of: OutOf::These(lots) })
    }

    pub fn credit(self, from: Book) -> Vec<Leg> {
        self.legs(|sum, lots| Leg::Credit { sum, from, into: Into::Back(lots) })
    }

    pub fn set_aside(self) -> Vec<Leg> {
        self.legs(|sum, lots| Leg::SetAside { sum, out_of: OutOf::These(lots) })
    }

    /// From what was set aside.
    pub fn capture(&self) -> Vec<Leg> {
        [Sum::principal(self.principal()), Sum::gift(self.gift())]
            .map(|sum| Leg::Capture { sum, to: Book::Spent })
            .to_vec()
    }

    pub fn release(self) -> Vec<Leg> {
        self.legs(|sum, lots| Leg::Release { sum, into: Into::Back(lots) })
    }

    fn legs(self, leg: impl Fn(Sum, Vec<(LotId, i64)>) -> Leg) -> Vec<Leg> {
        let (principal, gift) = (self.principal(), self.gift());
        let legs = [(Sum::principal(principal), self.principal), (Sum::gift(gift), self.gift)];
        legs.into_iter()
            .filter(|(_, lots)| !lots.is_empty())
            .map(|(sum, lots)| leg(sum, lots))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;
    use uuid::Uuid;

    use super::*;

    fn lot(source: u128, asset: Asset, opened: i64, remaining: i64) -> lot::Model {
        lot::Model {
            id: id(source, asset),
            merchant_id: Ulid::from(1).into(),
            card_id: Ulid::from(2).into(),
            asset,
            source: Uuid::from_u128(source),
            opened,
            remaining,
            expires_at: None,
            opened_at: Timestamp(source as i64),
        }
    }

    fn id(source: u128, asset: Asset) -> LotId {
        Ulid::from(source * 10 + u128::from(asset == Asset::Gift)).into()
    }

    /// Of one top-up: principal and gift that are left of what was paid in and given.
    fn top_up(source: u128, principal: (i64, i64), gift: (i64, i64)) -> Vec<lot::Model> {
        let lots = [(Asset::Principal, principal), (Asset::Gift, gift)];
        let lots = lots.map(|(asset, (left, of))| lot(source, asset, of, left));
        lots.into_iter().filter(|lot| lot.remaining > 0).collect()
    }

    fn paid(lots: &[lot::Model], amount: i64, order: Order) -> (i64, i64) {
        let shares = parts(lots.iter().collect(), Fen(amount), order).expect("enough");
        (shares.principal().0, shares.gift().0)
    }

    #[test]
    fn a_top_up_is_spent_as_it_was_paid_in_and_given() {
        let lots = top_up(1, (300_000, 300_000), (100_000, 100_000));
        for (amount, order, expected) in [
            (0, Order::ProRata, (0, 0)),
            (359_400, Order::ProRata, (269_550, 89_850)),
            (100_000, Order::ProRata, (75_000, 25_000)),
            (400_000, Order::ProRata, (300_000, 100_000)),
            (1, Order::ProRata, (1, 0)),
            (2, Order::ProRata, (2, 0)),
            (100_000, Order::PrincipalFirst, (100_000, 0)),
            (350_000, Order::PrincipalFirst, (300_000, 50_000)),
            (100_000, Order::GiftFirst, (0, 100_000)),
            (150_000, Order::GiftFirst, (50_000, 100_000)),
        ] {
            assert_eq!(paid(&lots, amount, order), expected, "{amount} {order:?}");
        }
    }

    #[test]
    fn spent_fen_by_fen_a_top_up_ends_empty_on_both_sides() {
        let (mut principal, mut gift) = (1_000, 333);
        for spent in 1..=1_333 {
            let lots = top_up(1, (principal, 1_000), (gift, 333));
            let (of_principal, of_gift) = paid(&lots, 1, Order::ProRata);
            (principal, gift) = (principal - of_principal, gift - of_gift);
            let exact = half_even(1_000 * i128::from(spent), 1_333) as i64;
            // A lot that is empty is not seen any more: then the other one pays alone.
            assert!((1_000 - principal - exact).abs() <= 1, "{spent}: {principal} {gift}");
        }
        assert_eq!((principal, gift), (0, 0));
    }

    #[test]
    fn a_gift_that_expired_leaves_the_rest_to_the_principal() {
        let lots = top_up(1, (750, 1_000), (0, 1_000));
        assert_eq!(paid(&lots, 700, Order::ProRata), (700, 0));
        let lots = top_up(1, (750, 1_000), (10, 1_000));
        assert_eq!(paid(&lots, 760, Order::ProRata), (750, 10));
    }

    #[test]
    fn the_oldest_top_up_goes_first_and_what_is_short_is_told() {
        let mut lots = top_up(2, (1_000, 1_000), (0, 0));
        lots.extend(top_up(1, (900, 900), (100, 100)));
        let of_one = |lot: &LotId| *lot == id(1, Asset::Principal) || *lot == id(1, Asset::Gift);
        let shares = parts(lots.iter().collect(), Fen(1_000), Order::ProRata).expect("enough");
        assert!(shares.principal.iter().chain(&shares.gift).all(|(lot, _)| of_one(lot)));
        let shares = parts(lots.iter().collect(), Fen(1_500), Order::ProRata).expect("enough");
        assert!(shares.principal.contains(&(id(2, Asset::Principal), 500)), "{shares:?}");
        for amount in [2_001, i64::MAX, -1] {
            let no = parts(lots.iter().collect(), Fen(amount), Order::ProRata);
            let told = StoredValueRefusal::Short { have: Fen(2_000), need: Fen(amount) };
            assert_eq!(no, Err(told), "{amount} (SVC-01)");
        }
    }

    #[test]
    fn what_was_taken_last_comes_back_first_and_all_of_it_in_the_end() {
        let used = |source, asset, taken| Used { lot: lot(source, asset, 9_999, 0), taken };
        let uses = [
            used(1, Asset::Gift, 100),
            used(1, Asset::Principal, 900),
            used(2, Asset::Principal, 500),
            used(3, Asset::Principal, 0),
        ];
        for (amount, expected) in [
            (0, (0, 0)),
            (500, (500, 0)),
            (501, (501, 0)),
            (1_000, (950, 50)),
            (1_500, (1_400, 100)),
        ] {
            let shares = back(&uses, Fen(amount)).expect("was taken");
            assert_eq!((shares.principal().0, shares.gift().0), expected, "{amount}");
        }
        for amount in [1_501, -1] {
            assert!(restore(&uses, Fen(amount)).is_err(), "{amount}");
        }
    }
    #[test]
    fn what_was_set_aside_is_divided_in_the_order_in_which_it_is_spent() {
        let used = |source, asset, taken| Used { lot: lot(source, asset, 9_999, 0), taken };
        let uses = [
            used(1, Asset::Principal, 900),
            used(1, Asset::Gift, 100),
            used(2, Asset::Principal, 500),
        ];
        let sums = |shares: &Shares| (shares.principal().0, shares.gift().0);
        for (amount, order, expected) in [
            (0, Order::GiftFirst, (0, 0)),
            (150, Order::GiftFirst, (50, 100)),
            (150, Order::PrincipalFirst, (150, 0)),
            (950, Order::PrincipalFirst, (900, 50)),
            (150, Order::ProRata, (135, 15)),
            (1_001, Order::GiftFirst, (901, 100)),
            (1_500, Order::ProRata, (1_400, 100)),
        ] {
            let (paid, free) = divide(&uses, Fen(amount), order).expect("was set aside");
            assert_eq!(sums(&paid), expected, "{amount} {order:?}");
            assert_eq!(sums(&free), (1_400 - expected.0, 100 - expected.1), "{amount} {order:?}");
            for (lot, left) in free.principal.iter().chain(&free.gift) {
                let use_of = uses.iter().find(|used| used.lot.id == *lot).expect("was set aside");
                let both = paid.principal.iter().chain(&paid.gift);
                let part: i64 = both.filter(|(id, _)| id == lot).map(|(_, fen)| fen).sum();
                assert_eq!(part + left, use_of.taken, "{lot}");
            }
        }
        assert!(divide(&uses, Fen(1_501), Order::GiftFirst).is_err());
    }
}
