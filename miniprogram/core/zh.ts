export const zh = {
  title: {
    home: "会员中心", code: "会员码", welcome: "欢迎", register: "会员注册", bind: "绑定会员", profile: "个人信息",
    phone: "更换手机号", settings: "设置", benefits: "会员权益", balances: "我的资产", history: "资产明细", value: "储值",
    offers: "领券中心", activate: "激活券", coupons: "我的券", coupon: "券详情", purchases: "消费记录", purchase: "消费详情",
    addresses: "收货地址", address: "收货地址", cards: "会员卡包", addCard: "添加会员卡", privacy: "隐私说明", leave: "退出会员",
  },
  common: {
    cancel: "取消", confirm: "确定", save: "保存", saved: "已保存", remove: "删除", removed: "已删除", edit: "修改",
    retry: "重试", loading: "加载中", more: "加载更多", noMore: "没有更多了", failed: "没有加载出来", nothing: "这里还没有内容",
    none: "未填写", colon: "：", wait: "请稍候", copied: "已复制", on: "已选", all: "全部",
  },
  fault: {
    timeout: "网络有点慢，还没有收到结果，请再试一次", offline: "网络不可用，请检查网络后再试",
    unreadable: "服务暂时不可用，请稍后再试", unexpected: "页面出了点问题，请重新打开",
  },
  home: {
    show: "出示会员码", offers: "领券中心", coupons: "我的券", purchases: "消费记录", benefits: "会员权益", cards: "会员卡包",
    value: "储值", addresses: "收货地址", profile: "个人信息", privacy: "隐私说明", settings: "设置", balances: "我的资产",
    usable: "张可用", cardRefused: "这张卡暂时不能使用，请到门店处理。", services: "会员服务", consent: "请看一看隐私说明",
  },
  code: {
    show: "请出示给商家", left: "秒后自动更新", renew: "立即更新", expired: "会员码已过期", offline: "没有网络", notNow: "暂时更新不了",
    lasts: "，会员码还能用 {n} 分多钟", lastsLess: "，会员码还能用不到 1 分钟", failed: "会员码没有加载出来", barcode: "会员码条形码", qr: "会员码二维码", waiting: "等待更新",
    hint: "屏幕已调亮，请不要把截图发给别人",
  },
  welcome: {
    hello: "欢迎来到{shop}", lead: "成为会员，积分、优惠和储值都在这一张卡里。", enter: "进入会员中心", register: "注册会员", bind: "我在门店登记过，绑定会员",
    privacy: "查看隐私说明", perks: ["消费攒积分，积分当钱花", "专属优惠券随时领", "等级越高，优惠越多"],
  },
  form: {
    phone: "手机号", phoneHint: "11 位手机号", code: "验证码", codeHint: "6 位数字", getCode: "获取验证码", again: "秒后重发",
    sentTo: "验证码已发送至 {phone}", nickname: "昵称", nicknameHint: "怎样称呼您", wechatPhone: "微信手机号一键填写",
    wechatPhoneDone: "已填写 {phone}", useSms: "用短信验证其他手机号", useWechat: "改用微信手机号", agree: "我已阅读并同意",
    privacy: "《隐私说明》", agreeFirst: "请先阅读并同意隐私说明", phoneFirst: "请先填写手机号", codeFirst: "请先填写验证码",
    nicknameFirst: "请填写昵称", phoneRefused: "没有得到手机号，可以改用短信验证",
  },
  register: { submit: "注册", done: "注册成功", taken: "这个手机号已经是会员，去绑定" },
  bind: {
    submit: "绑定", done: "绑定成功", lead: "请填写在门店登记的手机号和昵称，核对后会员卡就在微信里了。", unknown: "没有登记过？去注册",
  },
  consent: {
    title: "个人信息保护", lead: "下一步需要您的同意，我们才会读取相应的信息。", read: "阅读《小程序用户隐私保护指引》", agree: "同意", refuse: "不同意",
  },
  profile: {
    avatar: "头像", changeAvatar: "更换头像", removeAvatar: "删除头像", cardName: "卡名", cardNameHint: "给会员卡起个名字", email: "邮箱", emailHint: "选填",
    birthday: "生日", birthdayHint: "选填，填写后不能自行修改", birthdayFixed: "生日填写后由门店修改", phone: "手机号", change: "更换",
    number: "会员号", level: "等级", balances: "我的资产", avatarFailed: "这张图片用不了，请换一张",
  },
  phone: {
    now: "现在的手机号", next: "新手机号", old: "原手机号验证", oldLead: "验证原手机号，立即生效。收不到短信也可以不验证：72 小时后生效，生效后储值暂停 24 小时。",
    withOld: "能收到原手机号的短信", submit: "更换", pending: "正在更换为 {phone}，{time} 生效", cancel: "撤销更换", cancelled: "已撤销",
    done: "手机号已更换", waits: "已提交，等待生效", cancelSure: "撤销后继续使用现在的手机号。",
  },
  settings: { language: "语言 Language", zh: "中文", en: "English", about: "关于", phone: "更换手机号", privacy: "隐私说明", leave: "退出会员", version: "版本" },
  benefits: {
    current: "当前等级", since: "{date} 起", until: "有效期至 {date}", next: "距离 {level}", levels: "全部等级", mine: "当前", reached: "已达到",
    rule: "等级规则", top: "您已是最高等级",
  },
  balances: { lead: "您名下所有会员卡的合计", history: "明细", empty: "还没有记录", principal: "储值余额", records: "储值记录", offers: "充值优惠", howTo: "怎样充值" },
  offers: {
    stores: "门店", allStores: "全部门店", near: "按距离排序", nearWhy: "只用来把离您近的门店排在前面，不会保存。", nearRefused: "没有得到位置，按默认顺序显示",
    claim: "立即领取", claimed: "已领取", toMine: "已领取，去查看", soldOut: "已领完", notStarted: "未开始", ended: "已结束", left: "剩 {n} 张",
    done: "领取成功", empty: "这里暂时没有可领的券", activate: "有券号？去激活", call: "拨打电话", mine: "我的券",
  },
  activate: { lead: "输入纸质券上的券号，或扫描券上的二维码、条形码。", number: "券号", hint: "券上的数字或字母", scan: "扫一扫", submit: "激活", done: "激活成功", first: "请填写券号" },
  coupons: { usable: "未使用", used: "使用记录", expired: "已过期", empty: "没有券", toOffers: "去领券", use: "去使用", activate: "激活券" },
  coupon: { how: "怎样使用", terms: "使用条件", returns: "退货说明", used: "使用记录", store: "门店", time: "时间", saved: "优惠", sale: "查看消费", show: "出示会员码" },
  purchases: { empty: "还没有消费记录", lines: "商品", totals: "金额", tenders: "支付", points: "积分", refunds: "退货", number: "单号", list: "原价" },
  addresses: {
    empty: "还没有收货地址", add: "新增地址", fromWechat: "使用微信地址", isDefault: "默认", setDefault: "设为默认", removeSure: "删除这个地址？",
    name: "收货人", nameHint: "姓名", phone: "手机号", region: "地区", regionHint: "请选择省、市、区", detail: "详细地址", detailHint: "街道、楼牌号",
    postal: "邮政编码", postalHint: "选填", regionFirst: "请选择地区", wechatRefused: "没有得到微信地址",
  },
  cards: {
    primary: "主卡", makePrimary: "设为主卡", rename: "改名", add: "添加会员卡", empty: "还没有会员卡", nameHint: "卡名",
    primarySure: "把这张卡设为主卡？", primaryWords: "结账时出示会员码，就会用主卡的等级和储值。", primaryDone: "已换成主卡",
    addLead: "输入实体卡号，验证码会发到办卡时登记的手机号。", number: "卡号", numberHint: "卡面上的数字", submit: "添加", done: "会员卡已添加", first: "请填写卡号",
  },
  privacy: {
    version: "版本 {version}", agreedAt: "{at} 已同意 {version}", agree: "同意", agreeNew: "同意新版本", agreedNow: "已同意", needs: "请阅读后决定是否同意。", needsNew: "隐私说明已更新，请阅读后决定是否同意。",
    kept: "保存哪些信息", why: "用途", howLong: "保存多久", export: "导出我的数据", exportWhy: "得到一份 JSON 文件，里面是关于您的全部信息。",
    exported: "数据已经准备好", send: "转发给自己", copy: "复制", leave: "退出会员",
  },
  leave: {
    may: "退出后会失去", mayNot: "现在还不能退出", proof: "为确认是您本人，请验证手机号", send: "获取验证码", submit: "退出会员", sure: "确定退出会员？", sureWords: "退出后不能恢复。",
    done: "您已退出会员", nothing: "没有未用完的权益",
  },
};
