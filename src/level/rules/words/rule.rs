//! How levels rise and fall here, in general. Pure.
use super::super::super::{Expiry, Ladder, Upgrade};
use crate::lang::say;

pub fn rule(ladder: &Ladder) -> String {
    let by = ladder.program.upgrade;
    let sold = ladder.steps().any(|rung| rung.terms.price.is_some());
    let rise = match by {
        Upgrade::None if sold => say("在门店付费升级。", "Levels are bought in a store. "),
        Upgrade::None => say("等级由门店设定。", "The shop sets the levels. "),
        Upgrade::Growth => say(
            "成长值达到标准立即升级，升级后成长值从零重新累计。",
            "With enough growth you rise at once, and growth begins at nothing again. ",
        ),
        Upgrade::Points => say(
            "积分达到标准，第二天升级，积分不减少。",
            "With enough points you rise the next day, and keep the points. ",
        ),
        Upgrade::Spend => say(
            "累计消费达到标准，第二天升级；退款从累计中扣除。",
            "With enough purchases in all you rise the next day; what is refunded does not count. ",
        ),
        Upgrade::Recharge => say(
            "累计充值达到标准，第二天升级；退款从累计中扣除。",
            "With enough top-ups in all you rise the next day; what is refunded does not count. ",
        ),
    };
    let or_paid = match sold && by != Upgrade::None {
        true => say("也可以在门店付费升级。", "Levels can be bought in a store, too. "),
        false => "",
    };
    let fall = match &ladder.program.expiry {
        Expiry::AnniversaryStepDown => say(
            "等级有效期一年。到期时看过去一年：成长值达到标准就续期或升级；没有达到但有消费，顺延一年；\
             都没有，降一级，最低等级不再下降。",
            "A level lasts a year. Then the past year counts: with enough growth it goes on or rises; \
             without, but with a purchase, it goes on for a year; otherwise it falls by one, and never \
             below the lowest.",
        ),
        Expiry::Recompute if matches!(by, Upgrade::Growth | Upgrade::Points) => say(
            "有有效期的等级，到期第二天按有效期内获得的数量重新评定。",
            "Of a level with a last day, what was earned in its time decides on the day after.",
        ),
        Expiry::Fixed => say(
            "有有效期的等级，到期第二天降为指定的等级。",
            "A level with a last day becomes a lower one on the day after.",
        ),
        Expiry::Balance { .. } => say(
            "有有效期的等级，到期第二天按储值余额评定，只降不升。",
            "Of a level with a last day, stored value decides on the day after; it only ever falls.",
        ),
        Expiry::None | Expiry::Recompute => say("等级长期有效。", "A level lasts."),
    };
    [rise, or_paid, fall].concat()
}
