//! Which rule answers a text, and why that one.
use std::cmp::Reverse;

use entity::keyword_rule::Kind;
use serde::Serialize;

use super::{Name, Reply, Rule, kind_text, rule::folded};

/// The narrower, the earlier. What answers anything is asked last whatever its priority.
fn breadth(kind: Kind) -> u8 {
    match kind {
        Kind::Exact => 0,
        Kind::Prefix => 1,
        Kind::Contains => 2,
        Kind::Regex => 3,
        Kind::Followed => 4,
        Kind::Otherwise => 5,
    }
}

/// An account's rules in the order in which they are asked.
#[derive(Default)]
pub struct Rules(Vec<Rule>);

impl Rules {
    pub fn new(mut rules: Vec<Rule>) -> Self {
        rules.sort_by_key(|rule| {
            let last = rule.kind == Kind::Otherwise;
            (last, Reverse(rule.priority), breadth(rule.kind), rule.name)
        });
        Self(rules)
    }

    /// What a text is answered.
    pub fn to_text(&self, text: &str) -> Option<&Reply> {
        self.winner(&folded(text)).map(|rule| &rule.reply)
    }

    /// What somebody who begins to follow is told.
    pub fn to_follower(&self) -> Option<&Reply> {
        self.first(Kind::Followed)
    }

    /// What a picture, a voice or a place is answered.
    pub fn to_anything(&self) -> Option<&Reply> {
        self.first(Kind::Otherwise)
    }

    fn winner(&self, folded: &str) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.takes(folded))
    }

    fn first(&self, kind: Kind) -> Option<&Reply> {
        self.0.iter().find(|rule| rule.enabled && rule.kind == kind).map(|rule| &rule.reply)
    }
}

/// Which rule answers, and what became of each.
#[derive(Debug)]
pub struct Decision {
    pub matched: Option<Name>,
    pub why: String,
    pub reply: Option<Reply>,
    pub considered: Vec<Considered>,
}

#[derive(Debug)]
pub struct Considered {
    pub name: Name,
    pub pattern: String,
    pub kind: Kind,
    pub priority: i32,
    pub outcome: Outcome,
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Matched,
    AlsoMatches,
    NoMatch,
    Disabled,
}

/// As [`Rules::to_text`], with its reasons.
pub fn decide(rules: &Rules, text: &str) -> Decision {
    let text = folded(text);
    let winner = rules.winner(&text);
    let considered = rules.0.iter().map(|rule| considered(rule, winner, &text)).collect();
    let why = winner.map_or_else(|| "没有规则命中，不回复".to_owned(), hit);
    let reply = winner.map(|rule| rule.reply.clone());
    Decision { matched: winner.map(|rule| rule.name), why, reply, considered }
}

fn considered(rule: &Rule, winner: Option<&Rule>, folded: &str) -> Considered {
    let (outcome, why) = match winner {
        Some(winner) if winner.name == rule.name => (Outcome::Matched, hit(rule)),
        _ if !rule.enabled => (Outcome::Disabled, "已停用".to_owned()),
        Some(winner) if rule.takes(folded) => (Outcome::AlsoMatches, behind(rule, winner)),
        _ => (Outcome::NoMatch, miss(rule)),
    };
    let Rule { name, kind, priority, .. } = *rule;
    Considered { name, pattern: rule.pattern.clone(), kind, priority, outcome, why }
}

fn hit(rule: &Rule) -> String {
    format!("命中{}，优先级 {}", rule.title(), rule.priority)
}

fn behind(rule: &Rule, winner: &Rule) -> String {
    let (mine, theirs) = (rule.priority, winner.priority);
    if rule.kind == Kind::Otherwise && winner.kind != Kind::Otherwise {
        "有别的规则命中时不用".to_owned()
    } else if mine != theirs {
        format!("也能命中，但优先级 {mine} 低于 {theirs}")
    } else if rule.kind != winner.kind {
        let (wide, narrow) = (kind_text(rule.kind), kind_text(winner.kind));
        format!("也能命中，但优先级相同时，{narrow}先于{wide}")
    } else {
        "也能命中，但同样的规则里先建的先用".to_owned()
    }
}

fn miss(rule: &Rule) -> String {
    let pattern = &rule.pattern;
    match rule.kind {
        Kind::Exact => format!("文字不是「{pattern}」"),
        Kind::Prefix => format!("文字不以「{pattern}」开头"),
        Kind::Contains => format!("文字里没有「{pattern}」"),
        Kind::Regex => "文字不符合这个正则".to_owned(),
        Kind::Followed => "只在关注时回复".to_owned(),
        Kind::Otherwise => "有别的规则命中时不用".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use entity::ids::KeywordRuleId;
    use ulid::Ulid;

    use super::*;
    use crate::inbox::Draft;

    /// A rule whose id and reply are its number.
    fn rule(number: u64, kind: Kind, pattern: &str, priority: i32) -> Rule {
        let reply = Reply::Text { content: number.to_string() };
        let draft = Draft { kind, pattern: pattern.to_owned(), priority, enabled: true, reply };
        let mut rule = Rule::draft(draft).expect("a good rule");
        rule.name = Name::Kept(KeywordRuleId::from(Ulid::from(u128::from(number))));
        rule
    }

    /// The number of the rule that answers; 0 for none.
    fn answering(rules: &Rules, text: &str) -> u64 {
        match rules.to_text(text) {
            Some(Reply::Text { content }) => content.parse().expect("a number"),
            _ => 0,
        }
    }

    #[test]
    fn each_kind_takes_what_it_says() {
        for (kind, pattern, text, taken) in [
            (Kind::Exact, "新会员中心", "新会员中心", true),
            (Kind::Exact, "新会员中心", " 新会员中心\n", true),
            (Kind::Exact, "新会员中心", "\u{3000}新会员中心\u{3000}", true),
            (Kind::Exact, "新会员中心", "新会员中心在哪", false),
            (Kind::Exact, "vip", "VIP", true),
            (Kind::Exact, "ViP", "vip", true),
            (Kind::Exact, "ＶＩＰ", "VIP", false),
            (Kind::Prefix, "查询", "查询积分", true),
            (Kind::Prefix, "查询", "\u{3000}查询", true),
            (Kind::Prefix, "查询", "我要查询", false),
            (Kind::Contains, "积分", "我的积分呢", true),
            (Kind::Contains, "CARD", "my card", true),
            (Kind::Contains, "积分", "积 分", false),
            (Kind::Regex, r"^\d{6}$", " 123456 ", true),
            (Kind::Regex, r"^\d{6}$", "1234567", false),
            (Kind::Regex, "优惠|coupon", "COUPON?", true),
            (Kind::Followed, "", "", false),
            (Kind::Followed, "", "关注时", false),
            (Kind::Otherwise, "", "任何话", true),
            (Kind::Otherwise, "", "", true),
        ] {
            let rules = Rules::new(vec![rule(1, kind, pattern, 0)]);
            assert_eq!(answering(&rules, text) == 1, taken, "{kind:?} {pattern} / {text}");
        }
    }

    #[test]
    fn a_text_contains_the_pattern_and_not_the_other_way_round_p_ruoyi() {
        let rules = Rules::new(vec![rule(1, Kind::Contains, "新会员中心", 0)]);
        assert_eq!(answering(&rules, "请问新会员中心在哪"), 1);
        for shorter in ["会员", "新", "心", ""] {
            assert_eq!(answering(&rules, shorter), 0, "{shorter:?} is in the pattern");
        }
        let wild = Rules::new(vec![
            rule(1, Kind::Contains, "%", 0),
            rule(2, Kind::Contains, "_", 0),
            rule(3, Kind::Contains, ".*", 0),
        ]);
        for (text, number) in [("会员", 0), ("满100%", 1), ("a_b", 2), ("a.*b", 3)] {
            assert_eq!(answering(&wild, text), number, "{text}: a wildcard is a letter here");
        }
    }

    #[test]
    fn priority_then_narrowness_then_age() {
        let (exact, prefix) = (Kind::Exact, Kind::Prefix);
        let (contains, regex, otherwise) = (Kind::Contains, Kind::Regex, Kind::Otherwise);
        for (rules, number) in [
            (vec![rule(1, exact, "会员", 1), rule(2, contains, "会员", 2)], 2),
            (vec![rule(1, regex, "会员", 1), rule(2, contains, "会员", 1)], 2),
            (vec![rule(1, contains, "会员", 1), rule(2, prefix, "会员", 1)], 2),
            (vec![rule(1, prefix, "会员", 1), rule(2, exact, "会员", 1)], 2),
            (vec![rule(2, exact, "会员", 1), rule(1, exact, "会员", 1)], 1),
            (vec![rule(1, otherwise, "", 99), rule(2, regex, "会员", -99)], 2),
            (vec![rule(1, otherwise, "", 1), rule(2, otherwise, "", 2)], 2),
            (vec![rule(1, Kind::Followed, "", 99), rule(2, exact, "会员", i32::MIN)], 2),
            (vec![rule(1, exact, "积分", 9)], 0),
            (vec![], 0),
        ] {
            let rules = Rules::new(rules);
            let asked: Vec<String> = rules.0.iter().map(|rule| rule.name.to_string()).collect();
            assert_eq!(answering(&rules, "会员"), number, "{asked:?}");
        }
    }

    #[test]
    fn a_disabled_rule_answers_nothing() {
        let disabled = |kind| {
            let mut rule = rule(1, kind, "会员", 0);
            rule.enabled = false;
            rule
        };
        let kinds = [Kind::Exact, Kind::Followed, Kind::Otherwise].map(disabled);
        let rules = Rules::new(kinds.into());
        assert_eq!(rules.to_text("会员"), None);
        assert_eq!((rules.to_follower(), rules.to_anything()), (None, None));
    }

    #[test]
    fn a_follower_and_a_picture_have_rules_of_their_own() {
        let rules = Rules::new(vec![
            rule(1, Kind::Followed, "", 0),
            rule(2, Kind::Followed, "", 5),
            rule(3, Kind::Otherwise, "", 0),
        ]);
        let text = |number: u64| Reply::Text { content: number.to_string() };
        assert_eq!(rules.to_follower(), Some(&text(2)));
        assert_eq!(rules.to_anything(), Some(&text(3)));
    }

    #[test]
    fn a_decision_says_why() {
        let mut off = rule(6, Kind::Exact, "新会员中心", 500);
        off.enabled = false;
        let rules = Rules::new(vec![
            rule(1, Kind::Exact, "新会员中心", 100),
            rule(2, Kind::Contains, "会员", 100),
            rule(3, Kind::Contains, "会员", 50),
            rule(4, Kind::Prefix, "积分", 100),
            rule(5, Kind::Otherwise, "", 900),
            off,
            rule(7, Kind::Exact, "新会员中心", 100),
        ]);
        let decision = decide(&rules, "新会员中心");
        assert_eq!(decision.why, "命中「新会员中心」：完全匹配，优先级 100");
        assert_eq!(decision.reply, Some(Reply::Text { content: "1".to_owned() }));
        let told: Vec<_> = decision.considered.iter().map(|c| (c.outcome, &*c.why)).collect();
        assert_eq!(
            told,
            [
                (Outcome::Disabled, "已停用"),
                (Outcome::Matched, "命中「新会员中心」：完全匹配，优先级 100"),
                (Outcome::AlsoMatches, "也能命中，但同样的规则里先建的先用"),
                (Outcome::NoMatch, "文字不以「积分」开头"),
                (Outcome::AlsoMatches, "也能命中，但优先级相同时，完全匹配先于包含"),
                (Outcome::AlsoMatches, "也能命中，但优先级 50 低于 100"),
                (Outcome::AlsoMatches, "有别的规则命中时不用"),
            ]
        );
    }

    #[test]
    fn no_rule_is_a_decision_too() {
        let decision = decide(&Rules::new(vec![rule(1, Kind::Followed, "", 0)]), "你好");
        assert_eq!((decision.matched, decision.reply), (None, None));
        assert_eq!(decision.why, "没有规则命中，不回复");
        assert_eq!(decision.considered[0].why, "只在关注时回复");
    }
}
