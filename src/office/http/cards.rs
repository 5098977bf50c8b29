//! The lost-card desk: a card is lost, found, reissued, or given back for good.
use actix_web::{
    post,
    web::{Data, Json, Path},
};
use entity::{
    card::{Model, Status},
    ids::CardId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::flow;
use crate::{
    app::App,
    card::{self, Handle, masked_number, status_text},
    error::Result,
    http::{Keyed, Problem, ServiceConfig},
    operator::{May, Office, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(lose_card).service(find_card).service(reissue_card).service(void_card);
}

/// A card's address says it all.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoBody {}

/// A card as it stands after what was done.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct DeskCard {
    id: CardId,
    /// `8012 **** **** 3456`
    number_text: String,
    status: Status,
    status_text: String,
}

impl From<Model> for DeskCard {
    fn from(card: Model) -> Self {
        Self {
            id: card.id,
            number_text: masked_number(&card.number),
            status: card.status,
            status_text: status_text(card.status).to_owned(),
        }
    }
}

fn handle(office: &Office, card: CardId) -> Handle {
    Handle { merchant: office.merchant, card, operator: office.operator.id }
}

/// The four deeds of the desk differ in these words alone.
// Left alone: rustfmt would move the attribute further right each time.
#[rustfmt::skip]
macro_rules! deed {
    ($said:literal $name:ident $path:literal, $done:path, or $refused:literal) => {
        #[doc = $said]
        #[utoipa::path(
            tag = "office",
            security(("office" = ["cards.desk"])),
            request_body = NoBody,
            params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
            responses(
                (status = 200, body = DeskCard),
                (status = 404, body = Problem, description = "no_such_card"),
                (status = 409, body = Problem, description = $refused)
            )
        )]
        #[post($path)]
        async fn $name(
            app: Data<App>,
            office: May<right::DeskCards>,
            card: Path<CardId>,
            Keyed { key, .. }: Keyed<NoBody>,
        ) -> Result<Json<DeskCard>> {
            let ask = handle(&office, card.into_inner());
            card::within(&app, ask.merchant, ask.card, &office.scope).await?;
            Ok(Json(app.once(ask.merchant, key.of(ask.operator), $done, ask).await?))
        }
    };
}

deed!("挂失" lose_card "/cards/{id}/lose", card::lose, or "card_not_active");
deed!("解挂" find_card "/cards/{id}/find", card::find_again, or "card_not_active");
deed!("补办" reissue_card "/cards/{id}/reissue", card::reissue, or "card_not_lost");
deed!("退卡" void_card "/cards/{id}/void", flow::give_back, or "card_not_empty, card_not_active");
