//! What a payment by stored value and a top-up would come to, in words, by settings and rules that
//! nobody may have published yet. Pure.
use entity::{
    account::Asset,
    ids::{CardId, LotId, MerchantId},
    lot,
    recharge_rule::Model,
    values::{Fen, Timestamp},
};
use uuid::Uuid;

use super::{
    program::{Order, Program},
    recharge::{Draft, Gifts, Terms, Visit, holds},
    spend,
    view::gift_lines,
};
use crate::error::Refusal;

/// Principal and gift, in fen.
pub type Parts = (Fen, Fen);

/// What `amount` is made of, where all that there is came with one top-up; as much of it as there is.
pub fn split((principal, gift): Parts, amount: Fen, order: Order) -> Parts {
    let lots = [(Asset::Principal, principal), (Asset::Gift, gift)].map(lot);
    let amount = amount.min(Fen(principal.0.saturating_add(gift.0)));
    let shares = spend::parts(lots.iter().collect(), amount, order).unwrap_or_default();
    let sum = |parts: &[(LotId, i64)]| Fen(parts.iter().map(|(_, fen)| fen).sum());
    (sum(&shares.principal), sum(&shares.gift))
}

fn lot((asset, fen): (Asset, Fen)) -> lot::Model {
    lot::Model {
        id: LotId(Uuid::from_u128(if asset == Asset::Gift { 2 } else { 1 })),
        merchant_id: MerchantId(Uuid::nil()),
        card_id: CardId(Uuid::nil()),
        asset,
        source: Uuid::nil(),
        opened: fen.0,
        remaining: fen.0,
        expires_at: None,
        opened_at: Timestamp(0),
    }
}

/// A recharge rule, kept or not.
#[derive(Clone)]
pub struct Rule {
    pub row: Model,
    pub terms: Terms,
}

impl Rule {
    pub fn kept(row: Model) -> serde_json::Result<Self> {
        Ok(Self { terms: serde_json::from_str(&row.terms)?, row })
    }

    /// As if it had been made now.
    pub fn draft(merchant: MerchantId, draft: Draft) -> Self {
        let Draft { name, principal, terms, once_per_member, starts_at, ends_at } = draft;
        let row = Model {
            id: ulid::Ulid::nil().into(),
            merchant_id: merchant,
            name,
            principal,
            terms: String::new(),
            once_per_member,
            starts_at,
            ends_at,
            withdrawn_at: None,
            version: 1,
            created_at: Timestamp(0),
        };
        Self { row, terms }
    }
}

/// What paying in `amount` would bring, a sentence each: by every rule for this very amount, or by
/// none.
pub fn top_up(rules: &[Rule], amount: Fen, program: &Program, visit: &Visit) -> Vec<String> {
    let fitting = rules.iter().filter(|rule| rule.row.principal == amount);
    let mut said: Vec<_> = fitting.map(|rule| by_rule(rule, visit)).collect();
    if said.is_empty() {
        let so = if program.only_rules { "不能充值" } else { "不赠送" };
        said.push(format!("充值 {amount}：没有这个金额的充值活动，{so}"));
    }
    if let Some(limit) = program.cash_limit.filter(|limit| amount > *limit) {
        said.push(format!("一次现金充值最多 {limit}，超过的请转账"));
    }
    if let Some(cap) = program.card_cap.filter(|cap| amount > *cap) {
        said.push(format!("一张卡最多存 {cap}，不能充这么多"));
    }
    said
}

fn by_rule(rule: &Rule, visit: &Visit) -> String {
    let (name, amount) = (&rule.row.name, rule.row.principal);
    if let Err(no) = holds(&rule.row, &rule.terms, visit) {
        return format!("充值 {amount}：「{name}」不适用，{}", no.title_zh());
    }
    let gifts = gifts(&rule.terms.gifts);
    let once = if rule.row.once_per_member { "（每位会员限一次）" } else { "" };
    format!("充值 {amount}：按「{name}」{gifts}{once}")
}

fn gifts(gifts: &Gifts) -> String {
    let lines = gift_lines(gifts);
    if lines.is_empty() { "不赠送".to_owned() } else { lines.join("，") }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;
    use crate::stored_value::recharge::Channel;

    #[test]
    fn a_payment_is_split_as_the_setting_says_rch_09() {
        let has = (Fen(10_000), Fen(1_000));
        for (order, parts) in [
            (Order::ProRata, (5_000, 500)),
            (Order::PrincipalFirst, (5_500, 0)),
            (Order::GiftFirst, (4_500, 1_000)),
        ] {
            let (principal, gift) = split(has, Fen(5_500), order);
            assert_eq!((principal.0, gift.0), parts, "{order:?}");
        }
        assert_eq!(split(has, Fen(99_999), Order::ProRata), has, "no more than there is");
        assert_eq!(split((Fen(0), Fen(0)), Fen(1), Order::ProRata), (Fen(0), Fen(0)));
    }

    #[test]
    fn a_top_up_says_what_it_brings_or_why_it_brings_nothing_rch_01() {
        let visit = Visit {
            store: Ulid::from(1).into(),
            level: None,
            channel: Channel::Till,
            now: Timestamp(1_796_090_400_000),
        };
        let draft = |name: &str, stores| Draft {
            name: name.to_owned(),
            principal: Fen(20_000),
            terms: Terms {
                stores,
                gifts: Gifts { balance: Fen(2_000), ..Gifts::default() },
                ..Terms::default()
            },
            once_per_member: true,
            starts_at: None,
            ends_at: None,
        };
        let merchant = Ulid::from(9).into();
        let here = Rule::draft(merchant, draft("充200送20", vec![]));
        let elsewhere = Rule::draft(merchant, draft("别店", vec![Ulid::from(2).into()]));
        let rules = [here, elsewhere];
        let house = Program::default();
        let said = top_up(&rules, Fen(20_000), &house, &visit);
        assert_eq!(said[0], "充值 ¥200：按「充200送20」赠送 ¥20（每位会员限一次）");
        assert!(said[1].starts_with("充值 ¥200：「别店」不适用，"), "{said:?}");
        let none = top_up(&rules, Fen(10_000), &house, &visit);
        assert_eq!(none, ["充值 ¥100：没有这个金额的充值活动，不赠送"]);
        let only = Program { only_rules: true, ..house };
        let said = top_up(&rules, Fen(600_000), &only, &visit);
        assert_eq!(said.len(), 2, "not by rule, and above the cap: {said:?}");
    }
}
