//! What can be in the recycle bin, and in which order it is shown.
use entity::values::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{error::refusals, gone::Gone, http::Mark};

refusals! {
    /// Why something does not come back.
    pub enum RecycleRefusal {
        NoSuchThing = NotFound "no_such_deleted"
            "回收站里没有这一项" "there is no such thing in the recycle bin";
    }
}

/// What can be deleted and come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RecycledKind)]
pub enum Kind {
    Goods,
    Category,
    Keyword,
    RechargeRule,
    CouponTemplate,
    Tag,
    Level,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::Goods,
        Self::Category,
        Self::Keyword,
        Self::RechargeRule,
        Self::CouponTemplate,
        Self::Tag,
        Self::Level,
    ];

    pub fn text(self) -> &'static str {
        match self {
            Self::Goods => "商品",
            Self::Category => "商品分类",
            Self::Keyword => "关键词",
            Self::RechargeRule => "充值活动",
            Self::CouponTemplate => "优惠券",
            Self::Tag => "标签",
            Self::Level => "会员等级",
        }
    }

    /// Concerns all shops, so headquarters takes it back.
    pub fn headquarters(self) -> bool {
        match self {
            Self::Goods
            | Self::Category
            | Self::Keyword
            | Self::RechargeRule
            | Self::CouponTemplate
            | Self::Level => true,
            Self::Tag => false,
        }
    }

    /// How the log says that one was deleted.
    pub fn deed(self) -> &'static str {
        match self {
            Self::Goods => "goods.off_sale",
            Self::Category => "category.delete",
            Self::Keyword => "keyword.delete",
            Self::RechargeRule => "recharge_rule.withdraw",
            Self::CouponTemplate => "coupon.withdraw",
            Self::Tag => "tag.delete",
            Self::Level => "level.delete",
        }
    }
}

/// Where a list goes on: after the thing that went at this moment.
pub type After = Mark<String>;

/// Of what each room keeps, the page after `after`, the last deleted first: one more than `limit`, if
/// there is more.
pub fn page(
    rooms: Vec<(Kind, Vec<Gone>)>,
    after: Option<&After>,
    limit: usize,
) -> Vec<(Kind, Gone)> {
    let all = rooms.into_iter().flat_map(|(kind, gone)| gone.into_iter().map(move |it| (kind, it)));
    let place = |at: Timestamp, id: &str| (std::cmp::Reverse(at), id.to_owned());
    let from = after.map(|mark| place(mark.at, &mark.id));
    let beyond = |it: &Gone| from.as_ref().is_none_or(|from| place(it.at, &it.id) > *from);
    let mut rest: Vec<_> = all.filter(|(_, it)| beyond(it)).collect();
    rest.sort_by_key(|(_, it)| place(it.at, &it.id));
    rest.truncate(limit + 1);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gone(id: &str, at: i64) -> Gone {
        Gone { id: id.to_owned(), name: String::new(), at: Timestamp(at) }
    }

    #[test]
    fn pages_of_all_rooms_follow_one_another_without_a_gap_adm_08() {
        let rooms = || {
            vec![
                (Kind::Goods, vec![gone("a", 9), gone("b", 7), gone("c", 7)]),
                (Kind::Level, vec![gone("d", 8), gone("e", 7), gone("f", 1)]),
            ]
        };
        let (mut after, mut seen) = (None, vec![]);
        loop {
            let page = page(rooms(), after.as_ref(), 2);
            let shown: Vec<_> = page.iter().take(2).map(|(_, it)| it.id.clone()).collect();
            seen.extend(shown);
            if page.len() <= 2 {
                break;
            }
            let (_, last) = &page[1];
            after = Some(Mark { at: last.at, id: last.id.clone() });
        }
        assert_eq!(seen, ["a", "d", "b", "c", "e", "f"]);
    }
}
