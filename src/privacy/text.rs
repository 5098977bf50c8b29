//! The notice. Whoever changes what it says changes [`VERSION`] and [`updated`] with it: members are
//! then asked to read it again. The Chinese text is the one that holds; the English one says the same.
use crate::lang::say;

/// What members agree to, by year and month.
pub const VERSION: &str = "2026-11";

pub fn updated() -> &'static str {
    say("2026年11月1日 更新", "Updated on 1 Nov 2026")
}

pub struct Section {
    pub title: &'static str,
    pub body: &'static str,
}

impl Section {
    fn new(title: &'static str, body: &'static str) -> Self {
        Self { title, body }
    }
}

pub fn sections() -> [Section; 4] {
    [collect(), used(), protect(), rights()]
}

fn collect() -> Section {
    Section::new(
        say("我们收集什么", "What we collect"),
        say(
            "手机号：确认是您本人，并让门店和微信里的会员是同一个人。\n\
             昵称：店员称呼您，以及绑定会员时核对。\n\
             微信给出的用户标识：让您下次打开不用再登录。它不是您的微信号。\n\
             微信昵称和头像：您同意后才有。\n\
             头像、卡名、邮箱、生日、收货地址：您自己填写才有，可以随时修改或删除；生日只能填写一次。\n\
             姓名和身份证号码：在收银台登记时，您愿意提供才有。\n\
             消费、充值、积分和优惠券的记录：计算您的余额和能享受的优惠。",
            "Phone number: to know that it is you, and that the member in the store and the one in WeChat \
             are the same person.\n\
             Nickname: how the staff call you, and a check when you link your membership.\n\
             The identifier that WeChat gives: so that you need not sign in again. It is not your WeChat \
             ID.\n\
             WeChat nickname and picture: only if you agree.\n\
             Picture, card name, e-mail, birthday, addresses: only if you fill them in. You can change or \
             delete them at any time; a birthday is set once.\n\
             Name and ID number: only if you choose to give them when you join at a till.\n\
             Records of purchases, top-ups, points and coupons: to work out your balances and offers.",
        ),
    )
}

fn used() -> Section {
    Section::new(
        say("我们怎样使用", "How we use it"),
        say(
            "用于提供会员服务和核对身份，不作其他用途。\n\
             发验证码和换号通知时，手机号会交给短信服务商。\n\
             收银台上显示的手机号隐去中间数字。\n\
             您允许时，位置只用来把近的门店排在前面，不保存。",
            "To serve you as a member and to check who you are, and for nothing else.\n\
             When a code or the notice of a new number is sent, the SMS provider is given the number.\n\
             Tills show your number without its middle digits.\n\
             If you allow it, your location only puts the nearest stores first; it is not kept.",
        ),
    )
}

fn protect() -> Section {
    Section::new(
        say("我们怎样保护", "How we protect it"),
        say(
            "手机号、证件号码、邮箱和收货地址加密保存。\n\
             更换手机号需要验证原手机号，或等待 72 小时并通知原手机号。\n\
             手机号超过 90 天没有验证时，仅凭短信不能绑定您的会员。",
            "Phone numbers, ID numbers, e-mail and addresses are kept encrypted.\n\
             To change the phone number, the old one is proven, or is told and 72 hours pass.\n\
             A number that was not proven for more than 90 days does not link your membership by SMS \
             alone.",
        ),
    )
}

fn rights() -> Section {
    Section::new(
        say("您可以做什么", "What you can do"),
        say(
            "在「个人信息」查看和更正自己的信息。\n\
             在本页导出您的全部数据，或退出会员。\n\
             退出后个人信息立即删除，不能恢复；再次加入时是一位新会员。",
            "See and correct your data under Profile.\n\
             Export all of your data on this page, or leave.\n\
             Once you leave, personal data is deleted at once and cannot be brought back; if you join \
             again, you are a new member.",
        ),
    )
}

pub struct Kept {
    pub what: &'static str,
    pub why: &'static str,
    pub how_long: &'static str,
}

impl Kept {
    fn new(what: &'static str, why: &'static str, how_long: &'static str) -> Self {
        Self { what, why, how_long }
    }
}

pub fn kept() -> [Kept; 8] {
    let until_leaving = say("退出会员时删除", "Deleted when you leave");
    let nameless =
        say("退出后继续保存，但不再写着您是谁", "Kept after you leave, without saying who you are");
    [
        Kept::new(
            say("手机号", "Phone number"),
            say("确认是您本人", "To know that it is you"),
            until_leaving,
        ),
        Kept::new(
            say(
                "昵称、卡名、头像、邮箱、生日、收货地址",
                "Nickname, card name, picture, e-mail, birthday, addresses",
            ),
            say("您自己填写，用来为您服务", "You fill them in, so that we can serve you"),
            say("您删除或退出会员时删除", "Deleted when you delete them, or leave"),
        ),
        Kept::new(
            say("姓名、身份证号码", "Name, ID number"),
            say("门店登记时核对身份", "To check who joins in a store"),
            until_leaving,
        ),
        Kept::new(
            say("微信用户标识", "WeChat's identifier"),
            say("让您下次打开不用再登录", "So that you need not sign in again"),
            say(
                "退出会员时删除；微信账号注销后只保留标识，用来不再认它",
                "Deleted when you leave; of a closed WeChat account the identifier alone is kept, so \
                 that it is not recognised again",
            ),
        ),
        Kept::new(
            say("短信发送记录、最近的操作结果", "SMS that were sent, results of recent requests"),
            say(
                "限制验证码次数，重复提交时给出同样的结果",
                "To limit codes, and to answer a repeated request alike",
            ),
            say("7 天", "7 days"),
        ),
        Kept::new(
            say("消费和储值账目", "Books of purchases and stored value"),
            say("法律要求保存账目", "The law asks for books to be kept"),
            nameless,
        ),
        Kept::new(
            say("同意隐私说明的版本和时间", "Which notice you agreed to, and when"),
            say("证明您同意过", "To prove that you agreed"),
            nameless,
        ),
        Kept::new(
            say("您的位置", "Your location"),
            say("把近的门店排在前面", "To put the nearest stores first"),
            say("不保存", "Not kept"),
        ),
    ]
}
