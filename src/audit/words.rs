//! Words for lines of the log: what was done, and who did it.
use entity::ids::{MemberId, OperatorId, TerminalKeyId};

/// What was done, as a line of the log begins.
macro_rules! actions {
    ($($action:literal => $text:literal,)*) => {
        /// Everything that is logged, and what it is called.
        pub const ACTIONS: &[(&str, &str)] = &[$(($action, $text),)*];

        /// What it is called.
        pub fn action_text(action: &str) -> &str {
            match action {
                $($action => $text,)*
                other => other,
            }
        }
    };
}

// A quote and a settle are not among these: the sale's own row says who, where, when and what.
actions! {
        "operator.sign_in" => "登录",
        "operator.disable" => "停用账号",
        "staff.invite" => "邀请员工",
        "staff.accept" => "接受邀请，设置密码",
        "staff.change" => "修改员工",
        "staff.suspend" => "停用员工",
        "staff.resume" => "恢复员工",
        "staff.password" => "修改密码",
        "staff.two_factor" => "二次验证变更",
        "session.end" => "结束登录",
        "role.create" => "新增角色",
        "role.change" => "修改角色权限",
        "role.delete" => "删除角色",
        "role.restore" => "恢复角色",
        "approval.ask" => "提交审批",
        "approval.approve" => "审批通过",
        "approval.refuse" => "审批拒绝",
        "approval.limits" => "修改审批额度",
        "terminal.lock" => "锁定收银台扫码",
        "store.create" => "新增门店",
        "store.change" => "修改门店",
        "store.close" => "门店停业",
        "terminal.create" => "新增收银台",
        "terminal.rename" => "修改收银台名称",
        "terminal.close" => "停用收银台",
        "card.lose" => "会员卡挂失",
        "card.find" => "会员卡解挂",
        "card.reissue" => "会员卡补办",
        "card.void" => "会员卡退卡",
        "settings.change" => "修改会员设置",
        "program.change" => "修改会员规则",
        "program.copy" => "复制会员规则到门店",
        "program.end" => "门店恢复使用总部规则",
        "card.adjust" => "手工调整会员资产",
        "member.register" => "会员注册",
        "member.bind" => "会员绑定微信",
        "member.merge" => "合并会员",
        "member.change" => "会员修改资料",
        "member.leave" => "会员退出",
        "member.edit" => "编辑会员资料",
        "member.phone" => "查看完整手机号",
        "member.phone_change" => "会员更换手机号",
        "member.phone_mend" => "修改会员手机号",
        "member.phone_refused" => "查看手机号过于频繁，已拒绝",
        "member.search_refused" => "按手机号查找过于频繁，已拒绝",
        "member.note" => "记录会员备注",
        "member.note_delete" => "删除会员备注",
        "member.tag" => "批量打标签",
        "tag.make" => "新增标签",
        "tag.change" => "修改标签",
        "tag.delete" => "删除标签",
        "view.save" => "保存会员视图",
        "view.delete" => "删除会员视图",
        "member.import" => "批量导入会员",
        "import.report" => "下载导入错误行（完整手机号）",
        "export.ask" => "导出数据",
        "export.allow" => "批准完整导出",
        "export.take" => "下载导出文件",
        "till_key.create" => "新增收银接口密钥",
        "till_key.revoke" => "吊销收银接口密钥",
        "till_key.call" => "收银接口请求",
        "goods.create" => "新增商品",
        "goods.change" => "修改商品",
        "goods.off_sale" => "下架商品",
        "tag.restore" => "恢复标签",
        "goods.restore" => "恢复商品",
        "category.restore" => "恢复商品分类",
        "keyword.restore" => "恢复关键词",
        "recharge_rule.restore" => "恢复充值活动",
        "coupon.restore" => "恢复优惠券",
        "category.create" => "新增商品分类",
        "category.change" => "修改商品分类",
        "category.delete" => "删除商品分类",
        "keyword.create" => "新增关键词",
        "keyword.change" => "修改关键词",
        "keyword.delete" => "删除关键词",
        "menu.save" => "保存菜单",
        "menu.publish" => "发布菜单",
        "wechat.connect" => "连接公众号或小程序",
        "wechat.change" => "修改公众号或小程序的连接",
        "wechat.check" => "检查公众号或小程序的连接",
        "wechat.domain" => "上传域名校验文件",
        "wechat.disconnect" => "移除公众号或小程序",
        "coupon.make" => "制作优惠券",
        "coupon.change" => "修改优惠券",
        "coupon.send_many" => "批量发送优惠券",
        "coupon.withdraw" => "停止发放优惠券",
        "coupon.send" => "发送优惠券",
        "coupon.print" => "印制优惠券",
        "coupon.activate" => "激活纸质券",
        "sale.hold" => "挂单",
        "sale.resume" => "取单",
        "sale.cancel" => "取消本单",
        "sale.refund" => "退货",
        "sale.void" => "作废销售单",
        "level.program" => "修改升降级规则",
        "level.create" => "新增等级",
        "level.delete" => "删除等级",
        "level.restore" => "恢复等级",
        "level.change" => "修改等级",
        "level.give" => "调整会员等级",
        "level.sell" => "付费升级",
        "account.freeze" => "账目异常，冻结会员卡账户",
        "account.free" => "账目恢复，解冻会员卡账户",
        "account.release" => "总部解冻会员卡账户",
        "proof.run" => "核对账目",
        "top_up.make" => "充值",
        "top_up.gift" => "批准充值赠送",
        "top_up.refund" => "批准退储值",
        "hold.make" => "预授权",
        "hold.capture" => "预授权完成",
        "hold.release" => "预授权取消",
        "points.convert" => "积分转储值",
        "recharge_rule.add" => "新增充值活动",
        "recharge_rule.change" => "修改充值活动",
        "recharge_rule.withdraw" => "停用充值活动",
        "stored_value.program" => "修改储值设置",
        "privacy.revoked" => "粉丝撤回授权",
        "privacy.cancelled" => "粉丝注销微信授权",
}

/// Who did it: the staff by name, members by what they are.
pub fn actor_text(actor: &str, name_of: impl Fn(OperatorId) -> Option<String>) -> String {
    if let Some(name) = actor.parse().ok().and_then(name_of) {
        name
    } else if actor == "system" {
        "系统".to_owned()
    } else if actor.parse::<TerminalKeyId>().is_ok() {
        "收银接口".to_owned()
    } else if actor.parse::<MemberId>().is_ok() {
        "会员".to_owned()
    } else {
        actor.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    #[test]
    fn the_log_names_people_as_people_do() {
        let (owner, gone) = (OperatorId::from(Ulid::from(1)), OperatorId::from(Ulid::from(2)));
        let name_of = |id| (id == owner).then(|| "王店主".to_owned());
        let member = MemberId::from(Ulid::from(1)).to_string();
        for (actor, text) in [
            (owner.to_string(), "王店主".to_owned()),
            (gone.to_string(), gone.to_string()),
            (member, "会员".to_owned()),
            ("system".to_owned(), "系统".to_owned()),
            ("else".to_owned(), "else".to_owned()),
        ] {
            assert_eq!(actor_text(&actor, name_of), text);
        }
    }
}
