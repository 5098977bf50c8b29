//! Decisions about levels.
pub mod check;
pub mod dates;
pub mod explain;
pub mod fall;
pub mod rise;
#[cfg(test)]
mod samples;
pub mod summary;
pub mod words;

pub use rise::is_above;

use entity::{sale_tender, values::Fen};

use super::Rung;
use crate::error::refusals;

refusals! {
    /// Why a level is not given, or not defined so.
    pub enum LevelRefusal {
        NoSuchLevel = NotFound "no_such_level" "没有这个会员等级" "no such level";
        TermsMalformed { why: String } = Invalid "level_terms_malformed"
            "等级设置有误：{why}" "the level cannot be so: {why}";
        ProgramMalformed { why: String } = Invalid "level_program_malformed"
            "升降级规则有误：{why}" "levels cannot rise and fall so: {why}";
        NotForSale { level: String } = Conflict "level_not_for_sale"
            "{level}不能付费升级" "{level} is not for sale";
        NotHigher { level: String } = Conflict "level_not_higher"
            "会员已经是{level}，不会因此降级或重复升级" "the card is {level} already, or higher";
        PriceChanged { price_text: String } = Conflict "level_price_changed"
            "付费金额现在是{price_text}，请重新确认" "the price is {price_text} now";
        NotByBalance = Invalid "level_tender_unfit"
            "付费升级不能用储值支付" "a level is not paid for with stored value";
        CodeTaken = Conflict "level_code_taken"
            "这个等级编号已被使用" "another level has this code";
        System = Conflict "level_system"
            "系统等级不能删除" "this level is the system's";
        InUse { why: String } = Conflict "level_in_use"
            "等级正在使用，不能删除：{why}" "this level is in use";
        Unchanged { level: String } = Conflict "level_unchanged"
            "会员已经是{level}" "the card is {level} already";
    }
}

/// Whether a level is sold for this much, and for this kind of money.
pub fn sale(rung: &Rung, tender: sale_tender::Kind, paid: Fen) -> Result<(), LevelRefusal> {
    let level = rung.level.name.clone();
    let price = rung.terms.price.ok_or(LevelRefusal::NotForSale { level })?;
    if tender == sale_tender::Kind::StoredValue {
        return Err(LevelRefusal::NotByBalance);
    }
    if paid != price {
        return Err(LevelRefusal::PriceChanged { price_text: price.to_string() });
    }
    Ok(())
}
