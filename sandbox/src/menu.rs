//! The limits of a custom menu (WeChat docs, custom menu creation).
use serde_json::Value;

use crate::errcode::{self, Errcode};

struct Limits {
    count: usize,
    name_bytes: usize,
    wrong_count: Errcode,
    wrong_type: Errcode,
    wrong_name: Errcode,
    wrong_key: Errcode,
    wrong_url: Errcode,
}

const TOP: Limits = Limits {
    count: 3,
    name_bytes: 16,
    wrong_count: errcode::INVALID_BUTTON_COUNT,
    wrong_type: errcode::INVALID_BUTTON_TYPE,
    wrong_name: errcode::INVALID_BUTTON_NAME,
    wrong_key: errcode::INVALID_BUTTON_KEY,
    wrong_url: errcode::INVALID_BUTTON_URL,
};

const SUB: Limits = Limits {
    count: 5,
    name_bytes: 60,
    wrong_count: errcode::INVALID_SUB_BUTTON_COUNT,
    wrong_type: errcode::INVALID_SUB_BUTTON_TYPE,
    wrong_name: errcode::INVALID_SUB_BUTTON_NAME,
    wrong_key: errcode::INVALID_SUB_BUTTON_KEY,
    wrong_url: errcode::INVALID_SUB_BUTTON_URL,
};

/// Types that carry a key and push it when tapped.
const KEYED: [&str; 7] = [
    "click",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
];

/// The buttons of `{"button": […]}`, if WeChat would take them.
pub fn check(menu: &Value) -> Result<Vec<Value>, Errcode> {
    let buttons = menu["button"].as_array().ok_or(errcode::MALFORMED)?;
    check_row(buttons, &TOP)?;
    Ok(buttons.clone())
}

fn check_row(buttons: &[Value], limits: &Limits) -> Result<(), Errcode> {
    if buttons.is_empty() || buttons.len() > limits.count {
        return Err(limits.wrong_count);
    }
    buttons.iter().try_for_each(|button| check_button(button, limits))
}

fn check_button(button: &Value, limits: &Limits) -> Result<(), Errcode> {
    let bounded = |field: &str, most: usize| {
        button[field].as_str().is_some_and(|text| !text.is_empty() && text.len() <= most)
    };
    if !bounded("name", limits.name_bytes) {
        return Err(limits.wrong_name);
    }
    if let Some(children) = button["sub_button"].as_array().filter(|some| !some.is_empty()) {
        let nested = limits.count == SUB.count;
        return if nested { Err(limits.wrong_type) } else { check_row(children, &SUB) };
    }
    match button["type"].as_str().unwrap_or_default() {
        "view" | "miniprogram" if !bounded("url", 1024) => Err(limits.wrong_url),
        "miniprogram" if !bounded("appid", 64) || !bounded("pagepath", 1024) => {
            Err(limits.wrong_url)
        }
        "view" | "miniprogram" => Ok(()),
        keyed if KEYED.contains(&keyed) && bounded("key", 128) => Ok(()),
        keyed if KEYED.contains(&keyed) => Err(limits.wrong_key),
        _ => Err(limits.wrong_type),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn view(name: &str) -> Value {
        json!({ "type": "view", "name": name, "url": "http://127.0.0.1/m/" })
    }

    #[test]
    fn a_menu_within_the_limits_is_taken_and_others_are_refused_with_wechats_codes() {
        let click = |key: &str| json!({ "type": "click", "name": "签到", "key": key });
        let group = |n: usize| json!({ "name": "更多", "sub_button": vec![view("优惠券"); n] });
        let nested = json!({ "name": "更多", "sub_button": [group(1)] });
        for (buttons, verdict) in [
            (vec![view("会员中心"), click("SIGN"), group(5)], Ok(3)),
            (vec![], Err(40016)),
            (vec![view("一"), view("二"), view("三"), view("四")], Err(40016)),
            (vec![json!({ "type": "dance", "name": "跳舞" })], Err(40017)),
            (vec![view("会员中心会员")], Err(40018)),
            (vec![click("")], Err(40019)),
            (vec![click(&"k".repeat(129))], Err(40019)),
            (vec![json!({ "type": "view", "name": "去" })], Err(40020)),
            (vec![group(6)], Err(40023)),
            (vec![nested], Err(40024)),
        ] {
            let got = check(&json!({ "button": buttons })).map(|taken| taken.len());
            assert_eq!(got.map_err(|refused| refused.0), verdict, "{buttons:?}");
        }
        assert_eq!(check(&json!([])), Err(errcode::MALFORMED));
    }
}
