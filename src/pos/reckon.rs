//! What a member pays and what they earn by it: prices, then a coupon, then points. Pure, so that a
//! quote and a trial of rules that nobody has published come to the same.
use entity::{
    coupon_template,
    ids::{CouponId, LevelId},
    values::{Points, Timestamp},
};

use super::{
    cart::Wish,
    price::{self, Bill, CouponUsed, Item, Member, PointsUsed},
    quote,
    rules::SaleRefusal,
};
use crate::{
    coupon::{self, CouponRefusal, Worth},
    level,
    points::{self, AsCash, Earned, Occasion, PointsRefusal, Redeem},
};

/// Who buys, and when.
pub struct Shopper<'a> {
    pub level: LevelId,
    /// `金卡`
    pub level_name: &'a str,
    pub terms: &'a level::Terms,
    /// Whether it is their birthday.
    pub birthday: bool,
    /// What they could pay with.
    pub points: Points,
    pub at: Timestamp,
}

/// What holds.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    pub points: &'a points::Program,
    pub redeem: &'a Redeem,
}

/// A bill as far as it has come. What is refused leaves it as it was.
pub struct Reckoning<'a> {
    shopper: Shopper<'a>,
    rules: Rules<'a>,
    bill: Bill,
}

impl<'a> Reckoning<'a> {
    /// The lines at their lowest price.
    pub fn begin(
        items: &[Item],
        shopper: Shopper<'a>,
        rules: Rules<'a>,
    ) -> Result<Self, SaleRefusal> {
        let member = Member { level: shopper.level_name, terms: shopper.terms };
        let bill = price::price(items, Some(&member))?;
        Ok(Self { shopper, rules, bill })
    }

    pub fn coupon(
        &mut self,
        id: CouponId,
        template: &coupon_template::Model,
        terms: &coupon::Terms,
    ) -> Result<(), CouponRefusal> {
        let lines = quote::coupon_lines(&self.bill);
        let Worth { off, total, why } = coupon::worth(template, terms, &lines)?;
        let title = template.title.clone();
        let used = CouponUsed { id, template: template.id, title, off: total, why };
        self.bill.take_coupon(used, &off);
        Ok(())
    }

    /// Points that pay, and the most that could.
    pub fn points(&mut self, wish: Wish) -> Result<AsCash, PointsRefusal> {
        let (have, payable, at) = (self.shopper.points, self.bill.payable, self.shopper.at);
        let as_cash = |asked| points::as_cash(self.rules.redeem, have, asked, payable, at);
        let most = as_cash(None)?;
        let paid = match wish {
            Wish::None => return Ok(most),
            Wish::Auto => most.clone(),
            Wish::So(asked) => as_cash(Some(asked))?,
        };
        let AsCash { points, worth: off, why } = paid;
        if off.0 > 0 {
            self.bill.take_points(PointsUsed { points, off, why });
        }
        Ok(most)
    }

    /// The bill, and what it earns.
    pub fn end(self) -> (Bill, Earned) {
        let Self { shopper, rules, bill } = self;
        let Shopper { level, terms, birthday, at, .. } = shopper;
        let occasion = Occasion { level, earns: terms.earns_points, birthday, at };
        let earned = points::earn(rules.points, &quote::bought(&bill), &occasion);
        (bill, earned)
    }
}
