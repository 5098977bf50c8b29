//! What a sale earns, and what a return takes back.
use std::collections::BTreeMap;

use entity::{
    ids::{CategoryId, GoodsId, LevelId},
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::program::{Earning, Program, Season};

/// ×1.
const ONE: i64 = 10_000;

/// A line of a sale, as earning sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    pub line: i32,
    pub goods: Option<GoodsId>,
    pub category: Option<CategoryId>,
    /// In 1/1000 pieces.
    pub quantity: i64,
    /// Of the whole line, before anything was taken off.
    pub list: Fen,
    /// Of the whole line, after everything was, what points paid included.
    pub paid: Fen,
    /// 促销价
    pub promotion: bool,
    /// 会员价 or 会员折扣
    pub member_priced: bool,
    /// 无码商品
    pub no_code: bool,
    /// 拼团, 团购, 砍价, 秒杀
    pub activity: bool,
}

/// Who bought, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasion {
    pub level: LevelId,
    /// 是否积分: whether this level earns (LVL-04). Growth is earned all the same.
    pub earns: bool,
    /// Whether it is the member's birthday.
    pub birthday: bool,
    pub at: Timestamp,
}

/// What a sale earned, in parts that can be taken back apart from each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Earned {
    pub components: Vec<Component>,
    pub lines: Vec<LineEarned>,
    /// 取整: what was cut off, once for the order.
    pub rounding: Option<String>,
    pub growth: Points,
    pub growth_why: String,
}

/// Where points come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Base,
    Level,
    Birthday,
    Holiday,
    Period,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Component {
    pub source: Source,
    pub points: Points,
    /// In Chinese, for people.
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineEarned {
    pub line: i32,
    /// Before multipliers, and before rounding.
    pub points: Points,
    /// Which rule, what it beat, or why there is none; in Chinese, for people.
    pub why: String,
}

/// What a return takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clawed {
    pub points: Points,
    pub growth: Points,
}

impl Source {
    /// A return takes back what the goods and the level earned, and no more (PTS-06).
    pub fn refundable(self) -> bool {
        matches!(self, Self::Base | Self::Level)
    }
}

impl Earned {
    pub fn total(&self) -> Points {
        sum(self.components.iter())
    }

    /// What a return of everything takes back.
    pub fn refundable(&self) -> Points {
        sum(self.components.iter().filter(|part| part.source.refundable()))
    }

    /// What the return that raises the refunded money from `before` to `after` takes back: part by
    /// part, so that it does not matter in which pieces everything comes back.
    pub fn clawed(&self, before: Fen, after: Fen, paid: Fen) -> Clawed {
        let step = |whole: Points| {
            let already = clawed(whole, before, paid, Points::ZERO);
            clawed(whole, after, paid, already).0
        };
        let back = self.components.iter().filter(|part| part.source.refundable());
        Clawed {
            points: Points(back.map(|part| step(part.points)).sum()),
            growth: Points(step(self.growth)),
        }
    }
}

fn sum<'a>(parts: impl Iterator<Item = &'a Component>) -> Points {
    Points(parts.map(|part| part.points.0).sum())
}

/// Of `total`, in proportion to the money refunded so far, less what was taken back before. All of
/// it once all was refunded; rounded down until then.
pub fn clawed(total: Points, refunded_after: Fen, paid: Fen, already: Points) -> Points {
    if refunded_after >= paid {
        return Points((total.0 - already.0).max(0));
    }
    let target = i128::from(total.0) * i128::from(refunded_after.0.max(0)) / i128::from(paid.0);
    Points((units(target).0 - already.0).max(0))
}

/// What a member earns by a sale (PTS-01 to PTS-06, PTS-16).
pub fn earn(program: &Program, bought: &[Bought], who: &Occasion) -> Earned {
    let lines = lines(program, bought, who);
    let base: i64 = lines.iter().map(|line| line.points.0).sum();
    let mut parts = vec![Component {
        source: Source::Base,
        points: Points(base),
        why: format!("基础积分 {} 分，退货时收回", Points(base)),
    }];
    parts.extend(extras(program, base, who));
    let rounding = if program.round { round(&mut parts) } else { None };
    parts.retain(|part| part.points.0 != 0);
    let (growth, growth_why) = growth(program, bought);
    Earned { components: parts, lines, rounding, growth, growth_why }
}

/// Lines that share a rate share its remainder, so that no split of an order into lines earns
/// more or less than the whole (E12).
fn lines(program: &Program, bought: &[Bought], who: &Occasion) -> Vec<LineEarned> {
    let mut spent: BTreeMap<i64, i128> = BTreeMap::new();
    let mut earned = |line: &Bought| match rule(program, line, who) {
        Err(why) => LineEarned { line: line.line, points: Points::ZERO, why: why.to_owned() },
        Ok((rule, earning)) => {
            let points = match earning {
                Earning::Spend { fen_per_point } => {
                    let so_far = spent.entry(fen_per_point.0).or_default();
                    let before = per(*so_far, fen_per_point);
                    *so_far += i128::from(line.paid.0);
                    Points(per(*so_far, fen_per_point).0 - before.0)
                }
                Earning::Fixed { points } => {
                    units(i128::from(points.0) * i128::from(line.quantity) / 1000)
                }
                Earning::PriceShare { rate } => {
                    units(i128::from(line.list.0) * i128::from(rate) / 100)
                }
            };
            let why = format!(
                "{rule}：{}，得 {points} 分{}",
                how(earning, line),
                beaten(program, line, rule)
            );
            LineEarned { line: line.line, points, why }
        }
    };
    bought.iter().map(&mut earned).collect()
}

const SPECIAL: &str = "特殊商品积分";
const CATEGORY: &str = "商品积分";
const SPEND: &str = "消费金额积分";

/// 特殊商品 > 商品积分 > 消费金额积分: a line earns by exactly one (PTS-03), or the reason why by none.
fn rule(
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

fn beaten(program: &Program, line: &Bought, winner: &str) -> String {
    let others: Vec<_> = rules(program, line)
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| *name != winner)
        .collect();
    if others.is_empty() { String::new() } else { format!("（优先于{}）", others.join("、")) }
}

fn how(earning: Earning, line: &Bought) -> String {
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

/// What multipliers add to the base (PTS-05).
fn extras(program: &Program, base: i64, who: &Occasion) -> Vec<Component> {
    let all = &program.multipliers;
    let level = all.levels.iter().find(|rate| rate.level == who.level);
    let birthday = all.birthday.filter(|_| who.birthday);
    let named = [
        (Source::Level, level.map(|rate| ("会员等级".to_owned(), rate.rate))),
        (Source::Birthday, birthday.map(|rate| ("会员生日".to_owned(), rate))),
        (Source::Holiday, season("特殊节日", &all.holidays, who.at)),
        (Source::Period, season("指定周期", &all.periods, who.at)),
    ];
    let part = |(source, rate): (Source, Option<(String, i64)>)| {
        let (name, rate) = rate?;
        let more = i128::from(base) * i128::from(rate - ONE) / i128::from(ONE);
        let points = units(more);
        let back = if source.refundable() { "收回" } else { "不收回" };
        let why = format!(
            "{name} ×{}：在基础 {} 分上多得 {points} 分，退货时{back}",
            Points(rate),
            Points(base)
        );
        Some(Component { source, points, why })
    };
    named.into_iter().filter_map(part).collect()
}

/// The largest of a day, and which it beat.
fn season(kind: &str, seasons: &[Season], at: Timestamp) -> Option<(String, i64)> {
    let mut today: Vec<_> =
        seasons.iter().filter(|season| season.days.include(at.date())).collect();
    today.sort_by_key(|season| std::cmp::Reverse(season.rate));
    let (best, others) = today.split_first()?;
    let others: Vec<_> = others.iter().map(|season| season.name.as_str()).collect();
    let beat = match others.as_slice() {
        [] => String::new(),
        others => format!("，取最高，不与{}叠加", others.join("、")),
    };
    Some((format!("{kind}（{}{beat}）", best.name), best.rate))
}

/// Down to whole points, once: the running sum is rounded, and each part is what it adds to that.
fn round(parts: &mut [Component]) -> Option<String> {
    let (mut exact, mut whole) = (0, 0);
    for part in parts {
        exact += part.points.0;
        let so_far = exact - exact % Points::ONE.0;
        part.points = Points(so_far - whole);
        whole = so_far;
    }
    (exact != whole).then(|| {
        format!("积分取整：{} 分舍去小数为 {} 分，每单只取整一次", Points(exact), Points(whole))
    })
}

fn growth(program: &Program, bought: &[Bought]) -> (Points, String) {
    let Some(fen_per_growth) = program.growth.fen_per_growth else {
        return (Points::ZERO, "消费不计成长值".to_owned());
    };
    let paid: i128 = bought.iter().map(|line| i128::from(line.paid.0)).sum();
    let exact = per(paid, fen_per_growth);
    let growth = if program.round { Points(exact.0 - exact.0 % Points::ONE.0) } else { exact };
    let paid = Fen(i64::try_from(paid).unwrap_or(i64::MAX));
    (growth, format!("实付 {paid}，每 {fen_per_growth} 得 1 成长值，共 {growth}"))
}

/// One point for so much money, to 1/10,000, rounded down.
fn per(fen: i128, fen_per_point: Fen) -> Points {
    units(fen * i128::from(Points::ONE.0) / i128::from(fen_per_point.0.max(1)))
}

/// No sale earns more than one operation may move.
fn units(exact: i128) -> Points {
    let cap = i128::from(Points::CAP.0);
    Points(i64::try_from(exact.clamp(0, cap)).unwrap_or(Points::CAP.0))
}
