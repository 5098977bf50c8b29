//! The menu at the bottom of an account's conversation (WeChat docs, custom menu).
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Client, ClientError, answer};
use crate::error_code::ErrorCode;

const MOST_BUTTONS: usize = 3;
const MOST_SUB_BUTTONS: usize = 5;
/// In bytes of UTF-8. A phone shows about 4 Chinese characters of it, and 8 of a sub-button.
const LONGEST_NAME: usize = 16;
const LONGEST_SUB_NAME: usize = 60;
const LONGEST_KEY: usize = 128;
const LONGEST_URL: usize = 1024;

/// Up to three buttons, each of which does something or opens up to five that do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Menu {
    pub button: Vec<Button>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Button {
    // First, because WeChat returns an empty `sub_button` with these too.
    Item(Item),
    Group { name: String, sub_button: Vec<Item> },
}

/// A button that does something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub name: String,
    #[serde(flatten)]
    pub action: Action,
}

/// What it does. A `key` comes back in the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Action {
    Click {
        key: String,
    },
    View {
        url: String,
    },
    /// `url` is for phones too old for mini-programs.
    Miniprogram {
        url: String,
        appid: String,
        pagepath: String,
    },
    ScancodePush {
        key: String,
    },
    ScancodeWaitmsg {
        key: String,
    },
    PicSysphoto {
        key: String,
    },
    PicPhotoOrAlbum {
        key: String,
    },
    PicWeixin {
        key: String,
    },
    LocationSelect {
        key: String,
    },
    MediaId {
        media_id: String,
    },
    ViewLimited {
        media_id: String,
    },
    ArticleId {
        article_id: String,
    },
    ArticleViewLimited {
        article_id: String,
    },
}

/// Why a menu was not sent. `name` is the button's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MenuError {
    #[error("a menu has 1 to {MOST_BUTTONS} buttons, not {0}")]
    Buttons(usize),
    #[error("\"{name}\" has 1 to {MOST_SUB_BUTTONS} buttons under it, not {count}")]
    SubButtons { name: String, count: usize },
    #[error("the name \"{name}\" must have 1 to {most} bytes")]
    Name { name: String, most: usize },
    #[error("the key of \"{name}\" must have 1 to {LONGEST_KEY} bytes")]
    Key { name: String },
    #[error(
        "the url of \"{name}\" must begin with http(s):// and have at most {LONGEST_URL} bytes"
    )]
    Url { name: String },
    #[error("\"{name}\" names no appid, page, material or article")]
    Target { name: String },
}

impl Menu {
    /// Finds what WeChat would refuse, with a clearer word than its 40018.
    pub fn check(&self) -> Result<(), MenuError> {
        let count = self.button.len();
        if !(1..=MOST_BUTTONS).contains(&count) {
            return Err(MenuError::Buttons(count));
        }
        self.button.iter().try_for_each(Button::check)
    }
}

impl Button {
    fn check(&self) -> Result<(), MenuError> {
        let (name, sub_button) = match self {
            Self::Item(item) => return item.check(LONGEST_NAME),
            Self::Group { name, sub_button } => (name, sub_button),
        };
        check_name(name, LONGEST_NAME)?;
        let count = sub_button.len();
        if !(1..=MOST_SUB_BUTTONS).contains(&count) {
            return Err(MenuError::SubButtons { name: name.clone(), count });
        }
        sub_button.iter().try_for_each(|item| item.check(LONGEST_SUB_NAME))
    }
}

impl Item {
    fn check(&self, longest_name: usize) -> Result<(), MenuError> {
        check_name(&self.name, longest_name)?;
        let name = || self.name.clone();
        match &self.action {
            Action::View { url } if !is_link(url) => Err(MenuError::Url { name: name() }),
            Action::Miniprogram { url, .. } if !is_link(url) => {
                Err(MenuError::Url { name: name() })
            }
            Action::Miniprogram { appid: target, pagepath: page, .. }
                if target.is_empty() || page.is_empty() =>
            {
                Err(MenuError::Target { name: name() })
            }
            Action::Click { key }
            | Action::ScancodePush { key }
            | Action::ScancodeWaitmsg { key }
            | Action::PicSysphoto { key }
            | Action::PicPhotoOrAlbum { key }
            | Action::PicWeixin { key }
            | Action::LocationSelect { key }
                if !(1..=LONGEST_KEY).contains(&key.len()) =>
            {
                Err(MenuError::Key { name: name() })
            }
            Action::MediaId { media_id: target }
            | Action::ViewLimited { media_id: target }
            | Action::ArticleId { article_id: target }
            | Action::ArticleViewLimited { article_id: target }
                if target.is_empty() =>
            {
                Err(MenuError::Target { name: name() })
            }
            _ => Ok(()),
        }
    }
}

fn check_name(name: &str, most: usize) -> Result<(), MenuError> {
    if (1..=most).contains(&name.len()) {
        return Ok(());
    }
    Err(MenuError::Name { name: name.to_owned(), most })
}

fn is_link(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && url.len() <= LONGEST_URL
}

impl Client {
    /// Replaces the menu. [`Menu::check`] it first. Phones show it within a day, or at the next
    /// follow.
    pub async fn menu_create(&self, access_token: &str, menu: &Menu) -> Result<(), ClientError> {
        let api = "/cgi-bin/menu/create";
        let request = self.post(api, &[("access_token", access_token)]).json(menu);
        answer::<Value>(api, access_token, request).await.map(|_| ())
    }

    /// The menu, or `None` where there is none (WeChat says 46003).
    pub async fn menu_get(&self, access_token: &str) -> Result<Option<Menu>, ClientError> {
        #[derive(Deserialize)]
        struct Answer {
            menu: Menu,
        }

        let api = "/cgi-bin/menu/get";
        let request = self.get(api, &[("access_token", access_token)]);
        match answer(api, access_token, request).await {
            Ok(Answer { menu }) => Ok(Some(menu)),
            Err(error) if error.code() == Some(ErrorCode::NoMenu) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Deletes the menu, and with it every conditional menu.
    pub async fn menu_delete(&self, access_token: &str) -> Result<(), ClientError> {
        let api = "/cgi-bin/menu/delete";
        let request = self.get(api, &[("access_token", access_token)]);
        answer::<Value>(api, access_token, request).await.map(|_| ())
    }
}
