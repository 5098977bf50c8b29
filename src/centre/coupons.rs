//! A member's coupon, in detail: what it is good for, how to use it, and what became of it. Pure.
use std::collections::BTreeMap;

use entity::{
    coupon_template::Kind,
    ids::{CategoryId, GoodsId, SaleId},
    values::{Fen, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    coupon::{CouponState, CouponView, Held, Terms},
    lang::{list, moment, say},
};

/// Things that are named one by one; more are counted.
const NAMED: usize = 5;

/// A use of a coupon (用券记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CouponUse {
    /// `11月22日 14:03`
    pub at_text: String,
    pub store_name: String,
    pub sale: SaleId,
    /// `省 ¥20.00`
    pub saved_text: String,
}

/// A coupon in a list, with its use.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OwnCoupon {
    #[serde(flatten)]
    pub coupon: CouponView,
    /// Null until it is used.
    pub used: Option<CouponUse>,
}

/// A coupon, whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CouponDetail {
    #[serde(flatten)]
    pub coupon: OwnCoupon,
    /// `结账时请店员扫描会员码，选择这张券`
    pub how_text: String,
    /// `满100元可用`, `仅限人民路店`, a line each.
    pub terms: Vec<String>,
    /// What becomes of it when goods go back.
    pub returns_text: String,
}

/// Sales that used these.
pub fn sales(held: &[Held]) -> Vec<SaleId> {
    held.iter().filter_map(|held| held.coupon.sale_id).collect()
}

impl OwnCoupon {
    /// `saved`: what coupons took off in which sale.
    pub fn of(held: Held, saved: &BTreeMap<SaleId, Fen>, now: Timestamp) -> Self {
        let sale = held.coupon.sale_id;
        let coupon = CouponView::of(held, now);
        let used_at = coupon.used_at.filter(|_| coupon.state == CouponState::Used);
        let used = used_at.zip(sale).map(|(at, sale)| CouponUse {
            at_text: moment(at, now),
            store_name: coupon.used_in.clone().unwrap_or_default(),
            sale,
            saved_text: match saved.get(&sale) {
                Some(off) if *off > Fen::ZERO => say!("省 {}", "Saved {}", off.exact()),
                _ => say("到店兑换", "Redeemed in store").to_owned(),
            },
        });
        Self { coupon, used }
    }
}

/// What things that a coupon is good for are called.
#[derive(Default)]
pub struct Scope {
    pub goods: BTreeMap<GoodsId, String>,
    pub categories: BTreeMap<CategoryId, String>,
}

impl CouponDetail {
    pub fn of(coupon: OwnCoupon, terms: &Terms, scope: &Scope) -> Self {
        let view = &coupon.coupon;
        let only = |store: &String| say!("仅限{store}", "Only at {store}");
        let mut lines = vec![
            view.terms_text.clone(),
            view.store_name
                .as_ref()
                .map_or_else(|| say("全部门店可用", "At all stores").to_owned(), only),
            good_for(terms, scope),
        ];
        lines.extend(terms.cap.map(|cap| say!("最高减 {}", "Up to {} off", cap)));
        lines.push(say!("有效期 {}", "Valid {}", view.validity_text));
        let returns = if terms.returns {
            say(
                "整单退货后，未过期的券退回账户，可以再用",
                "If you return all of a purchase, a coupon that has not expired comes back",
            )
        } else {
            say("使用后退货，券不退回", "A used coupon does not come back when goods do")
        };
        Self {
            how_text: how(view, terms).to_owned(),
            terms: lines,
            returns_text: returns.to_owned(),
            coupon,
        }
    }
}

fn how(view: &CouponView, terms: &Terms) -> &'static str {
    match (view.state, view.kind) {
        (CouponState::Used, _) => say("这张券已经用过", "This coupon is used"),
        (CouponState::Expired, _) => say("这张券已经过期，不能再用", "This coupon has expired"),
        (CouponState::Usable, Kind::Goods) if terms.everything() => say(
            "到店出示会员码，请店员兑换这张券",
            "Show your member code in a store and ask for this coupon",
        ),
        (CouponState::Usable, _) => say(
            "结账时请店员扫描会员码，选择这张券",
            "When you pay, show your member code and ask for this coupon",
        ),
    }
}

/// `仅限奶粉、辅食`, `仅限奶粉等 12 种商品`
fn good_for(terms: &Terms, scope: &Scope) -> String {
    if terms.everything() {
        return say("全部商品可用", "On everything").to_owned();
    }
    let goods = terms.goods.iter().filter_map(|id| scope.goods.get(id));
    let categories = terms.categories.iter().filter_map(|id| scope.categories.get(id));
    let names: Vec<_> = categories.chain(goods).map(String::as_str).collect();
    match names.len() {
        0 => say("仅限指定商品", "Only on chosen goods").to_owned(),
        1..=NAMED => say!("仅限{}", "Only on {}", list(&names)),
        count => {
            let some = list(&names[..NAMED]);
            let more = count - NAMED;
            say(format!("仅限{some}等 {count} 种商品"), format!("Only on {some} and {more} more"))
        }
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    #[test]
    fn what_a_coupon_is_good_for_is_named_or_counted() {
        let id = |n: u128| GoodsId::from(Ulid::from(n));
        let scope = Scope {
            goods: (1..=7).map(|n| (id(n), format!("商品{n}"))).collect(),
            categories: BTreeMap::from([(CategoryId::from(Ulid::from(9)), "奶粉".to_owned())]),
        };
        let terms = |goods: Vec<u128>, categories: Vec<u128>| Terms {
            goods: goods.into_iter().map(id).collect(),
            categories: categories.into_iter().map(|n| Ulid::from(n).into()).collect(),
            ..Terms::default()
        };
        for (terms, text) in [
            (terms(vec![], vec![]), "全部商品可用"),
            (terms(vec![1], vec![9]), "仅限奶粉、商品1"),
            (terms(vec![99], vec![]), "仅限指定商品"),
            (terms((1..=7).collect(), vec![]), "仅限商品1、商品2、商品3、商品4、商品5等 7 种商品"),
        ] {
            assert_eq!(good_for(&terms, &scope), text);
        }
    }
}
