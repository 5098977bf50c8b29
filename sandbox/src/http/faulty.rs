//! Before any answer: does this call go wrong by script?
use std::time::Duration;

use actix_web::{
    Error, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::StatusCode,
    middleware::Next,
    web::Data,
};

use crate::{errcode, faults::Fault, sandbox::Sandbox};

pub async fn as_scripted(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let fault = match request.app_data::<Data<Sandbox>>() {
        Some(sandbox) => sandbox.with(|state| state.faults.next(request.path())),
        None => None,
    };
    let Some(fault) = fault else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    if let Some(delay_ms) = fault.delay_ms {
        tokio::time::sleep(Duration::from_millis(delay_ms)).await;
    }
    if fault.only_late() {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    Ok(request.into_response(broken(&fault)).map_into_boxed_body())
}

fn broken(fault: &Fault) -> HttpResponse {
    let status = fault.http.and_then(|status| StatusCode::from_u16(status).ok());
    let mut answer = HttpResponse::build(status.unwrap_or(StatusCode::OK));
    match (&fault.body, fault.errcode) {
        (Some(body), _) => answer.body(body.clone()),
        (None, Some(errcode)) => answer.json(errcode::refusal(errcode, "as scripted")),
        (None, None) => answer.body("<html><body>Bad Gateway</body></html>"),
    }
}
