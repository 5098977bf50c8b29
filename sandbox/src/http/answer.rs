//! How answers look, and what a refusal of the sandbox's own paths is.
use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header::CONTENT_TYPE},
    web::{JsonConfig, PathConfig, QueryConfig},
};
use serde_json::{Value, json};

use crate::errcode::Errcode;

/// What a WeChat path answers.
pub type Answer = Result<HttpResponse, Errcode>;

/// As `/cgi-bin` and `/wxa` answer.
pub fn ok(value: &Value) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json; encoding=utf-8"))
        .body(value.to_string())
}

/// As `/sns` answers: JSON that does not call itself JSON.
pub fn ok_as_text(value: &Value) -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/plain")).body(value.to_string())
}

pub fn done() -> HttpResponse {
    ok(&json!({ "errcode": 0, "errmsg": "ok" }))
}

/// The body of a WeChat call: JSON, whatever the content type says.
pub fn body<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Errcode> {
    serde_json::from_slice(bytes).map_err(|_| crate::errcode::MALFORMED)
}

/// A mandatory parameter.
pub fn given(value: &Option<String>, otherwise: Errcode) -> Result<&str, Errcode> {
    value.as_deref().filter(|text| !text.is_empty()).ok_or(otherwise)
}

/// "No", from a path of the sandbox's own.
#[derive(Debug, thiserror::Error)]
#[error("{code}")]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    title: String,
}

impl Refusal {
    pub fn no_such_person() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_such_person", "没有这个人")
    }

    pub fn no_such_account() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_such_account", "没有这个公众号或小程序")
    }

    pub fn no_such_delivery() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_such_delivery", "没有这次推送")
    }

    pub fn no_such_page() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_such_page", "没有这个页面")
    }

    pub fn not_following() -> Self {
        Self::new(StatusCode::CONFLICT, "not_following", "还没有关注这个公众号")
    }

    pub fn already_following() -> Self {
        Self::new(StatusCode::CONFLICT, "already_following", "已经关注了这个公众号")
    }

    pub fn not_a_mini_program() -> Self {
        Self::new(StatusCode::CONFLICT, "not_a_mini_program", "这不是小程序")
    }

    pub fn domain_not_listed() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "url_not_in_domain_list",
            "url 不在小程序的 request 合法域名中",
        )
    }

    pub fn malformed(why: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "malformed", &format!("请求有误：{why}"))
    }

    fn new(status: StatusCode, code: &'static str, title: &str) -> Self {
        Self { status, code, title: title.to_owned() }
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let problem =
            json!({ "code": self.code, "title": self.title, "status": self.status.as_u16() });
        HttpResponse::build(self.status)
            .insert_header((CONTENT_TYPE, "application/problem+json"))
            .body(problem.to_string())
    }
}

pub fn json_config(limit: usize) -> JsonConfig {
    JsonConfig::default().limit(limit).error_handler(|why, _| Refusal::malformed(why).into())
}

pub fn query_config() -> QueryConfig {
    QueryConfig::default().error_handler(|why, _| Refusal::malformed(why).into())
}

pub fn path_config() -> PathConfig {
    PathConfig::default().error_handler(|why, _| Refusal::malformed(why).into())
}
