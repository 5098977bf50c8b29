//! A line of the log as people read it.
use std::collections::HashMap;

use entity::{
    audit::Model,
    ids::{AuditId, MerchantId, OperatorId},
    values::Timestamp,
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::units::number;
use crate::{
    app::App,
    approval::Deed,
    audit::{action_text, actor_text},
    error::Result,
    level,
    operator::{self, Right},
    store,
};

/// One line of the log.
#[derive(Serialize, ToSchema)]
pub struct AuditView {
    pub id: AuditId,
    pub at: Timestamp,
    /// A name, 会员 or 系统.
    pub actor: String,
    pub actor_id: String,
    pub action: String,
    /// 修改会员设置
    pub action_text: String,
    pub subject: String,
    /// What it was done to, by its name where it has one.
    pub subject_text: String,
    pub changes: Vec<ChangeView>,
    /// JSON: all that was noted.
    pub detail: String,
}

/// One thing that changed.
#[derive(Serialize, ToSchema)]
pub struct ChangeView {
    /// 默认等级
    pub name: String,
    /// Null if there was nothing.
    pub before: Option<String>,
    /// Null if there is nothing any more.
    pub after: Option<String>,
}

/// What ids stand for, of one merchant.
pub struct Names(HashMap<String, String>);

impl Names {
    pub async fn of(app: &App, merchant: MerchantId) -> Result<Self> {
        let staff = operator::list(&app.db, merchant).await?;
        let levels = level::list(&app.db, merchant).await?;
        let stores = store::list(&app.db, merchant).await?;
        let roles = operator::roles(&app.db, merchant).await?;
        let staff = staff.into_iter().map(|one| (one.id.to_string(), one.name));
        let levels = levels.into_iter().map(|level| (level.id.to_string(), level.name));
        let stores = stores.into_iter().map(|store| (store.id.to_string(), store.name));
        let roles = roles.into_iter().map(|role| (role.id.to_string(), role.name));
        let rights =
            Right::ALL.iter().map(|right| (right.key().to_owned(), right.text().to_owned()));
        Ok(Self(staff.chain(levels).chain(stores).chain(roles).chain(rights).collect()))
    }

    pub fn view(&self, line: Model) -> AuditView {
        let detail: Value = serde_json::from_str(&line.detail).unwrap_or_default();
        let name_of = |id: OperatorId| self.0.get(&id.to_string()).cloned();
        AuditView {
            id: line.id,
            at: line.at,
            actor: actor_text(&line.actor, name_of),
            action_text: action_text(&line.action).to_owned(),
            subject_text: self.named(&line.subject),
            changes: self.changes(&detail),
            actor_id: line.actor,
            action: line.action,
            subject: line.subject,
            detail: line.detail,
        }
    }

    /// What was before and is after; of a line that tells only what was done, that.
    fn changes(&self, detail: &Value) -> Vec<ChangeView> {
        let nothing = Map::new();
        let part = |name: &str| detail.get(name).and_then(Value::as_object);
        let (before, after) = (part("before"), part("after"));
        let asset = detail.get("asset").and_then(Value::as_str);
        let rest = detail.as_object().unwrap_or(&nothing).iter();
        let rest = rest.filter(|(name, value)| {
            !(value.is_null() || value.is_object() && matches!(name.as_str(), "before" | "after"))
        });
        let told = rest.map(|(name, value)| self.change(name, asset, (None, Some(value))));
        let (before, after) = (before.unwrap_or(&nothing), after.unwrap_or(&nothing));
        let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
        names.sort();
        names.dedup();
        let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
        let changed =
            changed.map(|name| self.change(name, asset, (before.get(name), after.get(name))));
        changed.chain(told).collect()
    }

    fn change(
        &self,
        name: &str,
        asset: Option<&str>,
        (before, after): (Option<&Value>, Option<&Value>),
    ) -> ChangeView {
        let text = |value: Option<&Value>| value.and_then(|value| self.text(name, asset, value));
        ChangeView { name: field_text(name).to_owned(), before: text(before), after: text(after) }
    }

    /// None for null and for what is empty.
    fn text(&self, name: &str, asset: Option<&str>, value: &Value) -> Option<String> {
        match value {
            Value::Null => None,
            Value::Bool(yes) => Some(if *yes { "是" } else { "否" }.to_owned()),
            Value::String(text) if text.is_empty() => None,
            Value::String(text) if OF_A_KIND.contains(&name) => Some(kind_text(text).to_owned()),
            Value::String(text) => Some(self.named(text)),
            Value::Array(values) => {
                let texts: Vec<String> =
                    values.iter().filter_map(|one| self.text(name, asset, one)).collect();
                (!texts.is_empty()).then(|| texts.join("、"))
            }
            Value::Number(value) => Some(
                value
                    .as_i64()
                    .map_or_else(|| value.to_string(), |value| number(name, value, asset)),
            ),
            Value::Object(fields) => {
                let each = fields.iter().filter_map(|(name, value)| {
                    Some(format!("{} {}", field_text(name), self.text(name, asset, value)?))
                });
                let each: Vec<String> = each.collect();
                (!each.is_empty()).then(|| each.join("，"))
            }
        }
    }

    fn named(&self, text: &str) -> String {
        self.0.get(text).cloned().unwrap_or_else(|| text.to_owned())
    }
}

/// Fields that hold a word of ours; what people typed elsewhere stays as they typed it.
const OF_A_KIND: [&str; 7] = ["kind", "type", "status", "state", "asset", "door", "mode"];

fn kind_text(word: &str) -> &str {
    match word {
        "working" => "在职",
        "suspended" => "已停用",
        "service" => "服务号",
        "mini" => "小程序",
        "plain" => "明文模式",
        "compatible" => "兼容模式",
        "safe" => "安全模式",
        "points" => "积分",
        "growth" => "成长值",
        "stamps" => "积点",
        "tickets" => "通票",
        "office" => "后台",
        "till" => "收银台",
        "active" => "正常",
        "lost" => "挂失",
        "void" => "作废",
        "view" => "打开网页",
        "click" => "回复消息",
        "miniprogram" => "打开小程序",
        "group" => "子菜单",
        "exact" => "完全匹配",
        "prefix" => "开头匹配",
        "contains" => "包含",
        "regex" => "正则",
        "followed" => "关注时",
        "otherwise" => "其他消息",
        "text" => "文字",
        "cover" => "功能封面",
        "discount" => "折扣券",
        "cash" => "现金券",
        "goods" => "实物券",
        "redeem" => "积分抵扣",
        other => Deed::of_key(other).map_or(other, |deed| deed.text()),
    }
}

/// What a field is called; its own name, if nobody gave it another.
fn field_text(name: &str) -> &str {
    match name {
        "default_level_wechat" => "微信默认等级",
        "default_level_till" => "收银端默认等级",
        "phone_unique" => "会员手机号不能重复",
        "full" => "完整，不遮住",
        "closed" => "已关闭",
        "terminals" => "收银台",
        "login" => "账号",
        "name" => "名称",
        "number" => "编号",
        "role" => "角色",
        "stores" => "门店",
        "everywhere" => "全部门店",
        "invited" => "新的邀请链接",
        "nickname" => "昵称",
        "birthday" => "生日",
        "rights" => "权限",
        "status" | "state" => "状态",
        "two_factor" => "二次验证",
        "sessions" => "登录数",
        "door" => "入口",
        "terminal" => "收银台",
        "asset" => "项目",
        "amount" => "数量",
        "balance" => "余额",
        "reason" | "because" => "原因",
        "journal" => "流水",
        "allowed_by" | "checker" => "审批人",
        "maker" => "申请人",
        "top_up" => "充值单",
        "kind" => "类型",
        "what" => "内容",
        "adjust_points" => "积分调整上限",
        "adjust_money" => "储值调整上限",
        "coupon_send" => "发券上限",
        "code" => "编码",
        "unit" => "单位",
        "price" => "价格",
        "member_price" => "会员价",
        "promotion_price" => "促销价",
        "category" => "分类",
        "on_sale" => "在售",
        "enabled" => "启用",
        "title" => "标题",
        "level" | "to" => "等级",
        "from" => "原等级",
        "version" => "版本",
        "count" => "数量",
        "cards" => "会员卡",
        "coupons" => "优惠券",
        "store" => "门店",
        "address" => "地址",
        "phone" => "电话",
        "latitude" => "纬度",
        "longitude" => "经度",
        other => wechat_text(other),
    }
}

/// What a field of an account, a menu or a keyword is called.
fn wechat_text(name: &str) -> &str {
    match name {
        "pattern" => "关键词",
        "priority" => "优先级",
        "reply" => "回复",
        "buttons" => "菜单",
        "children" => "下级菜单",
        "type" => "类型",
        "url" => "链接",
        "key" => "按键",
        "appid" => "AppID",
        "content" | "description" => "内容",
        "original_id" => "原始 ID",
        "mode" => "方式",
        "secret" => "AppSecret",
        "token" => "Token",
        "aes_key" => "EncodingAESKey",
        "green" => "检查通过",
        "domain_file" => "域名校验文件",
        other => till_text(other),
    }
}

/// What a field of a deed at a till is called.
fn till_text(name: &str) -> &str {
    match name {
        "order_no" => "单号",
        "refund_no" => "退款单号",
        "clerk" => "收银员",
        "sum" => "金额",
        "given" => "赠送",
        "principal" => "储值本金",
        "gift" => "赠送余额",
        "held" => "预授权占用",
        "points" => "积分",
        "refunded" => "已退",
        "paid" => "实付",
        "tender" => "付款方式",
        "cap" => "单笔上限",
        "daily_cap" => "每日上限",
        "card_cap" => "单卡上限",
        "cash_limit" => "现金充值上限",
        "waits_until" => "生效时间",
        "note" => "说明",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(detail: Value) -> Vec<(String, Option<String>, Option<String>)> {
        let names = [("lvl_1", "金卡"), ("lvl_2", "普通会员"), ("members.see", "查看会员")];
        let names = names.map(|(id, name)| (id.to_owned(), name.to_owned()));
        let changes = Names(HashMap::from(names)).changes(&detail);
        changes.into_iter().map(|one| (one.name, one.before, one.after)).collect()
    }

    #[test]
    fn the_log_tells_before_and_after_by_name_adm_07() {
        let some = |text: &str| Some(text.to_owned());
        for (detail, expected) in [
            (
                json!({
                    "before": { "default_level_wechat": "lvl_2", "phone_unique": true },
                    "after": { "default_level_wechat": "lvl_1", "phone_unique": true },
                }),
                ("微信默认等级", some("普通会员"), some("金卡")),
            ),
            (
                json!({ "before": { "rights": [] }, "after": { "rights": ["members.see"] } }),
                ("权限", None, some("查看会员")),
            ),
            (json!({ "before": { "price": 1 } }), ("价格", some("¥0.01"), None)),
            (json!({ "reason": "补偿" }), ("原因", None, some("补偿"))),
            (json!({ "after": { "status": "void" } }), ("状态", None, some("作废"))),
            (
                json!({ "before": { "principal": 0 }, "after": { "principal": 10_000 } }),
                ("储值本金", some("¥0.00"), some("¥100.00")),
            ),
            (json!({ "after": { "kind": "cash" } }), ("类型", None, some("现金券"))),
            (json!({ "kind": "coupon_send" }), ("类型", None, some("批量发券"))),
            (json!({ "after": { "pattern": "void" } }), ("关键词", None, some("void"))),
        ] {
            let (name, before, after) = expected;
            assert_eq!(told(detail), [(name.to_owned(), before, after)]);
        }
        assert_eq!(told(json!({})), []);
        assert_eq!(told(json!("said")), []);
    }
}
