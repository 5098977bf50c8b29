//! What a sale earned, in parts, and what of it a return takes back.
use entity::{
    ids::{CategoryId, GoodsId, LevelId},
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::lang::say;

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
#[schema(as = PointsEarned)]
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
#[schema(as = PointsSource)]
pub enum Source {
    Base,
    Level,
    Birthday,
    Holiday,
    Period,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PointsComponent)]
pub struct Component {
    pub source: Source,
    pub points: Points,
    /// In Chinese, for people.
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PointsOfLine)]
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
    /// As a member reads it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => say("基础积分", "From the goods"),
            Self::Level => say("等级加倍", "For your level"),
            Self::Birthday => say("生日加倍", "For your birthday"),
            Self::Holiday => say("节日加倍", "For the holiday"),
            Self::Period => say("时段加倍", "For the day"),
        }
    }

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

/// No sale earns more than one operation may move.
pub fn units(exact: i128) -> Points {
    let cap = i128::from(Points::CAP.0);
    Points(i64::try_from(exact.clamp(0, cap)).unwrap_or(Points::CAP.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(source: Source, points: i64) -> Component {
        Component { source, points: Points(points * 10_000), why: String::new() }
    }

    /// Base 100, level ×2, birthday ×3.
    fn earned() -> Earned {
        let components =
            vec![part(Source::Base, 100), part(Source::Level, 100), part(Source::Birthday, 200)];
        let growth = Points(1_000_000);
        Earned { components, lines: vec![], rounding: None, growth, growth_why: String::new() }
    }

    #[test]
    fn a_return_takes_base_and_level_and_leaves_the_birthday_golden_6_pts_06() {
        let earned = earned();
        assert_eq!((earned.total(), earned.refundable()), (Points(4_000_000), Points(2_000_000)));
        let back = earned.clawed(Fen::ZERO, Fen(10_000), Fen(10_000));
        assert_eq!(back, Clawed { points: Points(2_000_000), growth: Points(1_000_000) });
        let mut all = earned.clone();
        all.components.push(part(Source::Holiday, 50));
        all.components.push(part(Source::Period, 70));
        assert_eq!(all.refundable(), earned.refundable());
    }

    #[test]
    fn returns_in_pieces_take_back_what_one_return_does_p18() {
        let earned = earned();
        for pieces in [vec![10_000], vec![3_333, 3_333, 3_334], vec![1; 10_000], vec![1, 9_998, 1]]
        {
            let (mut before, mut points, mut growth) = (0, 0, 0);
            for piece in pieces {
                let back = earned.clawed(Fen(before), Fen(before + piece), Fen(10_000));
                before += piece;
                points += back.points.0;
                growth += back.growth.0;
            }
            assert_eq!((points, growth), (2_000_000, 1_000_000));
        }
    }

    #[test]
    fn a_share_is_rounded_down_until_all_is_back() {
        let total = Points(10);
        for (refunded, already, taken) in
            [(0, 0, 0), (1, 0, 3), (2, 3, 3), (3, 6, 4), (2, 6, 0), (4, 0, 10), (-1, 0, 0)]
        {
            let back = clawed(total, Fen(refunded), Fen(3), Points(already));
            assert_eq!(back, Points(taken), "{refunded} of 3, {already} before");
        }
        let most = clawed(Points::CAP, Fen(Fen::CAP.0 - 1), Fen::CAP, Points::ZERO);
        assert_eq!(most, Points(999_999_999_900_000), "no overflow on the way");
    }
}
