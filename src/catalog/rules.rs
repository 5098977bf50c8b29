//! What can stand in a catalog, and how it is asked for.
use entity::{
    goods::Model,
    ids::{CategoryId, GoodsId},
    values::Fen,
};

use crate::{error::refusals, typed};

refusals! {
    /// Why goods or a category are not as was asked.
    pub enum CatalogRefusal {
        NoSuchGoods { asked: String } = NotFound "no_such_goods"
            "没有找到商品：{asked}" "no such goods: {asked}";
        OffSale { name: String } = Conflict "goods_off_sale"
            "商品已下架：{name}" "no longer sold: {name}";
        NoSuchCategory = NotFound "no_such_category" "没有这个商品分类" "no such category";
        GoodsCodeTaken = Conflict "goods_code_taken"
            "这个商品条码已被使用" "other goods have this code";
        CategoryCodeTaken = Conflict "category_code_taken"
            "这个分类编号已被使用" "another category has this code";
        CategoryInUse = Conflict "category_in_use"
            "分类下还有在售商品，请先移走或下架" "goods of this category are still on sale";
        CodeMalformed { most: usize } = Invalid "catalog_code_malformed"
            "编码需要 1 到 {most} 个字母、数字或符号" "a code has 1 to {most} visible ASCII characters";
        NameMalformed { most: usize } = Invalid "catalog_name_malformed"
            "名称需要 1 到 {most} 个字" "a name has 1 to {most} characters";
        PriceMalformed = Invalid "price_malformed"
            "价格需要是 0 到 100 万元之间的整数分"
            "a price is whole fen, from nothing to a million yuan";
    }
}

pub const LONGEST_GOODS_CODE: usize = 64;
pub const LONGEST_CATEGORY_CODE: usize = 32;
const LONGEST_NAME: usize = 60;
const LONGEST_UNIT: usize = 8;
const HIGHEST_PRICE: Fen = Fen(100_000_000);

/// Goods as the office writes them.
#[derive(Clone)]
pub struct Draft {
    pub category: CategoryId,
    pub code: String,
    pub name: String,
    pub unit: String,
    pub price: Fen,
    pub member_price: Option<Fen>,
    pub promotion_price: Option<Fen>,
    pub on_sale: bool,
}

impl Draft {
    pub fn checked(self) -> Result<Self, CatalogRefusal> {
        let prices = [Some(self.price), self.member_price, self.promotion_price];
        if prices.into_iter().flatten().any(|price| !(Fen::ZERO..=HIGHEST_PRICE).contains(&price)) {
            return Err(CatalogRefusal::PriceMalformed);
        }
        Ok(Self {
            code: code(&self.code, LONGEST_GOODS_CODE)?,
            name: words(&self.name, LONGEST_NAME)?,
            unit: words(&self.unit, LONGEST_UNIT)?,
            ..self
        })
    }
}

/// A category as the office writes it.
#[derive(Clone)]
pub struct CategoryDraft {
    pub code: String,
    pub name: String,
}

impl CategoryDraft {
    pub fn checked(self) -> Result<Self, CatalogRefusal> {
        let code = code(&self.code, LONGEST_CATEGORY_CODE)?;
        Ok(Self { code, name: words(&self.name, LONGEST_NAME)? })
    }
}

fn code(text: &str, most: usize) -> Result<String, CatalogRefusal> {
    let code = text.trim();
    match could_be_code(code, most) {
        true => Ok(code.to_owned()),
        false => Err(CatalogRefusal::CodeMalformed { most }),
    }
}

fn words(text: &str, most: usize) -> Result<String, CatalogRefusal> {
    typed::name(text, most).ok_or(CatalogRefusal::NameMalformed { most })
}

/// Text that an ASCII column can be asked for: some engines answer the rest with an error.
pub fn could_be_code(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// Text that may be in some name or code, and that a column can be asked for: PostgreSQL answers NUL
/// with an error, and no name is longer than the longest code.
pub fn could_be_part(text: &str) -> bool {
    text.chars().nth(LONGEST_GOODS_CODE).is_none() && !text.contains(char::is_control)
}

/// How somebody names goods: by id, or by the code a scanner read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    Id(GoodsId),
    Code(String),
}

impl Named {
    fn names(&self, goods: &Model) -> bool {
        match self {
            Self::Id(id) => goods.id == *id,
            Self::Code(code) => goods.code == *code,
        }
    }
}

/// What is named, out of what [`super::find_goods`] found, if it is still sold.
pub fn pick<'g>(found: &'g [Model], asked: &Named) -> Result<&'g Model, CatalogRefusal> {
    let goods = found.iter().find(|goods| asked.names(goods));
    let goods = goods.ok_or_else(|| CatalogRefusal::NoSuchGoods {
        asked: match asked {
            Named::Id(id) => id.to_string(),
            Named::Code(code) => code.clone(),
        },
    })?;
    match goods.off_sale_at {
        None => Ok(goods),
        Some(_) => Err(CatalogRefusal::OffSale { name: goods.name.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use entity::values::Timestamp;
    use ulid::Ulid;

    use super::*;

    fn draft(code: &str, name: &str, price: i64, member: Option<i64>) -> Draft {
        Draft {
            category: Ulid::from(1).into(),
            code: code.to_owned(),
            name: name.to_owned(),
            unit: "罐".to_owned(),
            price: Fen(price),
            member_price: member.map(Fen),
            promotion_price: None,
            on_sale: true,
        }
    }

    #[test]
    fn a_draft_is_trimmed_and_checked() {
        let fine = draft(" 6901234500011 ", " 奶粉 一段 ", 29_800, Some(0)).checked();
        let fine = fine.expect("fine goods");
        assert_eq!((fine.code.as_str(), fine.name.as_str()), ("6901234500011", "奶粉 一段"));
        let long = "x".repeat(65);
        for (code, name, price, member, refused) in [
            ("", "奶粉", 1, None, "catalog_code_malformed"),
            ("奶粉", "奶粉", 1, None, "catalog_code_malformed"),
            ("69 01", "奶粉", 1, None, "catalog_code_malformed"),
            (&long, "奶粉", 1, None, "catalog_code_malformed"),
            ("1", "  ", 1, None, "catalog_name_malformed"),
            ("1", "奶\u{7}粉", 1, None, "catalog_name_malformed"),
            ("1", "奶粉", -1, None, "price_malformed"),
            ("1", "奶粉", 100_000_001, None, "price_malformed"),
            ("1", "奶粉", 1, Some(-1), "price_malformed"),
        ] {
            let no =
                draft(code, name, price, member).checked().err().map(crate::error::Error::from);
            assert_eq!(no.and_then(|no| no.code()), Some(refused), "{code} {name} {price}");
        }
    }

    #[test]
    fn goods_are_picked_by_id_or_code_while_they_are_sold() {
        let goods = |n: u128, off_sale_at| Model {
            id: Ulid::from(n).into(),
            merchant_id: Ulid::from(1).into(),
            category_id: Ulid::from(1).into(),
            code: n.to_string(),
            name: "奶粉".to_owned(),
            unit: "罐".to_owned(),
            price: Fen(1),
            member_price: None,
            promotion_price: None,
            off_sale_at,
            created_at: Timestamp(0),
        };
        let found = [goods(1, None), goods(2, Some(Timestamp(0)))];
        let of = |asked: &Named| pick(&found, asked).map(|goods| goods.id);
        assert_eq!(of(&Named::Code("1".to_owned())), Ok(found[0].id));
        assert_eq!(of(&Named::Id(found[0].id)), Ok(found[0].id));
        let sold_out = CatalogRefusal::OffSale { name: "奶粉".to_owned() };
        assert_eq!(of(&Named::Code("2".to_owned())), Err(sold_out));
        let absent = CatalogRefusal::NoSuchGoods { asked: "3".to_owned() };
        assert_eq!(of(&Named::Code("3".to_owned())), Err(absent));
    }
}
