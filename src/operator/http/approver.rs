//! Step-up at a till: somebody else's word for what its clerk may not do alone.
use entity::ids::OperatorId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    super::{
        OperatorRefusal, Right,
        flow::{self, Approver, Named},
    },
    Clerk,
};
use crate::{app::App, error::Result, http::Source};

/// A permitted employee's number (工号), or login, and password (RCH-08).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproverBody {
    /// 4 to 8 digits; or `login`.
    number: Option<String>,
    login: Option<String>,
    password: String,
}

/// Whose word it is: of somebody who has this right and may stand at this till.
pub async fn approved_by(
    app: &App,
    clerk: &Clerk,
    Source(source): Source,
    right: Right,
    ApproverBody { number, login, password }: ApproverBody,
) -> Result<OperatorId> {
    let who = match (number, login) {
        (Some(number), _) => Named::Number(number),
        (None, login) => Named::Login(login.unwrap_or_default()),
    };
    let ask = Approver { who, password, right };
    match flow::approve(app, &clerk.terminal, source, ask).await {
        Ok(who) => Ok(who.operator.id),
        // 401 would tell the till that its own session is over.
        Err(no) if matches!(no.code(), Some("sign_in_wrong" | "not_permitted")) => {
            Err(OperatorRefusal::ApproverWrong.into())
        }
        Err(no) => Err(no),
    }
}
