//! What the demo's shop sells.
use entity::{
    category, goods,
    ids::{CategoryId, MerchantId},
    values::Fen,
};

use crate::{app::Tx, catalog, error::Result, world::World};

const CATEGORIES: [(&str, &str); 4] =
    [("milk", "奶粉"), ("diaper", "纸尿裤"), ("feeding", "辅食喂养"), ("care", "洗护服饰")];

/// A category's place, barcode, name, unit, 零售价, 会员价, 促销价.
type Row = (usize, &'static str, &'static str, &'static str, i64, Option<i64>, Option<i64>);

const GOODS: [Row; 14] = [
    (0, "6901234501001", "安贝婴儿配方奶粉 1 段 800g", "罐", 29_800, Some(28_800), None),
    (0, "6901234502008", "安贝较大婴儿奶粉 2 段 800g", "罐", 28_800, Some(27_800), None),
    (0, "6901234503005", "安贝幼儿奶粉 3 段 800g", "罐", 26_800, Some(25_800), Some(23_900)),
    (0, "6901234504002", "牧语羊奶粉 2 段 400g", "罐", 19_800, None, None),
    (1, "6901234511000", "云软纸尿裤 S 60 片", "包", 9_900, Some(9_400), None),
    (1, "6901234512007", "云软纸尿裤 M 52 片", "包", 9_900, Some(9_400), Some(8_900)),
    (1, "6901234513004", "云软拉拉裤 L 44 片", "包", 10_900, Some(10_400), None),
    (1, "6901234514001", "棉柔婴儿湿巾 80 抽", "包", 1_290, Some(1_190), None),
    (2, "6901234521009", "小熊米粉 原味 225g", "盒", 3_680, Some(3_480), None),
    (2, "6901234522006", "胡萝卜果泥 100g", "袋", 990, None, None),
    (2, "6901234523003", "宽口径玻璃奶瓶 240ml", "个", 6_900, Some(6_500), None),
    (3, "6901234531008", "婴儿洗发沐浴露 400ml", "瓶", 5_900, Some(5_500), None),
    (3, "6901234532005", "婴儿润肤霜 50g", "支", 4_500, Some(4_200), Some(3_900)),
    (3, "6901234533002", "纯棉婴儿连体衣 66 码", "件", 8_900, None, None),
];

pub async fn make(tx: &Tx, world: &World, merchant: MerchantId) -> Result<()> {
    let categories: [CategoryId; CATEGORIES.len()] = std::array::from_fn(|_| world.id());
    for (id, (code, name)) in categories.into_iter().zip(CATEGORIES) {
        let row = category::Model {
            id,
            merchant_id: merchant,
            code: code.to_owned(),
            name: name.to_owned(),
            code_was: None,
            deleted_at: None,
            created_at: world.now(),
        };
        catalog::insert_category(tx, row).await?;
    }
    for (category, code, name, unit, price, member_price, promotion_price) in GOODS {
        let row = goods::Model {
            id: world.id(),
            merchant_id: merchant,
            category_id: categories[category],
            code: code.to_owned(),
            name: name.to_owned(),
            unit: unit.to_owned(),
            price: Fen(price),
            member_price: member_price.map(Fen),
            promotion_price: promotion_price.map(Fen),
            off_sale_at: None,
            created_at: world.now(),
        };
        catalog::insert(tx, row).await?;
    }
    Ok(())
}
