//! What a member bought, explained line by line.
use entity::{
    sale_line, sale_tender,
    values::{Fen, Points, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Detail, Purchase};
use crate::pos::{
    flow::Sold,
    price::{Bill, PricedLine, Rule, pieces},
    quote::Quote,
    rules::tender_text,
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
            at_text: row.created_at.said(now),
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
        let with_unit = |quantity| format!("{} {}", pieces(quantity), priced.unit);
        let returned = row.map_or(0, |row| row.returned);
        let saved = |step: &crate::pos::price::Step| {
            let off = Fen(step.before.0 - step.after.0);
            let what = match (step.rule, &bill.coupon) {
                (Rule::Coupon, Some(coupon)) => coupon.title.clone(),
                (Rule::Points, _) => "积分抵现".to_owned(),
                _ => step.text.clone(),
            };
            format!("{what}，省 {}", off.exact())
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
                returned => format!("已退 {}", with_unit(returned)).trim_end().to_owned(),
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
        Some(figure("商品合计", bill.list_total.exact())),
        less("优惠", off),
        less("积分抵现", by_points),
        Some(figure("实付", bill.payable.exact())),
    ];
    all.into_iter().flatten().collect()
}

/// What was earned part by part, what was used, and what a return changed of both.
fn points(paid: &Sold, quote: &Quote, details: &[Detail]) -> Vec<Figure> {
    let plus = |name: &str, points: Points| {
        (points > Points::ZERO).then(|| figure(name, format!("+{}", points.grouped())))
    };
    let minus = |name: &str, points: Points| {
        (points > Points::ZERO).then(|| figure(name, format!("-{}", points.grouped())))
    };
    let parts = quote.earned.iter().flat_map(|earned| &earned.components);
    let mut all: Vec<_> = parts.filter_map(|part| plus(part.source.name(), part.points)).collect();
    let sum = |of: fn(&Detail) -> Points| Points(details.iter().map(|detail| of(detail).0).sum());
    let more = [
        plus("成长值", paid.sale.growth_earned),
        minus("抵现使用", paid.sale.points_spent),
        minus("收回积分", sum(|detail| detail.clawed_points)),
        minus("收回成长值", sum(|detail| detail.clawed_growth)),
        plus("退回积分", sum(|detail| detail.points_back)),
    ];
    all.extend(more.into_iter().flatten());
    all
}

/// `现金 ¥50.00，积分 100`; goods alone may have come back.
fn how(detail: &Detail) -> String {
    let tenders = detail.tenders.iter();
    let mut ways: Vec<String> =
        tenders.map(|way| format!("{} {}", way.kind_text, way.amount.exact())).collect();
    if detail.points_back > Points::ZERO {
        ways.push(format!("积分 {}", detail.points_back.grouped()));
    }
    if detail.coupon_back {
        ways.push("优惠券已退回".to_owned());
    }
    if ways.is_empty() { "商品退回，没有款项".to_owned() } else { ways.join("，") }
}
