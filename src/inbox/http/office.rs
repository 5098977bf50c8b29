//! The back office's door: keyword rules and the menu.
use std::sync::Arc;

use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path, Query},
};
use entity::{
    ids::{KeywordRuleId, MerchantId},
    wechat_account::Kind,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    super::{
        flow::{self, AddRule, ChangeRule, RemoveRule, SaveMenu},
        receive::{forget_rules, readable},
        rows,
        rules::{self, Draft, Name, Rule, Rules, wechat_menu},
    },
    view::{MenuBody, MenuView, PublishedView, RuleBody, RuleView, TrialView, TryBody},
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Keyed, Page, Problem, RequestRefusal, ServiceConfig},
    merchant::{self, Account, MerchantRefusal},
    operator::{May, Office, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_rules)
        .service(try_rules)
        .service(create_rule)
        .service(update_rule)
        .service(delete_rule)
        .service(show_menu)
        .service(save_menu)
        .service(publish_menu);
}

/// A service account of this merchant: only such have followers and a menu.
async fn service(app: &App, merchant: MerchantId, appid: &str) -> Result<Arc<Account>> {
    let account = merchant::account(app, appid).await?;
    if account.merchant != merchant || account.kind != Kind::Service {
        return Err(MerchantRefusal::NoSuchAccount.into());
    }
    Ok(account)
}

#[derive(Deserialize, IntoParams)]
struct OfAccount {
    appid: String,
}

/// All rules of an account, the highest priority first. There are 200 at the most, on one page.
#[utoipa::path(tag = "office", security(("office" = [])), responses(
    (status = 200, body = Page<RuleView>),
    (status = 404, body = Problem),
))]
#[get("/keywords")]
async fn list_rules(
    app: Data<App>,
    office: Office,
    of: Query<OfAccount>,
) -> Result<Json<Page<RuleView>>> {
    let merchant = office.operator.merchant_id;
    service(&app, merchant, &of.appid).await?;
    let rules = rows::rules(&app.db, merchant, &of.appid).await?;
    Ok(Json(Page::whole(rules.into_iter().map(RuleView::from).collect())))
}

#[utoipa::path(tag = "office", security(("office" = ["wechat.edit"])), request_body = RuleBody, responses(
    (status = 201, body = RuleView),
    (status = 404, body = Problem),
    (status = 409, body = Problem),
    (status = 422, body = Problem),
))]
#[post("/keywords")]
async fn create_rule(
    app: Data<App>,
    office: May<right::EditWechat>,
    Keyed { key, body }: Keyed<RuleBody>,
) -> Result<HttpResponse> {
    let missing = || RequestRefusal::Malformed { why: "appid is missing".to_owned() };
    let appid = body.appid.clone().ok_or_else(missing)?;
    let merchant = office.operator.merchant_id;
    service(&app, merchant, &appid).await?;
    let actor = office.operator.id.to_string();
    let key = key.of(&actor);
    let ask = AddRule { merchant, actor, appid: appid.clone(), rule: body.into() };
    let made: RuleView = app.once(merchant, key, flow::add_rule, ask).await?;
    forget_rules(&app, &appid).await;
    Ok(HttpResponse::Created().json(made))
}

#[utoipa::path(tag = "office", security(("office" = ["wechat.edit"])), request_body = RuleBody, responses(
    (status = 200, body = RuleView),
    (status = 404, body = Problem),
    (status = 422, body = Problem),
))]
#[put("/keywords/{id}")]
async fn update_rule(
    app: Data<App>,
    office: May<right::EditWechat>,
    id: Path<KeywordRuleId>,
    Body(body): Body<RuleBody>,
) -> Result<Json<RuleView>> {
    let ask = ChangeRule {
        merchant: office.operator.merchant_id,
        actor: office.operator.id.to_string(),
        id: id.into_inner(),
        rule: body.into(),
    };
    let changed = app.transact(flow::change_rule, ask).await?;
    forget_rules(&app, &changed.appid).await;
    Ok(Json(changed.into()))
}

#[utoipa::path(tag = "office", security(("office" = ["wechat.edit"])), responses((status = 204), (status = 404, body = Problem)))]
#[delete("/keywords/{id}")]
async fn delete_rule(
    app: Data<App>,
    office: May<right::EditWechat>,
    id: Path<KeywordRuleId>,
) -> Result<HttpResponse> {
    let ask = RemoveRule {
        merchant: office.operator.merchant_id,
        actor: office.operator.id.to_string(),
        id: id.into_inner(),
    };
    let removed = app.transact(flow::remove_rule, ask).await?;
    forget_rules(&app, &removed.appid).await;
    Ok(HttpResponse::NoContent().finish())
}

/// What a text would be answered, and why. Nothing is sent and nothing is kept.
#[utoipa::path(tag = "office", security(("office" = [])), request_body = TryBody, responses(
    (status = 200, body = TrialView),
    (status = 404, body = Problem),
    (status = 422, body = Problem),
))]
#[post("/keywords/try")]
async fn try_rules(
    app: Data<App>,
    office: Office,
    Body(body): Body<TryBody>,
) -> Result<Json<TrialView>> {
    let merchant = office.operator.merchant_id;
    service(&app, merchant, &body.appid).await?;
    let rows = rows::rules(&app.db, merchant, &body.appid).await?;
    let mut rules: Vec<Rule> = rows.into_iter().filter_map(readable).collect();
    if let Some(draft) = body.draft {
        rules.retain(|rule| body.replaces.is_none_or(|id| rule.name != Name::Kept(id)));
        rules.push(Rule::draft(Draft::from(draft).checked()?)?);
    }
    Ok(Json(rules::decide(&Rules::new(rules), &body.text).into()))
}

/// The draft, and when a menu last went to WeChat.
#[utoipa::path(tag = "office", security(("office" = [])), responses(
    (status = 200, body = MenuView),
    (status = 404, body = Problem),
))]
#[get("/wechat/accounts/{appid}/menu")]
async fn show_menu(app: Data<App>, office: Office, appid: Path<String>) -> Result<Json<MenuView>> {
    let merchant = office.operator.merchant_id;
    service(&app, merchant, &appid).await?;
    let menu = rows::menu(&app.db, merchant, &appid).await?;
    Ok(Json(menu.map(MenuView::try_from).transpose()?.unwrap_or_default()))
}

#[utoipa::path(tag = "office", security(("office" = ["wechat.edit"])), request_body = MenuBody, responses(
    (status = 200, body = MenuView),
    (status = 404, body = Problem),
    (status = 422, body = Problem),
))]
#[put("/wechat/accounts/{appid}/menu")]
async fn save_menu(
    app: Data<App>,
    office: May<right::EditWechat>,
    appid: Path<String>,
    Body(body): Body<MenuBody>,
) -> Result<Json<MenuView>> {
    let merchant = office.operator.merchant_id;
    service(&app, merchant, &appid).await?;
    wechat_menu(&body.buttons, &app.config.http.public_url)?;
    let ask = SaveMenu {
        merchant,
        actor: office.operator.id.to_string(),
        appid: appid.into_inner(),
        buttons: body.buttons.clone(),
    };
    let published_at = app.transact(flow::save_menu, ask).await?;
    Ok(Json(MenuView { buttons: body.buttons, published_at }))
}

/// Send the draft to WeChat. Phones show it within a day, or when somebody follows again.
#[utoipa::path(tag = "office", security(("office" = ["wechat.edit"])), responses(
    (status = 200, body = PublishedView),
    (status = 422, body = Problem),
    (status = 502, body = Problem),
    (status = 503, body = Problem),
))]
#[post("/wechat/accounts/{appid}/menu/publish")]
async fn publish_menu(
    app: Data<App>,
    office: May<right::EditWechat>,
    appid: Path<String>,
) -> Result<Json<PublishedView>> {
    let merchant = office.operator.merchant_id;
    let account = service(&app, merchant, &appid).await?;
    let actor = office.operator.id.to_string();
    let published_at = crate::inbox::publish_menu(&app, &account, actor).await?;
    Ok(Json(PublishedView { published_at }))
}
