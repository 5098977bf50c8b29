//! What may be kept as a rule.
use entity::keyword_rule::Kind;
use serde::{Deserialize, Serialize};
use wechat::Article;

use super::{InboxRefusal, rule::Matcher};

const LONGEST_PATTERN: usize = 128;
const LONGEST_TEXT: usize = 600;
/// WeChat cuts a text near this many bytes, which emoji reach before 600 characters do.
const LONGEST_TEXT_BYTES: usize = 2048;
const LONGEST_TITLE: usize = 64;
const LONGEST_DESCRIPTION: usize = 120;
const LONGEST_LINK_BYTES: usize = 1024;

/// What a fan is answered. Stored as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Reply {
    Text {
        content: String,
    },
    /// 功能封面: a picture with a title that opens a page.
    Cover {
        title: String,
        description: String,
        /// A URL, a path of ours, or empty.
        picture: String,
        /// A URL, or a path under `/m/`.
        link: String,
    },
}

impl Reply {
    /// As WeChat is told it; `home` is where our own paths are, without a slash at its end.
    pub fn said(&self, home: &str) -> wechat::Reply {
        match self {
            Self::Text { content } => wechat::Reply::Text(content.clone()),
            Self::Cover { title, description, picture, link } => {
                wechat::Reply::News(vec![Article {
                    title: title.clone(),
                    description: description.clone(),
                    pic_url: absolute(picture, home),
                    url: absolute(link, home),
                }])
            }
        }
    }

    fn check(&self) -> Result<(), InboxRefusal> {
        match self {
            Self::Text { content } => {
                sized(content, LONGEST_TEXT, "文字")?;
                unless(content.len() <= LONGEST_TEXT_BYTES, "文字太长，微信最多 2048 字节")?;
                unless(content.chars().all(may_be_in_text), "文字里有不能显示的字符")
            }
            Self::Cover { title, description, picture, link } => {
                sized(title, LONGEST_TITLE, "标题")?;
                let described = description.chars().count() <= LONGEST_DESCRIPTION;
                unless(described, "描述最多 120 个字")?;
                let shown = title.chars().chain(description.chars());
                unless(!shown.into_iter().any(char::is_control), "标题或描述里有不能显示的字符")?;
                unless(is_link(link), "链接应以 https://、http:// 或 /m/ 开头")?;
                let pictured =
                    picture.is_empty() || is_url(picture) || is_path(picture, "/assets/");
                unless(pictured, "图片应是 https:// 或 http:// 网址，或留空")
            }
        }
    }
}

/// A rule before it is kept.
#[derive(Clone, Debug)]
pub struct Draft {
    pub kind: Kind,
    pub pattern: String,
    pub priority: i32,
    pub enabled: bool,
    pub reply: Reply,
}

impl Draft {
    /// The rule as it is kept, or what is wrong with it.
    pub fn checked(self) -> Result<Self, InboxRefusal> {
        self.reply.check()?;
        let pattern = pattern(self.kind, &self.pattern)?;
        Ok(Self { pattern, ..self })
    }
}

/// The pattern as it is kept: nothing where none is asked for, and no spaces around words.
fn pattern(kind: Kind, given: &str) -> Result<String, InboxRefusal> {
    let kept = match kind {
        Kind::Followed | Kind::Otherwise => return Ok(String::new()),
        Kind::Exact | Kind::Prefix | Kind::Contains => given.trim(),
        Kind::Regex => given,
    };
    if kept.trim().is_empty() {
        return Err(InboxRefusal::PatternNeeded);
    }
    let malformed = |why: String| InboxRefusal::PatternMalformed { why };
    if kept.chars().count() > LONGEST_PATTERN {
        return Err(malformed(format!("最多 {LONGEST_PATTERN} 个字")));
    }
    if kept.chars().any(char::is_control) {
        return Err(malformed("有不能显示的字符".to_owned()));
    }
    Matcher::of(kind, kept).map(|_| kept.to_owned())
}

fn sized(text: &str, most: usize, what: &str) -> Result<(), InboxRefusal> {
    unless(!text.trim().is_empty(), &format!("请填写{what}"))?;
    unless(text.chars().count() <= most, &format!("{what}最多 {most} 个字"))
}

fn unless(fine: bool, why: &str) -> Result<(), InboxRefusal> {
    if fine { Ok(()) } else { Err(InboxRefusal::ReplyMalformed { why: why.to_owned() }) }
}

/// XML has no place for the others.
fn may_be_in_text(c: char) -> bool {
    c == '\n' || !c.is_control()
}

/// Where a tap may lead.
pub(super) fn is_link(link: &str) -> bool {
    is_url(link) || is_path(link, "/m/")
}

/// A web address that names its host and nobody's password.
fn is_url(url: &str) -> bool {
    let http = url.starts_with("https://") || url.starts_with("http://");
    let parsed = || reqwest::Url::parse(url).ok();
    let plain =
        || parsed().is_some_and(|url| url.username().is_empty() && url.password().is_none());
    http && is_clean(url) && plain()
}

/// A path of ours that stays under `root`.
fn is_path(path: &str, root: &str) -> bool {
    let under =
        |rest: &str| !rest.starts_with('/') && !rest.split(['/', '?', '#']).any(|s| s == "..");
    path.strip_prefix(root).is_some_and(under) && is_clean(path)
}

fn is_clean(link: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    link.len() <= LONGEST_LINK_BYTES && !link.chars().any(odd)
}

/// Our own paths with our address before them.
pub(super) fn absolute(link: &str, home: &str) -> String {
    if link.starts_with('/') { format!("{home}{link}") } else { link.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Refusal;

    fn draft(kind: Kind, pattern: &str, reply: Reply) -> Draft {
        Draft { kind, pattern: pattern.to_owned(), priority: 0, enabled: true, reply }
    }

    fn text(content: &str) -> Reply {
        Reply::Text { content: content.to_owned() }
    }

    fn cover(title: &str, picture: &str, link: &str) -> Reply {
        let [title, picture, link] = [title, picture, link].map(str::to_owned);
        Reply::Cover { title, description: String::new(), picture, link }
    }

    fn code(draft: Draft) -> &'static str {
        draft.checked().map_or_else(|no| no.problem().1, |_| "fine")
    }

    #[test]
    fn a_pattern_is_checked_by_its_kind() {
        let long = "长".repeat(LONGEST_PATTERN + 1);
        for (kind, pattern, expected) in [
            (Kind::Exact, "新会员中心", "fine"),
            (Kind::Exact, "", "pattern_needed"),
            (Kind::Prefix, " \u{3000}", "pattern_needed"),
            (Kind::Contains, "100%", "fine"),
            (Kind::Contains, "a\u{0}b", "pattern_malformed"),
            (Kind::Contains, &long, "pattern_malformed"),
            (Kind::Contains, &long[3..], "fine"),
            (Kind::Contains, "(", "fine"),
            (Kind::Regex, "(", "pattern_malformed"),
            (Kind::Regex, "", "pattern_needed"),
            (Kind::Regex, r"^会员\w{1,3}\d+$", "fine"),
            (Kind::Regex, "((a{100}){100}){100}", "pattern_malformed"),
            (Kind::Regex, r"(a)\1", "pattern_malformed"),
            (Kind::Regex, r"(?=a)", "pattern_malformed"),
            (Kind::Followed, "", "fine"),
            (Kind::Otherwise, "ignored", "fine"),
        ] {
            assert_eq!(code(draft(kind, pattern, text("好"))), expected, "{kind:?} {pattern:?}");
        }
    }

    #[test]
    fn a_pattern_is_kept_without_what_means_nothing() {
        for (kind, given, kept) in [
            (Kind::Exact, "\u{3000}会员 ", "会员"),
            (Kind::Regex, r"a\ ", r"a\ "),
            (Kind::Followed, "会员", ""),
        ] {
            let draft = draft(kind, given, text("好")).checked().expect("a good rule");
            assert_eq!(draft.pattern, kept, "{kind:?}");
        }
    }

    #[test]
    fn a_text_is_checked_for_what_wechat_can_show_a13() {
        for (content, expected) in [
            ("好".repeat(600), "fine"),
            ("好".repeat(601), "reply_malformed"),
            ("👶".repeat(512), "fine"),
            ("👶".repeat(513), "reply_malformed"),
            (" \n".to_owned(), "reply_malformed"),
            ("第一行\n第二行".to_owned(), "fine"),
            ("响铃\u{7}".to_owned(), "reply_malformed"),
        ] {
            assert_eq!(code(draft(Kind::Exact, "a", text(&content))), expected, "{content}");
        }
    }

    #[test]
    fn a_cover_leads_to_the_web_or_to_our_own_pages_b2() {
        let long = format!("https://example.com/{}", "a".repeat(LONGEST_LINK_BYTES));
        for (link, expected) in [
            ("/m/wx00000000000000a1/", "fine"),
            ("https://example.com/a?b=c#d", "fine"),
            ("http://example.com", "fine"),
            ("", "reply_malformed"),
            ("/office", "reply_malformed"),
            ("/m", "reply_malformed"),
            ("//example.com", "reply_malformed"),
            ("/m//example.com", "reply_malformed"),
            ("/m/../office", "reply_malformed"),
            (r"/m/\example.com", "reply_malformed"),
            ("/m/a b", "reply_malformed"),
            ("javascript:alert(1)", "reply_malformed"),
            ("data:text/html,a", "reply_malformed"),
            ("https://", "reply_malformed"),
            ("https://ok@example.com", "reply_malformed"),
            (r"https:\\example.com", "reply_malformed"),
            ("https://example.com/\r\nSet-Cookie:a", "reply_malformed"),
            (&long, "reply_malformed"),
        ] {
            let reply = cover("会员中心", "", link);
            assert_eq!(code(draft(Kind::Exact, "a", reply)), expected, "{link:?}");
        }
    }

    #[test]
    fn a_cover_has_a_title_and_perhaps_a_picture() {
        for (title, picture, expected) in [
            ("题".repeat(64), "", "fine"),
            ("题".repeat(65), "", "reply_malformed"),
            (" ".to_owned(), "", "reply_malformed"),
            ("两\n行".to_owned(), "", "reply_malformed"),
            ("题".to_owned(), "https://example.com/a.png", "fine"),
            ("题".to_owned(), "/assets/cover.png", "fine"),
            ("题".to_owned(), "/../cover.png", "reply_malformed"),
            ("题".to_owned(), "cover.png", "reply_malformed"),
        ] {
            let reply = cover(&title, picture, "/m/a/");
            assert_eq!(code(draft(Kind::Exact, "a", reply)), expected, "{title} {picture}");
        }
    }

    #[test]
    fn our_own_paths_are_told_with_our_address_reg02() {
        let said = cover("会员中心", "", "/m/wx1/").said("https://shop.example");
        let wechat::Reply::News(articles) = said else { panic!("a cover is news") };
        assert_eq!(articles[0].url, "https://shop.example/m/wx1/");
        assert_eq!(articles[0].pic_url, "");
    }
}
