//! 小票: a sale as it was, to be printed, looked for and returned from.
use std::collections::BTreeMap;

use entity::{
    account::Asset,
    ids::{CardId, MemberId, MerchantId, OperatorId, SaleId, StoreId, TerminalId},
    member, refund,
    sale::{self, State},
    sale_line, sale_tender,
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::At;
use crate::{
    app::App,
    card,
    error::Result,
    ledger::Holdings,
    member as members,
    operator::{self, Clerk, Office},
    pos::{
        quote::Quote,
        rows::{self, Search},
        rules::{SaleRefusal, was_paid},
        view::ReceiptView,
    },
    store, typed,
};

/// A sale, whole.
pub struct Receipt {
    pub sale: sale::Model,
    pub quote: Quote,
    pub lines: Vec<sale_line::Model>,
    pub tenders: Vec<sale_tender::Model>,
    pub refunds: Vec<refund::Model>,
    pub at: At,
    /// Only on the receipt of the moment.
    pub after: Option<After>,
}

/// What a card has after a sale.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct After {
    /// In fen, principal and gift.
    pub stored_value: Fen,
    pub points: Points,
    pub growth: Points,
}

impl After {
    pub fn of(holdings: &Holdings, now: Timestamp) -> Self {
        let stored =
            holdings.spendable(Asset::Principal, now) + holdings.spendable(Asset::Gift, now);
        Self {
            stored_value: Fen(stored),
            points: Points(holdings.spendable(Asset::Points, now)),
            growth: holdings.growth(),
        }
    }
}

/// A receipt printed again.
pub async fn receipt(app: &App, clerk: &Clerk, sale: SaleId) -> Result<ReceiptView> {
    let sale = rows::find(&app.db, clerk.merchant, sale).await?;
    whole(app, sale).await
}

/// A sale that was paid, for the back office: in a store of theirs, or of a member whom they see
/// (ADM-02).
pub async fn seen(app: &App, office: &Office, sale: SaleId) -> Result<ReceiptView> {
    let sale = rows::find(&app.db, office.merchant, sale).await?;
    let here = office.scope.covers(Some(sale.store_id));
    let theirs = match sale.card_id {
        Some(card) if !here => sees(app, office, card).await?,
        _ => here,
    };
    if !theirs || !was_paid(sale.state) {
        return Err(SaleRefusal::NoSuchSale.into());
    }
    whole(app, sale).await
}

async fn sees(app: &App, office: &Office, card: CardId) -> Result<bool> {
    match card::within(app, office.merchant, card, &office.scope).await {
        Ok(()) => Ok(true),
        Err(no) if no.code().is_some() => Ok(false),
        Err(fault) => Err(fault),
    }
}

async fn whole(app: &App, sale: sale::Model) -> Result<ReceiptView> {
    let names = Names::of(app, sale.merchant_id).await?;
    let lines = rows::lines(&app.db, sale.id).await?;
    let tenders = rows::tenders(&app.db, sale.id).await?;
    let refunds = rows::refunds(&app.db, sale.id).await?;
    let quote = serde_json::from_str(&sale.priced)?;
    let at = names.at(app, &sale).await?;
    Ok(Receipt { sale, quote, lines, tenders, refunds, at, after: None }.into())
}

/// What a till looks for.
#[derive(Default)]
pub struct Sought {
    pub state: Option<State>,
    pub order_no: Option<String>,
    pub card: Option<CardId>,
}

/// Sales of this store; of the whole merchant, if a number or a card is named (POS-02).
pub async fn receipts(
    app: &App,
    clerk: &Clerk,
    what: Sought,
    (after, limit): (Option<SaleId>, u64),
) -> Result<Vec<Listed>> {
    if let Some(order_no) = &what.order_no {
        typed::order_no(order_no)?;
    }
    let anywhere = what.order_no.is_some() || what.card.is_some();
    let store = (!anywhere).then_some(clerk.terminal.store_id);
    let Sought { state, order_no, card } = what;
    let what = Search { store, state, order_no, card };
    let sales = rows::search(&app.db, clerk.merchant, what, after, limit).await?;
    listed(app, clerk.merchant, sales).await
}

/// A sale in a list, with what it is told apart by.
pub struct Listed {
    pub sale: sale::Model,
    pub quote: Quote,
    /// `T01`
    pub terminal: String,
    pub member: Option<member::Model>,
}

async fn listed(app: &App, merchant: MerchantId, sales: Vec<sale::Model>) -> Result<Vec<Listed>> {
    let tills = store::terminals(&app.db, merchant).await?;
    let tills: BTreeMap<_, _> = tills.into_iter().map(|till| (till.id, till.code)).collect();
    let members: Vec<_> = sales.iter().filter_map(|sale| sale.member_id).collect();
    let members = members::named(&app.db, merchant, members).await?;
    let named = |id: MemberId| members.iter().find(|member| member.id == id).cloned();
    let with = |sale: sale::Model| {
        Ok(Listed {
            quote: serde_json::from_str(&sale.priced)?,
            terminal: tills.get(&sale.terminal_id).cloned().unwrap_or_default(),
            member: sale.member_id.and_then(named),
            sale,
        })
    };
    sales.into_iter().map(with).collect()
}

/// Names of a merchant's stores and staff: a handful of each.
struct Names {
    stores: BTreeMap<StoreId, String>,
    operators: BTreeMap<OperatorId, String>,
}

impl Names {
    async fn of(app: &App, merchant: MerchantId) -> Result<Self> {
        let stores = store::list(&app.db, merchant).await?;
        let operators = operator::list(&app.db, merchant).await?;
        Ok(Self {
            stores: stores.into_iter().map(|store| (store.id, store.name)).collect(),
            operators: operators.into_iter().map(|who| (who.id, who.name)).collect(),
        })
    }

    async fn at(mut self, app: &App, sale: &sale::Model) -> Result<At> {
        let terminal: TerminalId = sale.terminal_id;
        // Also one that is closed by now.
        let tills = store::terminals(&app.db, sale.merchant_id).await?;
        let till = tills.into_iter().find(|till| till.id == terminal);
        Ok(At {
            merchant: sale.merchant_id,
            store: sale.store_id,
            store_name: self.stores.remove(&sale.store_id).unwrap_or_default(),
            terminal,
            terminal_code: till.map(|till| till.code).unwrap_or_default(),
            operator: sale.operator_id,
            operator_name: self.operators.remove(&sale.operator_id).unwrap_or_default(),
        })
    }
}
