//! WeChat's "no" to an account that is being connected, and what to click (WeChat docs, global return
//! codes).
use super::State;

/// A "no" in the words of whoever has to mend it.
pub struct Said {
    pub state: State,
    pub why: String,
    pub hint: &'static str,
}

const SECRET: &str =
    "打开微信公众平台 → 设置与开发 → 基本配置，点「重置」AppSecret，把新的粘贴到「修改」里";
const LATER: &str = "不用改什么，过一会儿会再查一次";
const SUPPORT: &str = "请登录微信公众平台查看站内通知";

pub fn said(code: i64) -> Said {
    let (why, hint) = match code {
        -1 | 45009 | 45011 => {
            return Said {
                state: State::Waiting, why: format!("微信正忙（{code}）"), hint: LATER
            };
        }
        40013 => ("AppID 不对", "请移除这个账号，用正确的 AppID 重新添加"),
        40001 | 40125 => ("AppSecret 不对", SECRET),
        40243 => ("AppSecret 已被冻结", "打开微信公众平台 → 基本配置，解冻 AppSecret"),
        40164 => {
            ("服务器的 IP 不在白名单里", "打开微信公众平台 → 基本配置 → IP 白名单，加上这个 IP")
        }
        48001 => (
            "这个账号没有此功能，可能还没有认证",
            "打开微信公众平台 → 设置与开发 → 接口权限，查看是否已认证",
        ),
        48004 | 50004 => ("接口被微信封禁", SUPPORT),
        50007 => ("账号被微信冻结", SUPPORT),
        89503 => ("需要公众号管理员确认", "请管理员在手机上确认微信发来的消息，然后再查一次"),
        89506 | 89507 => {
            ("管理员拒绝了这个 IP", "请管理员在微信公众平台 → IP 白名单里加上服务器的 IP")
        }
        _ => {
            return Said {
                state: State::Wrong,
                why: format!("微信拒绝了（{code}）"),
                hint: SUPPORT,
            };
        }
    };
    Said { state: State::Wrong, why: format!("{why}（{code}）"), hint }
}

/// The address that WeChat says it saw, from the errmsg of 40164.
pub fn seen_address(errmsg: &str) -> Option<&str> {
    let (_, rest) = errmsg.split_once("invalid ip ")?;
    let address = rest.split([' ', ',']).next()?;
    address.parse::<std::net::IpAddr>().is_ok().then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_to_allow_is_read_from_what_wechat_says() {
        for (errmsg, address) in [
            (
                "invalid ip 120.24.1.2 ipv6 ::ffff:120.24.1.2, not in whitelist rid: 6167e49f",
                Some("120.24.1.2"),
            ),
            ("invalid ip 2001:db8::1, not in whitelist", Some("2001:db8::1")),
            ("invalid ip <script>, not in whitelist", None),
            ("invalid appsecret", None),
        ] {
            assert_eq!(seen_address(errmsg), address, "{errmsg}");
        }
    }

    #[test]
    fn what_passes_by_itself_is_not_called_wrong() {
        for (code, state) in [(-1, State::Waiting), (40125, State::Wrong), (99_999, State::Wrong)] {
            let said = said(code);
            assert_eq!(said.state, state, "{code}");
            assert!(said.why.contains(&code.to_string()), "{code}");
        }
    }
}
