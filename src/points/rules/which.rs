//! Which rule a line earns by, which others it beat, and how that is told.
use entity::values::{Fen, Points};

use super::{
    earned::{Bought, Occasion},
    program::{Earning, Program},
};

const SPECIAL: &str = "特殊商品积分";
const CATEGORY: &str = "商品积分";
const SPEND: &str = "消费金额积分";

/// 特殊商品 > 商品积分 > 消费金额积分: a line earns by exactly one (PTS-03), or the reason why by none.
pub fn rule(
    program: &Program,
    line: &Bought,
    who: &Occasion,
) -> Result<(&'static str, Earning), &'static str> {
    let barred = [
        (line.paid <= Fen::ZERO, "不积分：没有实付金额"),
        (!who.earns, "不积分：该会员等级消费不积分"),
        (line.no_code && !program.no_code, "不积分：无码商品不参与积分"),
        (line.activity && !program.activity, "不积分：营销活动商品不积分"),
        (line.promotion && !program.promotion, "不积分：促销商品不积分"),
        (line.member_priced && !program.member_price, "不积分：享受会员价或会员折扣的商品不积分"),
    ];
    if let Some((_, why)) = barred.into_iter().find(|(barred, _)| *barred) {
        return Err(why);
    }
    rules(program, line).into_iter().next().ok_or("不积分：没有适用的积分规则")
}

/// All that could apply, the first one first.
fn rules(program: &Program, line: &Bought) -> Vec<(&'static str, Earning)> {
    let special = program.goods.iter().find(|rule| Some(rule.goods) == line.goods);
    let category = program.categories.iter().find(|rule| Some(rule.category) == line.category);
    let spend = program.fen_per_point.map(|fen_per_point| Earning::Spend { fen_per_point });
    let all = [
        (SPECIAL, special.map(|rule| rule.earning)),
        (CATEGORY, category.map(|rule| rule.earning)),
        (SPEND, spend),
    ];
    all.into_iter().filter_map(|(name, earning)| Some((name, earning?))).collect()
}

pub fn beaten(program: &Program, line: &Bought, winner: &str) -> String {
    let others: Vec<_> = rules(program, line)
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| *name != winner)
        .collect();
    if others.is_empty() { String::new() } else { format!("（优先于{}）", others.join("、")) }
}

pub fn how(earning: Earning, line: &Bought) -> String {
    match earning {
        Earning::Spend { fen_per_point } => {
            format!("实付 {}，每 {fen_per_point} 积 1 分", line.paid)
        }
        Earning::Fixed { points } => {
            format!("每件 {points} 分 × {}", milli(line.quantity))
        }
        Earning::PriceShare { rate } => {
            format!("售价 {} 的 {}%", line.list, Points(rate.saturating_mul(100)))
        }
    }
}

/// 1/1000 pieces as people write them.
fn milli(quantity: i64) -> Points {
    Points(quantity.saturating_mul(10))
}
