//! Decisions about signing in.
use crate::error::refusals;

refusals! {
    /// Why somebody is not signed in.
    pub enum SessionRefusal {
        BadTarget = Invalid "oauth_target" "返回地址不正确" "only pages of this gateway can be returned to";
        BadState = Invalid "oauth_state"
            "登录已失效，请从公众号重新进入" "this sign-in has expired: begin again from the account";
        BadCode = Invalid "oauth_code" "微信授权已失效，请重新进入" "WeChat did not accept the code";
        Snapshot = Forbidden "snapshot_user"
            "请点击右下角「使用完整服务」" "open the full service first";
        BadPhoneCode = Invalid "phone_code"
            "没有取得手机号，请重试" "WeChat did not accept the phone code";
        PhoneProofGone = Invalid "phone_proof_gone"
            "手机号验证已过期，请重新验证" "verify the phone again";
        Closed = Forbidden "identity_closed"
            "这个微信账号已经注销，请换一个微信号" "this WeChat account was closed";
        NotAMember = Forbidden "not_a_member" "请先注册或绑定会员" "register or bind first";
        NoMemberPage = NotFound "no_member_page" "请从公众号菜单进入会员中心" "open the member centre from the account";
        ForeignUrl = Forbidden "foreign_url" "不能为其他网站签名" "only our own pages are signed";
    }
}

/// Longest path a browser may come back to.
const LONGEST: usize = 512;

/// A path of the member centre of this very account, or nothing (B2).
pub fn own_page<'a>(appid: &str, to: &'a str) -> Option<&'a str> {
    let rest = to.strip_prefix("/m/")?.strip_prefix(appid)?;
    let inside = rest.is_empty() || rest.starts_with('/') || rest.starts_with('?');
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_.~?&=%".contains(&b);
    let lower = to.to_ascii_lowercase();
    let tricks = ["//", "..", "%0", "%2f", "%5c", "%2e"];
    let harmless = to.bytes().all(plain) && !tricks.iter().any(|trick| lower.contains(trick));
    (inside && harmless && to.len() <= LONGEST).then_some(to)
}

/// The page that a URL names, without its fragment, if it is on our own site. The text is signed as
/// it stands, so it is not parsed and written again.
pub fn own_url<'a>(public_url: &str, url: &'a str) -> Option<&'a str> {
    let page = url.split('#').next()?;
    let rest = page.strip_prefix(public_url)?;
    let ours = rest.is_empty() || rest.starts_with('/') || rest.starts_with('?');
    (ours && page.is_ascii() && page.len() <= 2048 && !page.contains('\\')).then_some(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    const APPID: &str = "wx00000000000000a1";

    #[test]
    fn a_browser_comes_back_to_our_pages() {
        for to in [
            "/m/wx00000000000000a1",
            "/m/wx00000000000000a1/",
            "/m/wx00000000000000a1/offers",
            "/m/wx00000000000000a1/offers?store=sto_01JD&x=%E5%BA%97",
            "/m/wx00000000000000a1?from=menu",
        ] {
            assert_eq!(own_page(APPID, to), Some(to));
        }
    }

    /// Ways to say another site, or another of our doors.
    #[rustfmt::skip]
    const ELSEWHERE: &[&str] = &[
            "",
            "/",
            "//",
            "//e.com",
            "///e.com",
            "/\\e.com",
            "\\\\e.com",
            "\\/e.com",
            "https:e.com",
            "https://e.com",
            "http://e.com",
            "HTTPS://E.COM",
            "https:\\\\e",
            "https:///e.com",
            "https://ok@e",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "ftp://e.com",
            "mailto:a@e.com",
            " /m/",
            "\t/m/",
            "/m",
            "/m/",
            "/m/wxother/",
            "/m/wx00000000000000a1@e.com",
            "/m/wx00000000000000a1.e.com",
            "/m/wx00000000000000a1x/",
            "/office",
            "/till",
            "/v1/member/session/end",
            "/api",
            "/m/wx00000000000000a1//e.com",
            "/m/wx00000000000000a1/../../office",
            "/m/wx00000000000000a1/..%2foffice",
            "/m/wx00000000000000a1/%2e%2e/office",
            "/m/wx00000000000000a1/%0d%0aSet-Cookie:x=1",
            "/m/wx00000000000000a1/\r\nx",
            "/m/wx00000000000000a1/%0ax",
            "/m/wx00000000000000a1/%00",
            "/m/wx00000000000000a1/\0",
            "/m/wx00000000000000a1/<script>",
            "/m/wx00000000000000a1/\"onload=x",
            "/m/wx00000000000000a1/ x",
            "/m/wx00000000000000a1/店",
            "/m/wx00000000000000a1/#x",
            "/m/wx00000000000000a1/%5c%5ce.com",
            "/m/wx00000000000000a1/%2F%2Fe.com",
            "/m/wx00000000000000a1\\@e.com",
            "/m/wx00000000000000a1;x",
            "/m/wx00000000000000a1:80",
            "m/wx00000000000000a1/",
            "./m/wx00000000000000a1/",
            "../m/wx00000000000000a1/",
            "?to=https://e.com",
            "#https://e.com",
            "//m/wx00000000000000a1/",
            "/m//wx00000000000000a1/",
            "/M/wx00000000000000a1/",
            "/m/WX00000000000000A1/",
            "http:/m/wx00000000000000a1/",
            "/m/wx00000000000000a1/|",
            "/m/wx00000000000000a1/`x`",
            "/m/wx00000000000000a1/{x}",
    ];

    #[test]
    fn a_browser_is_sent_nowhere_else_b2() {
        assert!(ELSEWHERE.len() >= 60);
        for to in ELSEWHERE {
            assert_eq!(own_page(APPID, to), None, "{to:?}");
        }
        assert_eq!(own_page(APPID, &format!("/m/{APPID}/{}", "a".repeat(600))), None);
    }

    #[test]
    fn only_our_own_pages_are_signed() {
        let ours = "https://card.example.com";
        for (url, signed) in [
            (
                "https://card.example.com/m/wx1/?a=1#/home",
                Some("https://card.example.com/m/wx1/?a=1"),
            ),
            ("https://card.example.com", Some("https://card.example.com")),
            ("https://card.example.com?x=1", Some("https://card.example.com?x=1")),
            ("https://card.example.com.e.com/", None),
            ("https://card.example.com@e.com/", None),
            ("https://card.example.com:444/", None),
            ("https://card.example.com\\@e.com", None),
            ("http://card.example.com/", None),
            ("https://e.com/https://card.example.com/", None),
            ("", None),
        ] {
            assert_eq!(own_url(ours, url), signed, "{url}");
        }
    }
}
