//! Decisions about pushes, keywords and menus.
mod check;
mod decide;
mod meaning;
mod menu;
mod rule;

pub use check::{Draft, Reply};
pub use decide::{Considered, Decision, Outcome, Rules, decide};
pub use meaning::{Meaning, is_openid, meaning};
pub use menu::{MenuButton, MenuKind, wechat_menu};
pub use rule::{Name, Rule, kind_text};

use crate::error::refusals;

/// All of an account's rules are held against every text that arrives, so there is an end to them.
pub const MOST_RULES: u64 = 200;

refusals! {
    /// Why a keyword rule or a menu is not taken.
    pub enum InboxRefusal {
        NoSuchRule = NotFound "no_such_rule" "没有这条规则" "no such keyword rule";
        RulesFull { most: u64 } = Conflict "rules_full"
            "最多 {most} 条规则，请先删除不用的" "an account has at most {most} rules";
        PatternNeeded = Invalid "pattern_needed" "请填写关键词" "this kind of rule needs a pattern";
        PatternMalformed { why: String } = Invalid "pattern_malformed"
            "关键词不正确：{why}" "the pattern is malformed: {why}";
        ReplyMalformed { why: String } = Invalid "reply_malformed"
            "回复内容不正确：{why}" "the reply is malformed: {why}";
        MenuMalformed { why: String } = Invalid "menu_malformed"
            "菜单不正确：{why}" "the menu is malformed: {why}";
    }
}
