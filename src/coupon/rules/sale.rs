//! Whether a sale may have a coupon. The answer that counts is the statement's: these say why.
use entity::{
    coupon::{self, State},
    coupon_template::Model as Template,
    ids::{MemberId, SaleId, StoreId},
    values::Timestamp,
};

use super::CouponRefusal;

/// Whether `sale`, of this member in this store, may count on a coupon now. A read decides nothing:
/// the reservation's own statement asks the same again (P28, P29).
pub fn usable_now(
    coupon: &coupon::Model,
    template: &Template,
    (member, sale, store): (MemberId, SaleId, StoreId),
    now: Timestamp,
) -> Result<(), CouponRefusal> {
    let held = coupon.state == State::Reserved
        && coupon.sale_id != Some(sale)
        && coupon.reserved_until.is_some_and(|until| now < until);
    if coupon.member_id != member {
        Err(CouponRefusal::NoSuchCoupon)
    } else if coupon.state == State::Used {
        Err(CouponRefusal::Used)
    } else if now >= coupon.valid_until {
        Err(CouponRefusal::Expired)
    } else if held {
        Err(CouponRefusal::Reserved)
    } else if template.store_id.is_some_and(|only| only != store) {
        Err(CouponRefusal::Elsewhere)
    } else {
        Ok(())
    }
}

/// Why a sale could not use up what it counted on.
pub fn unredeemed(
    coupon: &coupon::Model,
    (member, sale): (MemberId, SaleId),
    now: Timestamp,
) -> CouponRefusal {
    let ours = coupon.sale_id == Some(sale);
    match coupon.state {
        _ if coupon.member_id != member => CouponRefusal::NoSuchCoupon,
        State::Used => CouponRefusal::Used,
        _ if now >= coupon.valid_until => CouponRefusal::Expired,
        State::Reserved if !ours => CouponRefusal::Reserved,
        State::Usable | State::Reserved => CouponRefusal::NotReserved,
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::{super::tests::template, *};

    fn held(state: State, sale: u128) -> coupon::Model {
        coupon::Model {
            id: Ulid::from(1).into(),
            merchant_id: Ulid::from(2).into(),
            template_id: Ulid::from(1).into(),
            member_id: Ulid::from(3).into(),
            nth: 1,
            state,
            claimed_at: Timestamp(0),
            valid_until: Timestamp(30),
            sale_id: Some(Ulid::from(sale).into()),
            sale_store_id: None,
            reserved_until: Some(Timestamp(20)),
            used_at: None,
        }
    }

    #[test]
    fn a_sale_is_told_why_it_may_not_count_on_a_coupon_p28() {
        let here = || Template { store_id: Some(Ulid::from(5).into()), ..template(0) };
        for (state, sale, member, store, now, verdict) in [
            (State::Usable, 9, 3, 5, 15, Ok(())),
            (State::Usable, 9, 4, 5, 15, Err(CouponRefusal::NoSuchCoupon)),
            (State::Usable, 9, 3, 6, 15, Err(CouponRefusal::Elsewhere)),
            (State::Usable, 9, 3, 5, 30, Err(CouponRefusal::Expired)),
            (State::Used, 7, 3, 5, 30, Err(CouponRefusal::Used)),
            (State::Reserved, 7, 3, 5, 19, Ok(())),
            (State::Reserved, 9, 3, 5, 19, Err(CouponRefusal::Reserved)),
            (State::Reserved, 9, 3, 5, 20, Ok(())),
        ] {
            let who = (Ulid::from(member).into(), Ulid::from(7).into(), Ulid::from(store).into());
            let said = usable_now(&held(state, sale), &here(), who, Timestamp(now));
            assert_eq!(said, verdict, "{state:?} of sale {sale}, {member} in {store} at {now}");
        }
    }

    #[test]
    fn a_sale_is_told_why_it_could_not_use_a_coupon_up_p29() {
        for (state, sale, member, now, verdict) in [
            (State::Used, 7, 3, 15, CouponRefusal::Used),
            (State::Used, 7, 4, 15, CouponRefusal::NoSuchCoupon),
            (State::Reserved, 9, 3, 15, CouponRefusal::Reserved),
            (State::Reserved, 7, 3, 30, CouponRefusal::Expired),
            (State::Usable, 7, 3, 15, CouponRefusal::NotReserved),
        ] {
            let who = (Ulid::from(member).into(), Ulid::from(7).into());
            assert_eq!(unredeemed(&held(state, sale), who, Timestamp(now)), verdict, "{state:?}");
        }
    }
}
