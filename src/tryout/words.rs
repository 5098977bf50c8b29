//! A trial in words: what a price comes from, what pays, and what is earned by it.
use chrono::{Datelike, Weekday};
use entity::values::Fen;

use super::rules::{Outcome, Refused, Visit};
use crate::{
    level::Rung,
    points::Earned,
    pos::{PricedLine, Rule, pieces},
};

/// In the order in which it is reckoned.
pub fn sentences(
    visit: &Visit,
    rung: Option<&Rung>,
    outcome: &Outcome,
    refused: Refused,
) -> Vec<String> {
    let mut said = vec![scene(visit, rung)];
    if !outcome.lines.is_empty() {
        said.extend(outcome.lines.iter().map(line));
        said.extend(coupon(outcome, refused.coupon));
        said.extend(points(outcome, refused.points));
        said.push(total(outcome));
        said.extend(value(outcome));
        said.extend(outcome.earn.as_ref().into_iter().flat_map(|earn| earned(earn, outcome)));
    }
    said
}

/// `2026-12-01（星期二）在人民路店，金卡`
fn scene(visit: &Visit, rung: Option<&Rung>) -> String {
    let weekday = match visit.at.date().weekday() {
        Weekday::Mon => "一",
        Weekday::Tue => "二",
        Weekday::Wed => "三",
        Weekday::Thu => "四",
        Weekday::Fri => "五",
        Weekday::Sat => "六",
        Weekday::Sun => "日",
    };
    let who = rung.map_or("散客", |rung| rung.level.name.as_str());
    let birthday = if visit.birthday { "，当天生日" } else { "" };
    format!("{}（星期{weekday}）在{}，{who}{birthday}", visit.at.day(), visit.store.name)
}

/// `第 1 行 奶粉：零售价 ¥268 × 1罐 → 会员价 ¥258 × 1罐（低于金卡9.8折 ¥262.64），计 ¥258`
fn line(line: &PricedLine) -> String {
    let own = line.steps.iter().filter(|step| !matches!(step.rule, Rule::Coupon | Rule::Points));
    let steps = own.clone().map(|step| match step.beat.as_slice() {
        [] => step.text.clone(),
        beat => format!("{}（优于{}）", step.text, beat.join("、")),
    });
    let steps: Vec<_> = steps.collect();
    let sold = own.clone().next_back().map_or(line.list, |step| step.after);
    let quantity = pieces(line.quantity);
    format!(
        "第 {} 行 {} × {quantity}{}：{}，计 {sold}",
        line.line,
        line.name,
        line.unit,
        steps.join(" → ")
    )
}

fn coupon(outcome: &Outcome, refused: Option<String>) -> Option<String> {
    let taken = outcome.coupon.as_ref().map(|used| format!("用券：{}", used.why));
    taken.or_else(|| refused.map(|why| format!("用券：不能使用，{why}")))
}

fn points(outcome: &Outcome, refused: Option<String>) -> Option<String> {
    let taken = outcome.points.as_ref().map(|used| format!("积分抵现：{}", used.why));
    taken.or_else(|| refused.map(|why| format!("积分抵现：不能使用，{why}")))
}

fn total(outcome: &Outcome) -> String {
    let Outcome { list_total, off_total, payable, .. } = outcome;
    match *off_total {
        Fen::ZERO => format!("应付 {payable}"),
        off => format!("零售合计 {list_total}，优惠 {off}，应付 {payable}"),
    }
}

fn value(outcome: &Outcome) -> Option<String> {
    let paid = outcome.stored_value?;
    let sum = Fen(paid.principal.0 + paid.gift.0);
    let rest = match paid.rest {
        Fen::ZERO => String::new(),
        rest => format!("，另付 {rest}"),
    };
    Some(format!(
        "储值付款 {sum}：本金 {}，赠送 {}，卡内还剩 {}{rest}",
        paid.principal, paid.gift, paid.left
    ))
}

fn earned(earn: &Earned, outcome: &Outcome) -> Vec<String> {
    let lines = earn.lines.iter().map(|line| format!("第 {} 行 {}", line.line, line.why));
    let parts = earn.components.iter().map(|part| part.why.clone());
    let mut said: Vec<_> = lines.chain(parts).chain(earn.rounding.clone()).collect();
    said.push(format!("这一单得 {} 积分", outcome.earn_total));
    said.push(format!("成长值：{}", earn.growth_why));
    said
}
