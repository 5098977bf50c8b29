//! 好孕妈咪母婴: what is in the database when the demo begins.
use entity::{
    coupon_template::{self, Kind as CouponKind},
    ids::{LevelId, MerchantId, StoreId},
    keyword_rule::Kind as Match,
    level, merchant,
    role::System,
    store, terminal,
    values::{Fen, Points},
};

use super::{
    goods,
    wechat::{Known, MINI, SERVICE, SLUG},
};
use crate::{
    app::Tx,
    coupon,
    error::Result,
    inbox::{AddRule, Draft, MenuButton, MenuKind, Reply, SaveMenu, add_rule, save_menu},
    level as levels,
    level::{Discount, Terms, Thresholds},
    merchant as merchants,
    merchant::{NewAccount, Theme, insert_account, seal_account},
    operator::{Hire, Scope, hire, make_roles, system_role},
    seal::Keys,
    store as stores,
    world::World,
};

/// PHC strings.
#[derive(Clone)]
pub struct Passwords {
    pub owner: String,
    pub clerk: String,
    pub clerk2: String,
}

/// 会员类型 of the seed shop: code, name, step on the ladder, what is paid in 1/10,000, benefits.
/// What growth lifts a card to them is in [`GROWTH`].
const LEVELS: [(&str, &str, Option<i32>, i64, &str); 7] = [
    ("12", "普通会员", Some(2), 10_000, "消费 1 元积 1 分\n生日当月双倍积分\n会员日专享价"),
    ("2", "普通卡", Some(1), 10_000, "消费 1 元积 1 分"),
    ("13", "员工卡", None, 8000, "员工专享 8 折"),
    ("11", "超级vip", Some(5), 8800, "全场 88 折\n专属顾问\n生日礼盒"),
    ("1", "临时卡", None, 10_000, "临时使用，不参与升级"),
    ("3", "金卡", Some(4), 9000, "全场 9 折\n生日礼盒"),
    ("4", "银卡", Some(3), 9500, "全场 95 折"),
];
/// Whole growth that reaches a level, once a program counts it.
const GROWTH: [(&str, i64); 3] = [("4", 1_000), ("3", 3_000), ("11", 10_000)];
/// 12 in WeChat, 2 at tills.
const DEFAULTS: (usize, usize) = (0, 1);

pub async fn make(
    tx: &Tx,
    world: &World,
    (keys, sealed_key, passwords): (Keys, Vec<u8>, Passwords),
) -> Result<()> {
    let merchant: MerchantId = world.id();
    let level_ids: [LevelId; LEVELS.len()] = std::array::from_fn(|_| world.id());
    let row = merchant::Model {
        id: merchant,
        slug: SLUG.to_owned(),
        name: SERVICE.name.to_owned(),
        theme: serde_json::to_string(&Theme::default())?,
        sealed_key,
        code_prefix: "88".to_owned(),
        phone_unique: true,
        default_level_wechat: level_ids[DEFAULTS.0],
        default_level_till: level_ids[DEFAULTS.1],
        created_at: world.now(),
    };
    merchants::insert(tx, row).await?;
    for (id, (code, name, rank, rate, benefits)) in level_ids.into_iter().zip(LEVELS) {
        let row = level::Model {
            id,
            merchant_id: merchant,
            code: code.to_owned(),
            name: name.to_owned(),
            system: true,
            rank,
            description: name.to_owned(),
            benefits: benefits.to_owned(),
            terms: Some(serde_json::to_string(&paying(code, rate))?),
            code_was: None,
            deleted_at: None,
            created_at: world.now(),
        };
        levels::insert(tx, row).await?;
    }
    for known in [SERVICE, MINI] {
        connect(tx, world, &keys, merchant, known).await?;
    }
    let here = shop(tx, world, merchant, "人民路店", RENMIN, "T01").await?;
    let there = shop(tx, world, merchant, "万象城店", WANXIANG, "T02").await?;
    make_roles(tx, world, merchant).await?;
    let (here_only, there_only) = (Scope::Stores(vec![here]), Scope::Stores(vec![there]));
    for (login, name, number, role, scope, password_hash) in [
        ("owner", "王店主", "1001", System::Owner, Scope::Chain, passwords.owner),
        ("clerk", "小李", "1002", System::Clerk, here_only, passwords.clerk),
        ("clerk2", "小陈", "1003", System::Clerk, there_only, passwords.clerk2),
    ] {
        let new = Hire {
            merchant,
            login: login.to_owned(),
            name: name.to_owned(),
            number: number.to_owned(),
            password_hash,
            role: system_role(tx, merchant, role).await?,
            scope,
        };
        hire(tx, world, new).await?;
    }
    answers(tx, world, merchant).await?;
    coupons(tx, world, merchant, here).await?;
    goods::make(tx, world, merchant).await
}

/// Where it is, in words and in millionths of a degree.
const RENMIN: (&str, i32, i32) = ("杭州市上城区人民路 18 号", 30_246_100, 120_165_500);
const WANXIANG: (&str, i32, i32) = ("杭州市江干区富春路 701 号", 30_251_900, 120_212_300);

fn paying(code: &str, rate: i64) -> Terms {
    let growth = GROWTH.iter().find(|(level, _)| *level == code);
    let growth = growth.map(|(_, whole)| Points(whole * Points::ONE.0));
    let thresholds = Thresholds { growth, ..Thresholds::default() };
    Terms { discount: Discount::All { rate }, thresholds, ..Terms::default() }
}

async fn connect(
    tx: &Tx,
    world: &World,
    keys: &Keys,
    merchant: MerchantId,
    known: Known,
) -> Result<()> {
    let account = NewAccount {
        appid: known.appid,
        merchant,
        kind: known.kind,
        name: known.name,
        original_id: known.original_id,
        mode: known.mode,
        secret: known.secret,
        token: known.token,
        encoding_aes_key: known.encoding_aes_key,
    };
    insert_account(tx, seal_account(world, keys, account)?).await
}

async fn shop(
    tx: &Tx,
    world: &World,
    merchant: MerchantId,
    name: &str,
    (address, latitude, longitude): (&str, i32, i32),
    till: &str,
) -> Result<StoreId> {
    let store = store::Model {
        id: world.id(),
        merchant_id: merchant,
        name: name.to_owned(),
        address: address.to_owned(),
        latitude: Some(latitude),
        longitude: Some(longitude),
        phone: Some("0571-88000000".to_owned()),
        closed_at: None,
        created_at: world.now(),
    };
    let terminal = terminal::Model {
        id: world.id(),
        merchant_id: merchant,
        store_id: store.id,
        code: till.to_owned(),
        name: "1 号收银台".to_owned(),
        locked_until: None,
        closed_at: None,
        created_at: world.now(),
    };
    stores::insert(tx, store.clone()).await?;
    stores::insert_terminal(tx, terminal).await?;
    Ok(store.id)
}

/// What the account answers, and its menu.
async fn answers(tx: &Tx, world: &World, merchant: MerchantId) -> Result<()> {
    let home = format!("/m/{}/", SERVICE.appid);
    let text = |content: &str| Reply::Text { content: content.to_owned() };
    let cover = Reply::Cover {
        title: "会员中心".to_owned(),
        description: "点击进入：出示会员码、领优惠券、查看会员权益".to_owned(),
        picture: String::new(),
        link: home.clone(),
    };
    let rules = [
        (Match::Followed, "", 0, text("欢迎来到好孕妈咪母婴！回复「新会员中心」领取会员卡。")),
        (Match::Exact, "新会员中心", 100, cover.clone()),
        (Match::Contains, "会员", 50, cover),
        (Match::Prefix, "门店", 40, text("人民路店：人民路 18 号\n万象城店：富春路 701 号")),
        (Match::Regex, r"^1[3-9]\d{9}$", 30, text("为了您的安全，请不要在聊天中发送手机号。")),
        (Match::Otherwise, "", 0, text("您好，回复「新会员中心」进入会员中心。")),
    ];
    for (kind, pattern, priority, reply) in rules {
        let rule = Draft { kind, pattern: pattern.to_owned(), priority, enabled: true, reply };
        let appid = SERVICE.appid.to_owned();
        let ask = AddRule { merchant, actor: "system".to_owned(), appid, rule };
        add_rule(tx, world, ask).await?;
    }
    let buttons = vec![
        page("会员中心", &home),
        group(
            "优惠",
            vec![
                page("领券中心", &format!("{home}offers")),
                page("我的券", &format!("{home}coupons")),
            ],
        ),
        MenuButton {
            kind: MenuKind::Click, key: Some("门店".to_owned()), ..named("门店地址")
        },
    ];
    let (actor, appid) = ("system".to_owned(), SERVICE.appid.to_owned());
    save_menu(tx, world, SaveMenu { merchant, actor, appid, buttons }).await?;
    Ok(())
}

fn named(name: &str) -> MenuButton {
    MenuButton {
        name: name.to_owned(),
        kind: MenuKind::View,
        key: None,
        url: None,
        appid: None,
        pagepath: None,
        children: None,
    }
}

fn page(name: &str, path: &str) -> MenuButton {
    MenuButton { url: Some(path.to_owned()), ..named(name) }
}

fn group(name: &str, children: Vec<MenuButton>) -> MenuButton {
    MenuButton { kind: MenuKind::Group, children: Some(children), ..named(name) }
}

async fn coupons(tx: &Tx, world: &World, merchant: MerchantId, here: StoreId) -> Result<()> {
    const DAY_MS: i64 = 24 * 3600 * 1000;
    let now = world.now();
    let until = |days: i64| now.plus_ms(days * DAY_MS);
    let templates = [
        (CouponKind::Cash, "新客立减 20 元", 2_000, 10_000, 100, None),
        (CouponKind::Discount, "奶粉辅食 88 折券", 8_800, 0, 200, None),
        (CouponKind::Goods, "婴儿湿巾一包", 1, 0, 50, Some(here)),
    ];
    for (kind, title, worth, threshold, total, store_id) in templates {
        let row = coupon_template::Model {
            id: world.id(),
            merchant_id: merchant,
            store_id,
            kind,
            title: title.to_owned(),
            worth,
            threshold: Fen(threshold),
            total,
            claimed: 0,
            per_member: 1,
            opens_at: now,
            closes_at: until(30),
            closes_was: None,
            valid_until: until(60),
            listed: true,
            terms: None,
            created_at: now,
        };
        coupon::insert_template(tx, row).await?;
    }
    Ok(())
}
