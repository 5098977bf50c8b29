//! A cart: what a till sent, read; and what it comes to, worked out.
use entity::{
    goods,
    ids::{CouponId, GoodsId},
    values::{Fen, Points},
};
use serde::{Deserialize, Serialize};

use super::{price::Item, rules::SaleRefusal};
use crate::{
    catalog::{CatalogRefusal, Named, pick},
    error::Result,
};

const MOST_LINES: usize = 100;
/// In 1/1000 pieces.
const LARGEST_QUANTITY: i64 = 9_999_999;
const LONGEST_NAME: usize = 60;

/// As it is kept with the sale, so that it can be priced again (解挂).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    pub lines: Vec<CartLine>,
    pub coupon: Option<CouponId>,
    pub points: Wish,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    pub what: What,
    /// In 1/1000 pieces.
    pub quantity: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Goods(GoodsId),
    Code(String),
    /// 无码商品
    Typed {
        name: String,
        price: Fen,
    },
}

/// How many points are to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    None,
    /// As many as may.
    Auto,
    So(Points),
}

impl Wish {
    /// `auto`, or a number.
    pub fn read(typed: Option<&str>) -> Result<Self, SaleRefusal> {
        match typed {
            None => Ok(Self::None),
            Some("auto") => Ok(Self::Auto),
            Some(number) => match Points::parse(number) {
                Some(points) if points > Points::ZERO => Ok(Self::So(points)),
                Some(Points::ZERO) => Ok(Self::None),
                _ => Err(SaleRefusal::PointsMalformed),
            },
        }
    }
}

impl Cart {
    pub fn check(&self) -> Result<(), SaleRefusal> {
        if !(1..=MOST_LINES).contains(&self.lines.len()) {
            return Err(SaleRefusal::CartEmpty);
        }
        let wrong = |(at, line): (usize, &CartLine)| {
            line.wrong().map(|why| SaleRefusal::LineMalformed { line: at + 1, why })
        };
        self.lines.iter().enumerate().find_map(wrong).map_or(Ok(()), Err)
    }

    /// What the catalog is asked for.
    pub fn named(&self) -> Vec<Named> {
        self.lines.iter().filter_map(|line| line.what.named()).collect()
    }

    /// Lines with the prices that the catalog says, and no other (E17).
    pub fn items(&self, found: &[goods::Model]) -> Result<Vec<Item>, CatalogRefusal> {
        self.lines.iter().map(|line| line.item(found)).collect()
    }
}

impl What {
    fn named(&self) -> Option<Named> {
        match self {
            Self::Goods(id) => Some(Named::Id(*id)),
            Self::Code(code) => Some(Named::Code(code.clone())),
            Self::Typed { .. } => None,
        }
    }
}

impl CartLine {
    fn wrong(&self) -> Option<&'static str> {
        if !(1..=LARGEST_QUANTITY).contains(&self.quantity) {
            return Some("数量要大于 0，不超过 9999.999");
        }
        let What::Typed { name, price } = &self.what else { return None };
        let letters = name.trim().chars().count();
        if !(1..=LONGEST_NAME).contains(&letters) || name.chars().any(char::is_control) {
            return Some("无码商品要有 1 到 60 个字的名称");
        }
        if !(0..=Fen::CAP.0).contains(&price.0) {
            return Some("单价不正确");
        }
        None
    }

    fn item(&self, found: &[goods::Model]) -> Result<Item, CatalogRefusal> {
        let quantity = self.quantity;
        match (&self.what, self.what.named()) {
            (_, Some(named)) => {
                let goods = pick(found, &named)?;
                Ok(Item {
                    goods: Some(goods.id),
                    category: Some(goods.category_id),
                    code: goods.code.clone(),
                    name: goods.name.clone(),
                    unit: goods.unit.clone(),
                    quantity,
                    price: goods.price,
                    member_price: goods.member_price,
                    promotion_price: goods.promotion_price,
                })
            }
            (What::Typed { name, price }, None) => Ok(Item {
                goods: None,
                category: None,
                code: String::new(),
                name: name.trim().to_owned(),
                unit: "件".to_owned(),
                quantity,
                price: *price,
                member_price: None,
                promotion_price: None,
            }),
            (What::Goods(_) | What::Code(_), None) => {
                Err(CatalogRefusal::NoSuchGoods { asked: String::new() })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(quantity: i64) -> CartLine {
        CartLine { what: What::Code("1".to_owned()), quantity }
    }

    fn typed(name: &str, price: i64) -> CartLine {
        CartLine { what: What::Typed { name: name.to_owned(), price: Fen(price) }, quantity: 1000 }
    }

    #[test]
    fn a_cart_that_is_none_is_refused_line_by_line_e7() {
        for (lines, refused) in [
            (vec![line(1), line(LARGEST_QUANTITY), typed("散装饼干", 0)], None),
            (vec![], Some(0)),
            (vec![line(1); MOST_LINES + 1], Some(0)),
            (vec![line(1), line(0)], Some(2)),
            (vec![line(-1)], Some(1)),
            (vec![line(i64::MAX)], Some(1)),
            (vec![typed("", 1)], Some(1)),
            (vec![typed("a\u{7}", 1)], Some(1)),
            (vec![typed("饼干", -1)], Some(1)),
            (vec![line(1), typed("饼干", i64::MAX)], Some(2)),
        ] {
            let cart = Cart { lines, coupon: None, points: Wish::None };
            let at = cart.check().err().map(|no| match no {
                SaleRefusal::LineMalformed { line, .. } => line,
                _ => 0,
            });
            assert_eq!(at, refused, "{cart:?}");
        }
    }

    #[test]
    fn points_are_auto_or_a_number() {
        for (typed, wish) in [
            (None, Ok(Wish::None)),
            (Some("auto"), Ok(Wish::Auto)),
            (Some("12"), Ok(Wish::So(Points(120_000)))),
            (Some("0"), Ok(Wish::None)),
            (Some("-1"), Err(SaleRefusal::PointsMalformed)),
            (Some("１２"), Err(SaleRefusal::PointsMalformed)),
            (Some("1e3"), Err(SaleRefusal::PointsMalformed)),
            (Some("all"), Err(SaleRefusal::PointsMalformed)),
        ] {
            assert_eq!(Wish::read(typed), wish, "{typed:?}");
        }
    }
}
