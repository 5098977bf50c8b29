//! What a member bought, explained line by line.
use entity::{
    sale_line, sale_tender,
    values::{Fen, Points, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Detail, Purchase};
use crate::{
    lang::{many, moment, say},
    pos::{
        flow::Sold,
        price::{Bill, PricedLine, Rule, pieces},
        quote::Quote,
        rules::tender_text,
    },
};

/// A purchase, whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Bought {
    #[serde(flatten)]
    pub purchase: Purchase,
    pub lines: Vec<BoughtLine>,
    /// 商品合计, 优惠, 积分抵现, 实付
    pub totals: Vec<Figure>,
    /// 储值, 现金, …
    pub tenders: Vec<Figure>,
    /// 基础积分, 等级加倍, …
    pub points: Vec<Figure>,
    pub refunds: Vec<Back>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoughtLine {
    pub name: String,
    /// `2 罐`
    pub quantity_text: String,
    pub list_text: String,
    pub paid_text: String,
    /// `金卡9.5折，省 ¥5.00`, a step each.
    pub why: Vec<String>,
    /// `已退 1 罐`, or nothing.
    pub refunded_text: String,
}

/// Something with an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BoughtFigure)]
pub struct Figure {
    pub name: String,
    pub value_text: String,
}

/// What came back once.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BoughtBack)]
pub struct Back {
    pub at_text: String,
    pub amount_text: String,
    /// `现金 ¥50.00，积分 100`
    pub how_text: String,
}

impl Bought {
    pub fn of(paid: &Sold, quote: &Quote, tenders: &[sale_tender::Model], now: Timestamp) -> Self {
        let bill = &quote.bill;
        let line = |priced: &PricedLine| {
            let row = paid.lines.iter().find(|row| row.line == priced.line);
            BoughtLine::of(priced, row, bill)
        };
        let tender = |row: &sale_tender::Model| figure(tender_text(row.kind), row.amount.exact());
        let detail = |text: &str| serde_json::from_str::<Detail>(text).unwrap_or_default();
        let details: Vec<Detail> = paid.refunds.iter().map(|row| detail(&row.detail)).collect();
        let backs = paid.refunds.iter().zip(&details).map(|(row, detail)| Back {
            at_text: moment(row.created_at, now),
            amount_text: row.amount.exact(),
            how_text: how(detail),
        });
        Self {
            purchase: Purchase::of(paid, now),
            lines: bill.lines.iter().map(line).collect(),
            totals: totals(bill),
            tenders: tenders.iter().map(tender).collect(),
            points: points(paid, quote, &details),
            refunds: backs.collect(),
        }
    }
}

impl BoughtLine {
    fn of(priced: &PricedLine, row: Option<&sale_line::Model>, bill: &Bill) -> Self {
        // What has no code has a unit of ours, and what has one the shop's own.
        let unit = if priced.goods.is_none() {
            say(priced.unit.as_str(), "")
        } else {
            priced.unit.as_str()
        };
        let with_unit = |quantity| format!("{} {unit}", pieces(quantity));
        let returned = row.map_or(0, |row| row.returned);
        let saved = |step: &crate::pos::price::Step| {
            let off = Fen(step.before.0 - step.after.0);
            let what = match (step.rule, &bill.coupon) {
                (Rule::Coupon, Some(coupon)) => coupon.title.as_str(),
                (Rule::Points, _) => say("积分抵现", "Points"),
                // The sentence was written at the till, in Chinese.
                (rule, _) => say(step.text.as_str(), rule.english()),
            };
            say!("{what}，省 {}", "{what}, saves {}", off.exact())
        };
        let steps = priced.steps.iter().filter(|step| step.after < step.before);
        Self {
            name: priced.name.clone(),
            quantity_text: with_unit(priced.quantity).trim_end().to_owned(),
            list_text: priced.list.exact(),
            paid_text: priced.paid.exact(),
            why: steps.map(saved).collect(),
            refunded_text: match returned {
                0 => String::new(),
                returned => {
                    say!("已退 {}", "{} returned", with_unit(returned).trim_end())
                }
            },
        }
    }
}

fn figure(name: &str, value_text: String) -> Figure {
    Figure { name: name.to_owned(), value_text }
}

/// What was not taken off is not told.
fn totals(bill: &Bill) -> Vec<Figure> {
    let by_points = bill.taken_by(Rule::Points).0;
    let off = bill.list_total.0 - bill.payable.0 - by_points;
    let less = |name, off: i64| (off != 0).then(|| figure(name, Fen(-off).exact()));
    let all = [
        Some(figure(say("商品合计", "Goods"), bill.list_total.exact())),
        less(say("优惠", "Off"), off),
        less(say("积分抵现", "Points"), by_points),
        Some(figure(say("实付", "Paid"), bill.payable.exact())),
    ];
    all.into_iter().flatten().collect()
}

/// What was earned part by part, what was used, and what a return changed of both.
fn points(paid: &Sold, quote: &Quote, details: &[Detail]) -> Vec<Figure> {
    let plus = |name: &str, points: Points| {
        (points > Points::ZERO).then(|| figure(name, format!("+{points}")))
    };
    let minus = |name: &str, points: Points| {
        (points > Points::ZERO).then(|| figure(name, format!("-{points}")))
    };
    let parts = quote.earned.iter().flat_map(|earned| &earned.components);
    let mut all: Vec<_> = parts.filter_map(|part| plus(part.source.name(), part.points)).collect();
    let sum = |of: fn(&Detail) -> Points| Points(details.iter().map(|detail| of(detail).0).sum());
    let more = [
        plus(say("成长值", "Growth"), paid.sale.growth_earned),
        minus(say("抵现使用", "Spent"), paid.sale.points_spent),
        minus(say("收回积分", "Taken back"), sum(|detail| detail.clawed_points)),
        minus(say("收回成长值", "Growth taken back"), sum(|detail| detail.clawed_growth)),
        plus(say("退回积分", "Given back"), sum(|detail| detail.points_back)),
    ];
    all.extend(more.into_iter().flatten());
    all
}

/// `现金 ¥50.00，积分 100`; goods alone may have come back.
fn how(detail: &Detail) -> String {
    let tenders = detail.tenders.iter();
    let mut ways: Vec<String> =
        tenders.map(|way| format!("{} {}", tender_text(way.kind), way.amount.exact())).collect();
    if detail.points_back > Points::ZERO {
        let points = detail.points_back;
        ways.push(say(format!("积分 {points}"), many(points, "point")));
    }
    if detail.coupon_back {
        ways.push(say("优惠券已退回", "coupon back").to_owned());
    }
    if ways.is_empty() {
        return say("商品退回，没有款项", "Goods came back, and no money").to_owned();
    }
    ways.join(say("，", ", "))
}
