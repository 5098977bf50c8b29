//! The notice. Whoever changes what it says changes [`VERSION`] and [`UPDATED`] with it: members are
//! then asked to read it again.

/// What members agree to, by year and month.
pub const VERSION: &str = "2026-11";
pub const UPDATED: &str = "2026年11月1日 更新";

pub struct Section {
    pub title: &'static str,
    pub body: &'static str,
}

pub const SECTIONS: &[Section] = &[
    Section {
        title: "我们收集什么",
        body: "手机号：确认是您本人，并让门店和微信里的会员是同一个人。\n\
               昵称：店员称呼您，以及绑定会员时核对。\n\
               微信给出的用户标识：让您下次打开不用再登录。它不是您的微信号。\n\
               微信昵称和头像：您同意后才有。\n\
               头像、卡名、邮箱、生日、收货地址：您自己填写才有，可以随时修改或删除；生日只能填写一次。\n\
               姓名和身份证号码：在收银台登记时，您愿意提供才有。\n\
               消费、充值、积分和优惠券的记录：计算您的余额和能享受的优惠。",
    },
    Section {
        title: "我们怎样使用",
        body: "用于提供会员服务和核对身份，不作其他用途。\n\
               发验证码和换号通知时，手机号会交给短信服务商。\n\
               收银台上显示的手机号隐去中间数字。\n\
               您允许时，位置只用来把近的门店排在前面，不保存。",
    },
    Section {
        title: "我们怎样保护",
        body: "手机号、证件号码、邮箱和收货地址加密保存。\n\
               更换手机号需要验证原手机号，或等待 72 小时并通知原手机号。\n\
               手机号超过 90 天没有验证时，仅凭短信不能绑定您的会员。",
    },
    Section {
        title: "您可以做什么",
        body: "在「个人信息」查看和更正自己的信息。\n\
               在本页导出您的全部数据，或退出会员。\n\
               退出后个人信息立即删除，不能恢复；再次加入时是一位新会员。",
    },
];

pub struct Kept {
    pub what: &'static str,
    pub why: &'static str,
    pub how_long: &'static str,
}

pub const KEPT: &[Kept] = &[
    Kept { what: "手机号", why: "确认是您本人", how_long: "退出会员时删除" },
    Kept {
        what: "昵称、卡名、头像、邮箱、生日、收货地址",
        why: "您自己填写，用来为您服务",
        how_long: "您删除或退出会员时删除",
    },
    Kept {
        what: "姓名、身份证号码", why: "门店登记时核对身份", how_long: "退出会员时删除"
    },
    Kept {
        what: "微信用户标识",
        why: "让您下次打开不用再登录",
        how_long: "退出会员时删除；微信账号注销后只保留标识，用来不再认它",
    },
    Kept {
        what: "短信发送记录、最近的操作结果",
        why: "限制验证码次数，重复提交时给出同样的结果",
        how_long: "7 天",
    },
    Kept {
        what: "消费和储值账目",
        why: "法律要求保存账目",
        how_long: "退出后继续保存，但不再写着您是谁",
    },
    Kept {
        what: "同意隐私说明的版本和时间",
        why: "证明您同意过",
        how_long: "退出后继续保存，但不再写着您是谁",
    },
    Kept { what: "您的位置", why: "把近的门店排在前面", how_long: "不保存" },
];
