//! What a check found, a line each: how it is, why, and what to click.
use entity::values::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::errcode::{said, seen_address};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Ok,
    /// Somebody has to mend it.
    Wrong,
    /// Nothing is wrong yet: something has still to be done or to happen.
    Waiting,
}

/// A line of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Item {
    /// `token`, `ips`, `callback`, `domains`, `menu`
    pub key: &'static str,
    pub name: &'static str,
    pub state: State,
    pub why: String,
    /// What to do about it; nothing where it is fine.
    pub hint: Option<String>,
}

/// What WeChat answered to one question.
pub enum Answer<T> {
    Yes(T),
    No {
        code: i64,
        errmsg: String,
    },
    /// No answer, or none that can be read.
    Silent,
    /// It takes an access_token, and there is none.
    NotAsked,
}

/// What we keep of an account.
pub struct Kept {
    pub service: bool,
    pub reached_at: Option<Timestamp>,
    /// Why the last thing that came for it could not be opened.
    pub cause: Option<String>,
    /// Whether its file for WeChat is there, and when it was first asked for.
    pub domain: Option<Option<Timestamp>>,
}

/// All that a check found.
pub struct Seen {
    pub kept: Kept,
    pub token: Answer<()>,
    /// How many addresses pushes come from.
    pub addresses: Answer<usize>,
    /// Whether there is a menu.
    pub menu: Answer<bool>,
}

/// Where WeChat should find us.
pub struct Place {
    /// The host alone.
    pub domain: String,
}

/// The lines, in the order in which they are mended.
pub fn items(seen: &Seen, place: &Place) -> Vec<Item> {
    let mut items = vec![token(&seen.token), addresses(seen), callback(&seen.kept)];
    if seen.kept.service {
        items.push(domains(&seen.kept, place));
        items.push(menu(&seen.menu));
    }
    items
}

fn item(key: &'static str, name: &'static str, state: State, why: impl Into<String>) -> Item {
    Item { key, name, state, why: why.into(), hint: None }
}

impl Item {
    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

const NOT_ALLOWED: i64 = 40164;
const SILENT: &str = "连不上微信";
const SILENT_HINT: &str = "请检查服务器能否访问 api.weixin.qq.com，然后再查一次";

fn token(answer: &Answer<()>) -> Item {
    let (key, name) = ("token", "AppID 和 AppSecret");
    match answer {
        Answer::Yes(()) => item(key, name, State::Ok, "微信认可"),
        // WeChat looks at the address first: whether the secret is right is not known yet.
        Answer::No { code: NOT_ALLOWED, .. } => {
            item(key, name, State::Waiting, "先放行服务器的 IP，再查这一项")
        }
        Answer::No { code, .. } => refused(key, name, *code),
        Answer::Silent | Answer::NotAsked => {
            item(key, name, State::Wrong, SILENT).hint(SILENT_HINT)
        }
    }
}

fn addresses(seen: &Seen) -> Item {
    let (key, name) = ("ips", "IP 白名单");
    if let Answer::No { code: NOT_ALLOWED, errmsg } = &seen.token {
        let said = said(NOT_ALLOWED);
        return match seen_address(errmsg) {
            Some(address) => item(key, name, State::Wrong, format!("微信不允许 {address} 访问"))
                .hint(format!("打开微信公众平台 → 基本配置 → IP 白名单，加上 {address}")),
            None => item(key, name, State::Wrong, said.why).hint(said.hint),
        };
    }
    match &seen.addresses {
        Answer::Yes(count) => {
            item(key, name, State::Ok, format!("已放行；微信从 {count} 个地址推送消息"))
        }
        Answer::No { code, .. } => refused(key, name, *code),
        Answer::Silent => item(key, name, State::Waiting, SILENT).hint(SILENT_HINT),
        Answer::NotAsked => item(key, name, State::Waiting, "AppSecret 通过后再查"),
    }
}

const SERVER: &str = "微信公众平台 → 基本配置 → 服务器配置";

fn callback(kept: &Kept) -> Item {
    let (key, name) = ("callback", "服务器配置");
    if let Some((why, hint)) = kept.cause.as_deref().and_then(|cause| garbled(kept, cause)) {
        return item(key, name, State::Wrong, why).hint(hint);
    }
    match kept.reached_at {
        Some(at) => item(key, name, State::Ok, format!("微信已验证（{}）", at.clock())),
        None => item(key, name, State::Waiting, "微信还没有来验证")
            .hint(format!("打开{SERVER}，粘贴上一步的三项，点「提交」，再点「启用」")),
    }
}

/// Why nothing is opened. What needs no Token to be sent anybody could have sent: once WeChat has
/// reached us, it is not believed.
fn garbled(kept: &Kept, cause: &str) -> Option<(&'static str, String)> {
    let reached = kept.reached_at.is_some();
    let again = |what: &str| format!("打开{SERVER}，{what}，再点「提交」");
    Some(match cause {
        "signature" if !reached => ("微信来过，但 Token 不一致", again("重新粘贴 Token")),
        "mode" if !reached => {
            ("微信来过，但加解密方式不一致", again("选择和这里一样的消息加解密方式"))
        }
        "crypt" => ("微信推送了消息，但 EncodingAESKey 不一致", again("重新粘贴 EncodingAESKey")),
        "addressee" => (
            "微信推送了消息，但原始 ID 不一致",
            "打开微信公众平台 → 公众号设置，核对原始 ID，在这里改正".to_owned(),
        ),
        "stale" => ("微信来过，但服务器的时间不准", "请管理员校准服务器时间".to_owned()),
        _ => return None,
    })
}

fn domains(kept: &Kept, place: &Place) -> Item {
    let (key, name) = ("domains", "网页授权域名");
    let domain = &place.domain;
    let open = "打开微信公众平台 → 公众号设置 → 功能设置";
    match kept.domain {
        None => item(key, name, State::Waiting, "还没有校验文件")
            .hint(format!("{open} → 网页授权域名，下载 MP_verify 文件，在下面上传")),
        Some(None) => item(key, name, State::Waiting, "文件已放好，等微信来取").hint(format!(
            "{open}，在「网页授权域名」和「JS接口安全域名」都填 {domain}，点「保存」"
        )),
        Some(Some(at)) => {
            item(key, name, State::Ok, format!("微信已取走校验文件（{}）", at.clock()))
        }
    }
}

fn menu(answer: &Answer<bool>) -> Item {
    let (key, name) = ("menu", "自定义菜单权限");
    match answer {
        Answer::Yes(true) => item(key, name, State::Ok, "可以使用，菜单已发布"),
        Answer::Yes(false) => item(key, name, State::Ok, "可以使用，还没有发布菜单"),
        Answer::No { code, .. } => refused(key, name, *code),
        Answer::Silent => item(key, name, State::Waiting, SILENT).hint(SILENT_HINT),
        Answer::NotAsked => item(key, name, State::Waiting, "AppSecret 通过后再查"),
    }
}

fn refused(key: &'static str, name: &'static str, code: i64) -> Item {
    let said = said(code);
    item(key, name, said.state, said.why).hint(said.hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Option<Timestamp> = Some(Timestamp(1_796_090_400_000));

    fn fine() -> Seen {
        let kept = Kept { service: true, reached_at: AT, cause: None, domain: Some(AT) };
        let addresses = Answer::Yes(7);
        Seen { kept, token: Answer::Yes(()), addresses, menu: Answer::Yes(true) }
    }

    fn refused(code: i64, errmsg: &str) -> Seen {
        let token = Answer::No { code, errmsg: errmsg.to_owned() };
        Seen { token, addresses: Answer::NotAsked, menu: Answer::NotAsked, ..fine() }
    }

    fn states(seen: &Seen) -> Vec<(&'static str, State)> {
        let place = Place { domain: "card.example.com".to_owned() };
        items(seen, &place).into_iter().map(|item| (item.key, item.state)).collect()
    }

    #[test]
    fn what_stands_in_the_way_is_wrong_and_what_stands_behind_it_waits() {
        use State::{Ok, Waiting, Wrong};
        for (seen, [token, ips, callback, domains, menu]) in [
            (fine(), [Ok, Ok, Ok, Ok, Ok]),
            (refused(40125, "invalid appsecret"), [Wrong, Waiting, Ok, Ok, Waiting]),
            (refused(40164, "invalid ip 1.2.3.4, not in"), [Waiting, Wrong, Ok, Ok, Waiting]),
            (refused(-1, "system error"), [Waiting, Waiting, Ok, Ok, Waiting]),
            (Seen { token: Answer::Silent, ..refused(0, "") }, [Wrong, Waiting, Ok, Ok, Waiting]),
        ] {
            let expected = [
                ("token", token),
                ("ips", ips),
                ("callback", callback),
                ("domains", domains),
                ("menu", menu),
            ];
            assert_eq!(states(&seen), expected);
        }
    }

    #[test]
    fn a_mini_program_has_neither_domain_file_nor_menu() {
        let kept = Kept { service: false, domain: None, ..fine().kept };
        let keys: Vec<_> = states(&Seen { kept, ..fine() }).into_iter().map(|one| one.0).collect();
        assert_eq!(keys, ["token", "ips", "callback"]);
    }

    #[test]
    fn what_anybody_could_have_sent_spoils_no_connection_that_works() {
        for (reached_at, cause, state) in [
            (None, None, State::Waiting),
            (None, Some("signature"), State::Wrong),
            (AT, Some("signature"), State::Ok),
            (AT, Some("mode"), State::Ok),
            (AT, Some("crypt"), State::Wrong),
            (AT, Some("addressee"), State::Wrong),
            (AT, Some("malformed"), State::Ok),
        ] {
            let cause = cause.map(str::to_owned);
            let found = callback(&Kept { reached_at, cause: cause.clone(), ..fine().kept });
            assert_eq!(found.state, state, "{cause:?}");
            assert_eq!(found.hint.is_some(), state != State::Ok, "{cause:?}");
        }
    }

    #[test]
    fn the_address_to_allow_is_told() {
        let seen = refused(40164, "invalid ip 120.24.1.2 ipv6 ::ffff:120.24.1.2, not in whitelist");
        let found = addresses(&seen);
        assert!(found.hint.is_some_and(|hint| hint.ends_with("120.24.1.2")), "{}", found.why);
    }
}
