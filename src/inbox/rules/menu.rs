//! The menu as the office writes it, and as WeChat reads it.
use serde::{Deserialize, Serialize};
use wechat::client::{Action, Button, Item, Menu, MenuError};

use super::{
    InboxRefusal,
    check::{absolute, is_link},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MenuKind {
    Click,
    View,
    Miniprogram,
    Group,
}

/// A button; which fields it needs follows from its type. Stored as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MenuButton {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: MenuKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// A URL, or a path under `/m/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pagepath: Option<String>,
    /// Of a group: up to five, none of them a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    pub children: Option<Vec<MenuButton>>,
}

/// The menu for WeChat, if it would take it. `home` is where our own paths are.
pub fn wechat_menu(buttons: &[MenuButton], home: &str) -> Result<Menu, InboxRefusal> {
    let button: Result<_, _> = buttons.iter().map(|top| top.button(home)).collect();
    let menu = Menu { button: button? };
    menu.check().map_err(|fault| malformed(told(fault)))?;
    Ok(menu)
}

impl MenuButton {
    fn button(&self, home: &str) -> Result<Button, InboxRefusal> {
        if self.kind != MenuKind::Group {
            return self.item(home).map(Button::Item);
        }
        let children = self.children.as_deref().unwrap_or_default();
        let sub_button: Result<_, _> = children.iter().map(|child| child.item(home)).collect();
        Ok(Button::Group { name: self.shown()?, sub_button: sub_button? })
    }

    fn item(&self, home: &str) -> Result<Item, InboxRefusal> {
        let own = |field: &Option<String>| field.clone().unwrap_or_default();
        let url = self.url.as_deref().unwrap_or_default();
        if matches!(self.kind, MenuKind::View | MenuKind::Miniprogram) && !is_link(url) {
            return Err(malformed(format!("「{}」的链接要以 https:// 或 /m/ 开头", self.name)));
        }
        let url = absolute(url, home);
        let action = match self.kind {
            MenuKind::Click => Action::Click { key: own(&self.key) },
            MenuKind::View => Action::View { url },
            MenuKind::Miniprogram => {
                let (appid, pagepath) = (own(&self.appid), own(&self.pagepath));
                Action::Miniprogram { url, appid, pagepath }
            }
            MenuKind::Group => {
                return Err(malformed(format!("「{}」已在子菜单里，不能再有子菜单", self.name)));
            }
        };
        Ok(Item { name: self.shown()?, action })
    }

    fn shown(&self) -> Result<String, InboxRefusal> {
        let blank = self.name.trim().is_empty() || self.name.chars().any(char::is_control);
        if blank { Err(malformed("按钮要有名称".to_owned())) } else { Ok(self.name.clone()) }
    }
}

/// WeChat's limits, for the person who writes the menu.
fn told(fault: MenuError) -> String {
    match fault {
        MenuError::Buttons(count) => format!("一级菜单要有 1 到 3 个，现在是 {count} 个"),
        MenuError::SubButtons { name, count } => {
            format!("「{name}」的子菜单要有 1 到 5 个，现在是 {count} 个")
        }
        MenuError::Name { name, most } => format!("名称「{name}」太长，最多 {most} 字节"),
        MenuError::Key { name } => format!("「{name}」的键值要有 1 到 128 字节"),
        MenuError::Url { name } => {
            format!("「{name}」的网址应以 https:// 或 http:// 开头，最长 1024 字节")
        }
        MenuError::Target { name } => format!("「{name}」没有填写小程序和页面"),
    }
}

fn malformed(why: String) -> InboxRefusal {
    InboxRefusal::MenuMalformed { why }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const HOME: &str = "https://shop.example";

    fn button(json: serde_json::Value) -> MenuButton {
        serde_json::from_value(json).expect("a button")
    }

    fn view(name: &str) -> MenuButton {
        button(json!({ "name": name, "type": "view", "url": "https://example.com" }))
    }

    fn group(children: Vec<MenuButton>) -> MenuButton {
        MenuButton { kind: MenuKind::Group, url: None, children: Some(children), ..view("更多") }
    }

    #[test]
    fn a_menu_is_told_as_wechat_reads_it() {
        let buttons = [
            button(json!({ "name": "会员中心", "type": "view", "url": "/m/wx1/" })),
            group(vec![
                button(json!({ "name": "客服", "type": "click", "key": "HELP" })),
                button(json!({ "name": "小程序", "type": "miniprogram", "appid": "wx2",
                    "pagepath": "pages/index", "url": "https://example.com" })),
            ]),
        ];
        let menu = wechat_menu(&buttons, HOME).expect("a good menu");
        assert_eq!(
            serde_json::to_value(menu).expect("a menu is JSON"),
            json!({ "button": [
                { "name": "会员中心", "type": "view", "url": "https://shop.example/m/wx1/" },
                { "name": "更多", "sub_button": [
                    { "name": "客服", "type": "click", "key": "HELP" },
                    { "name": "小程序", "type": "miniprogram", "url": "https://example.com",
                      "appid": "wx2", "pagepath": "pages/index" },
                ] },
            ] })
        );
    }

    #[test]
    fn what_wechat_would_refuse_is_refused_here() {
        let with = |field: &str, value: &str| {
            let mut button = json!({ "name": "甲", "type": "view", "url": "https://example.com" });
            button[field] = json!(value);
            self::button(button)
        };
        let of = |n: usize| vec![view("甲"); n];
        for (buttons, fine) in [
            (of(0), false),
            (of(3), true),
            (of(4), false),
            (vec![group(of(5))], true),
            (vec![group(of(6))], false),
            (vec![group(vec![])], false),
            (vec![group(vec![group(of(1))])], false),
            (vec![with("name", "")], false),
            (vec![with("name", " ")], false),
            (vec![with("name", "一二三四五")], true),
            (vec![with("name", "一二三四五六")], false),
            (vec![with("url", "javascript:alert(1)")], false),
            (vec![with("url", "")], false),
            (vec![with("type", "click")], false),
            (vec![with("type", "miniprogram")], false),
        ] {
            assert_eq!(wechat_menu(&buttons, HOME).is_ok(), fine, "{buttons:?}");
        }
    }
}
