//! What an account answers before anybody has written rules for it.
use entity::{ids::MerchantId, keyword_rule::Kind};

use crate::{
    app::Tx,
    error::Result,
    inbox::{AddRule, Draft, MenuButton, MenuKind, Reply, SaveMenu, add_rule, save_menu},
    world::World,
};

/// A greeting, 新会员中心, and a draft of a menu that leads there.
pub async fn furnish(
    tx: &Tx,
    world: &World,
    (merchant, actor): (MerchantId, &str),
    (appid, name): (&str, &str),
) -> Result<()> {
    let home = format!("/m/{appid}/");
    let greeting = format!("欢迎关注{name}！回复「新会员中心」领取会员卡。");
    let cover = Reply::Cover {
        title: "会员中心".to_owned(),
        description: "点击进入：出示会员码、领优惠券、查看会员权益".to_owned(),
        picture: String::new(),
        link: home.clone(),
    };
    for (kind, pattern, priority, reply) in [
        (Kind::Followed, "", 0, Reply::Text { content: greeting }),
        (Kind::Exact, "新会员中心", 100, cover),
    ] {
        let rule = Draft { kind, pattern: pattern.to_owned(), priority, enabled: true, reply };
        let (actor, appid) = (actor.to_owned(), appid.to_owned());
        add_rule(tx, world, AddRule { merchant, actor, appid, rule }).await?;
    }
    let button = MenuButton {
        name: "会员中心".to_owned(),
        kind: MenuKind::View,
        key: None,
        url: Some(home),
        appid: None,
        pagepath: None,
        children: None,
    };
    let (actor, appid) = (actor.to_owned(), appid.to_owned());
    save_menu(tx, world, SaveMenu { merchant, actor, appid, buttons: vec![button] }).await?;
    Ok(())
}
