//! What may be typed, and who may see whom.
use entity::values::Phone;
use serde_json::{Map, Value, json};

use crate::{error::refusals, member::hidden};

refusals! {
    /// Why the back office does not do to a member what was asked.
    pub enum CrmRefusal {
        ChangedMeanwhile = Conflict "changed_meanwhile"
            "这位会员刚刚被修改过，请刷新后再改" "somebody changed this member meanwhile: read again";
        FieldMalformed { field: &'static str, most: usize } = Invalid "field_malformed"
            "{field}最多 {most} 个字，不能有控制字符" "at most {most} characters, none of them invisible";
        WebsiteMalformed = Invalid "website_malformed"
            "网站需要以 http:// 或 https:// 开头" "a website begins with http:// or https://";
        SearchMalformed = Invalid "search_malformed"
            "搜索内容需要 1 到 64 个字" "1 to 64 characters to look for";
        NoSuchTag = NotFound "no_such_tag" "没有这个标签" "no such tag";
        TagMalformed = Invalid "tag_malformed" "标签需要 1 到 16 个字" "a tag has 1 to 16 characters";
        TagTaken = Conflict "tag_taken" "已经有同名的标签" "there is a tag of this name";
        TooManyTags { most: usize } = Conflict "too_many_tags"
            "最多 {most} 个标签" "there are at most {most} tags";
        TooManyMembers { most: usize } = Invalid "too_many_members"
            "一次 1 到 {most} 位会员" "1 to {most} members at once";
        NoSuchNote = NotFound "no_such_note" "没有这条备注" "no such note";
        NoteMalformed = Invalid "note_malformed" "备注需要 1 到 500 个字" "a note has 1 to 500 characters";
        NoSuchView = NotFound "no_such_view" "没有这个视图" "no such view";
        ViewMalformed = Invalid "view_malformed"
            "视图名称需要 1 到 32 个字" "a view has a name of 1 to 32 characters";
        TooManyViews { most: u64 } = Conflict "too_many_views"
            "最多保存 {most} 个视图" "at most {most} views are kept";
        TooManyLooks { retry_after_s: i64 } = TooMany "too_many_looks"
            "查看手机号太频繁，请 {retry_after_s} 秒后再试" "too many phones were looked at: wait {retry_after_s} s";
        TooManySearches { retry_after_s: i64 } = TooMany "too_many_searches"
            "按手机号查找太频繁，请 {retry_after_s} 秒后再试" "too many phones were searched for: wait {retry_after_s} s";
    }
}

/// Tags of a merchant, members that are tagged at once, views that somebody keeps.
pub const TAGS: usize = 200;
pub const MEMBERS_AT_ONCE: usize = 200;
pub const VIEWS: u64 = 50;
/// Phones that one of the staff looks at in one [`WINDOW_MS`], by the clock.
pub const LOOKS: u64 = 60;
/// Whole phones that one of the staff searches for in as long: enough for whoever serves people, and
/// too few for whoever wants to learn which phones are members'.
pub const SEARCHES: u64 = 120;
pub const WINDOW_MS: i64 = 3600 * 1000;

/// Text without blanks around it, that may be left empty: none, then.
pub fn field(
    typed: Option<String>,
    field: &'static str,
    most: usize,
) -> Result<Option<String>, CrmRefusal> {
    let text = typed.as_deref().unwrap_or_default().trim();
    // A remark may have several lines.
    let visible = text.chars().all(|c| !hidden(c) || c == '\n');
    if text.chars().count() > most || !visible {
        return Err(CrmRefusal::FieldMalformed { field, most });
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// An address that a page may make a link of.
pub fn website(typed: Option<String>) -> Result<Option<String>, CrmRefusal> {
    let text = field(typed, "网站", 200)?;
    let link = |text: &String| text.starts_with("https://") || text.starts_with("http://");
    if text.as_ref().is_none_or(link) { Ok(text) } else { Err(CrmRefusal::WebsiteMalformed) }
}

/// 1 to so many characters.
fn words(typed: &str, most: usize) -> Option<String> {
    field(Some(typed.to_owned()), "", most).ok().flatten()
}

pub fn tag_name(typed: &str) -> Result<String, CrmRefusal> {
    words(typed, 16).filter(|name| !name.contains('\n')).ok_or(CrmRefusal::TagMalformed)
}

pub fn note(typed: &str) -> Result<String, CrmRefusal> {
    words(typed, 500).ok_or(CrmRefusal::NoteMalformed)
}

pub fn sought(typed: &str) -> Result<String, CrmRefusal> {
    words(typed, 64).ok_or(CrmRefusal::SearchMalformed)
}

pub fn view_name(typed: &str) -> Result<String, CrmRefusal> {
    words(typed, 32).ok_or(CrmRefusal::ViewMalformed)
}

/// Whether this look, counted already, may be had.
pub fn may_look(looks: u64, now_ms: i64) -> Result<(), CrmRefusal> {
    match looks <= LOOKS {
        true => Ok(()),
        false => Err(CrmRefusal::TooManyLooks { retry_after_s: window_left_s(now_ms) }),
    }
}

/// Whether this search for a whole phone, counted already, may be made.
pub fn may_search(searches: u64, now_ms: i64) -> Result<(), CrmRefusal> {
    match searches <= SEARCHES {
        true => Ok(()),
        false => Err(CrmRefusal::TooManySearches { retry_after_s: window_left_s(now_ms) }),
    }
}

fn window_left_s(now_ms: i64) -> i64 {
    (WINDOW_MS - now_ms.rem_euclid(WINDOW_MS) + 999) / 1000
}

/// Of two objects with the same fields, those that differ: before and after.
pub fn changed(before: Value, after: Value) -> (Value, Value) {
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return (Value::Null, Value::Null);
    };
    let differs = |(name, value): &(String, Value)| after.get(name) != Some(value);
    let was: Map<_, _> = before.into_iter().filter(differs).collect();
    let is = after.into_iter().filter(|(name, _)| was.contains_key(name)).collect();
    (Value::Object(was), Value::Object(is))
}

/// What changed, as the log keeps it: what says who somebody is, is masked, and where a mask is the
/// same before and after it says 已修改 (G8, G16).
pub fn logged(before: Value, after: Value) -> Value {
    let (mut before, mut after) = changed(before, after);
    for (field, mask) in MASKS {
        let masked = |value: &Value| value[*field].as_str().map(mask);
        let (was, is) = (masked(&before), masked(&after));
        let is = if was == is { is.map(|_| "已修改".to_owned()) } else { is };
        for (side, value) in [(&mut before, was), (&mut after, is)] {
            if let Some(value) = value {
                side[*field] = Value::String(value);
            }
        }
    }
    json!({ "before": before, "after": after })
}

type Mask = fn(&str) -> String;

const MASKS: &[(&str, Mask)] = &[
    ("phone", phone_masked),
    ("name", name_masked),
    ("title", name_masked),
    ("birthday", |_| "已填写".to_owned()),
    ("email", email_masked),
    ("id_number", id_number_masked),
    ("fax", tail_masked),
    ("linked_number", tail_masked),
    ("website", |_| "已填写".to_owned()),
];

/// `138****0001`
fn phone_masked(number: &str) -> String {
    Phone::parse(number).map_or_else(|| "****".to_owned(), |phone| phone.masked())
}

/// `****1234`, or nothing of what is short.
fn tail_masked(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let tail = letters.len().checked_sub(4).filter(|hidden| *hidden > 3);
    format!(
        "****{}",
        tail.map(|from| letters[from..].iter().collect::<String>()).unwrap_or_default()
    )
}

/// `王*`, `王**`: how long it is, and how it begins.
pub fn name_masked(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next();
    first.into_iter().chain(letters.map(|_| '*')).collect()
}

/// `x***@mail.cn`
pub fn email_masked(email: &str) -> String {
    match email.split_once('@') {
        Some((who, host)) => format!("{}***@{host}", who.get(..1).unwrap_or_default()),
        None => "***".to_owned(),
    }
}

/// `330***********1234`
pub fn id_number_masked(number: &str) -> String {
    match (number.get(..3), number.len().checked_sub(4).and_then(|from| number.get(from..))) {
        (Some(first), Some(last)) if number.len() > 8 => {
            format!("{first}{}{last}", "*".repeat(number.len() - 7))
        }
        _ => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_says_what_changed_and_not_who_they_are_g8() {
        let was = json!({
            "name": "王小美", "birthday": "1990-02-28", "fax": "0571-88001234", "website": null,
            "linked_number": "V-1", "job": "教师", "email": "xiaomei@mail.cn", "remark": null,
            "phone": "13800000001",
        });
        let is = json!({
            "name": "王大美", "birthday": null, "fax": "0571-88005678", "website": "https://a.cn",
            "linked_number": "V-2", "job": "医生", "email": "xm@mail.cn", "remark": null,
            "phone": "13812340001",
        });
        let told = json!({
            "before": {
                "name": "王**", "birthday": "已填写", "fax": "****1234", "website": null,
                "linked_number": "****", "job": "教师", "email": "x***@mail.cn",
                "phone": "138****0001",
            },
            "after": {
                "name": "已修改", "birthday": null, "fax": "****5678", "website": "已填写",
                "linked_number": "已修改", "job": "医生", "email": "已修改", "phone": "已修改",
            },
        });
        assert_eq!(logged(was.clone(), is), told);
        assert_eq!(logged(was.clone(), was), json!({ "before": {}, "after": {} }));
    }

    #[test]
    fn a_field_is_a_few_visible_words_a13() {
        let kept = |text: &str| field(Some(text.to_owned()), "工作岗位", 4);
        assert_eq!(kept(" 店长 "), Ok(Some("店长".to_owned())));
        assert_eq!(kept("甲\n乙"), Ok(Some("甲\n乙".to_owned())));
        assert_eq!((kept("  "), field(None, "x", 4)), (Ok(None), Ok(None)));
        for bad in ["一二三四五", "a\0", "\u{202e}a"] {
            assert!(kept(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_website_is_one_that_a_browser_opens_g4() {
        let kept = |text: &str| website(Some(text.to_owned()));
        assert_eq!(kept("https://a.cn/x"), Ok(Some("https://a.cn/x".to_owned())));
        assert_eq!(kept(""), Ok(None));
        for bad in ["javascript:alert(1)", "a.cn", "ftp://a.cn", "//a.cn"] {
            assert_eq!(kept(bad), Err(CrmRefusal::WebsiteMalformed), "{bad}");
        }
    }

    #[test]
    fn what_names_somebody_is_masked_g8() {
        for (name, shown) in [("王小明", "王**"), ("李", "李"), ("", "")] {
            assert_eq!(name_masked(name), shown);
        }
        assert_eq!(email_masked("xiaomei@mail.cn"), "x***@mail.cn");
        assert_eq!(id_number_masked("11010519491231002X"), "110***********002X");
        assert_eq!(
            (email_masked("x"), id_number_masked("1")),
            ("***".to_owned(), "***".to_owned())
        );
    }

    #[test]
    fn the_log_says_what_differs_and_nothing_else_adm_07() {
        let (before, after) = (json!({ "a": 1, "b": null }), json!({ "a": 1, "b": "x" }));
        assert_eq!(changed(before, after), (json!({ "b": null }), json!({ "b": "x" })));
    }

    #[test]
    fn sixty_phones_an_hour_are_enough_g9() {
        assert_eq!(may_look(LOOKS, 0), Ok(()));
        let no = Err(CrmRefusal::TooManyLooks { retry_after_s: 3599 });
        assert_eq!(may_look(LOOKS + 1, 1_000), no);
    }

    #[test]
    fn whole_phones_are_searched_for_so_often_an_hour_g9() {
        assert_eq!(may_search(SEARCHES, 0), Ok(()));
        let no = Err(CrmRefusal::TooManySearches { retry_after_s: 1 });
        assert_eq!(may_search(SEARCHES + 1, WINDOW_MS - 1), no);
    }
}
