//! A whole bill: its lines, and what is taken off all of them together.
use entity::values::Fen;

use super::{Bill, CouponUsed, Item, PointsUsed, Rule, Step, best};
use crate::{coupon::apportion, level, pos::rules::SaleRefusal};

/// Who buys, as far as prices care.
pub struct Member<'a> {
    /// `金卡`
    pub level: &'a str,
    pub terms: &'a level::Terms,
}

/// What somebody pays who is no member.
pub fn guest(items: &[Item]) -> Result<Bill, SaleRefusal> {
    price(items, None)
}

/// What the lines come to, before anything is taken off the whole.
pub fn price(items: &[Item], member: Option<&Member>) -> Result<Bill, SaleRefusal> {
    let lines = items.iter().enumerate().map(|(at, item)| best::line(at, item, member));
    let lines = lines.collect::<Result<Vec<_>, _>>()?;
    let total = |of: fn(&super::PricedLine) -> Fen| {
        let sum = lines.iter().try_fold(Fen::ZERO, |sum, line| sum.plus(of(line)));
        sum.filter(|sum| *sum <= Fen::CAP).ok_or(SaleRefusal::AmountTooLarge)
    };
    let (list_total, payable) = (total(|line| line.list)?, total(|line| line.paid)?);
    Ok(Bill { lines, list_total, payable, coupon: None, points: None })
}

impl Bill {
    /// Take off what a coupon gives on each line.
    pub fn take_coupon(&mut self, coupon: CouponUsed, off: &[Fen]) {
        let text = format!("{}：{}", coupon.title, coupon.why);
        self.take(Rule::Coupon, &text, off);
        self.coupon = Some(coupon);
    }

    /// Take points as cash, shared among the lines by what is still to be paid for each.
    pub fn take_points(&mut self, points: PointsUsed) {
        let due: Vec<Fen> = self.lines.iter().map(|line| line.paid).collect();
        let off = apportion(points.off.min(self.payable), &due);
        self.take(Rule::Points, &points.why, &off);
        self.points = Some(points);
    }

    /// What one rule took off all lines together.
    pub fn taken_by(&self, rule: Rule) -> Fen {
        let steps = self.lines.iter().flat_map(|line| &line.steps);
        let steps = steps.filter(|step| step.rule == rule);
        Fen(steps.map(|step| step.before.0 - step.after.0).sum())
    }

    fn take(&mut self, rule: Rule, text: &str, off: &[Fen]) {
        for (line, off) in self.lines.iter_mut().zip(off) {
            let off = off.0.clamp(0, line.paid.0);
            if off == 0 {
                continue;
            }
            let after = Fen(line.paid.0 - off);
            line.steps.push(Step {
                rule,
                text: text.to_owned(),
                before: line.paid,
                after,
                beat: vec![],
                rounding: None,
            });
            line.paid = after;
            self.payable = Fen(self.payable.0 - off);
        }
    }
}
