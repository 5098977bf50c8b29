//! 消费记录: what members bought, as they may see it.
use std::collections::BTreeMap;

use entity::{
    ids::{CardId, MemberId, MerchantId, SaleId, StoreId},
    refund, sale, sale_line, sale_tender,
    values::Fen,
};

use crate::{
    app::App,
    card,
    error::Result,
    http::Mark,
    pos::{
        price::Rule,
        quote::Quote,
        rows,
        rules::{SaleRefusal, was_paid},
    },
    session::CurrentMember,
    store,
};

/// A sale that was paid, with what came back of it.
pub struct Sold {
    pub sale: sale::Model,
    pub lines: Vec<sale_line::Model>,
    /// The oldest first.
    pub refunds: Vec<refund::Model>,
    pub store_name: String,
}

impl Sold {
    /// Where it stands in the list.
    pub fn mark(&self) -> Mark<SaleId> {
        Mark { at: self.sale.settled_at.unwrap_or(self.sale.created_at), id: self.sale.id }
    }
}

/// So many before `before`, over all of a member's cards: six statements, however many they are.
pub async fn purchases(
    app: &App,
    (merchant, member): (MerchantId, MemberId),
    before: Option<Mark<SaleId>>,
    limit: u64,
) -> Result<Vec<Sold>> {
    let db = &app.db;
    let cards = cards(app, merchant, member).await?;
    let sales = rows::paid_with(db, merchant, &cards, before, limit).await?;
    let ids: Vec<_> = sales.iter().map(|sale| sale.id).collect();
    let lines = rows::lines_of(db, &ids).await?;
    let refunds = rows::refunds_of(db, &ids).await?;
    let stores = stores(app, merchant).await?;
    let paid = |sale: sale::Model| Sold {
        lines: lines.iter().filter(|line| line.sale_id == sale.id).cloned().collect(),
        refunds: refunds.iter().filter(|row| row.sale_id == sale.id).cloned().collect(),
        store_name: stores.get(&sale.store_id).cloned().unwrap_or_default(),
        sale,
    };
    Ok(sales.into_iter().map(paid).collect())
}

/// One of the member's own, whole; another's is not there (G1).
pub async fn purchase(
    app: &App,
    me: &CurrentMember,
    id: SaleId,
) -> Result<(Sold, Quote, Vec<sale_tender::Model>)> {
    let (db, merchant) = (&app.db, me.merchant);
    let sale = rows::find(db, merchant, id).await?;
    let cards = cards(app, merchant, me.member.id).await?;
    if !sale.card_id.is_some_and(|card| cards.contains(&card)) || !was_paid(sale.state) {
        return Err(SaleRefusal::NoSuchSale.into());
    }
    let quote = serde_json::from_str(&sale.priced)?;
    let tenders = rows::tenders(db, id).await?;
    let lines = rows::lines(db, id).await?;
    let refunds = rows::refunds(db, id).await?;
    let store_name = stores(app, merchant).await?.remove(&sale.store_id).unwrap_or_default();
    Ok((Sold { sale, lines, refunds, store_name }, quote, tenders))
}

/// What the coupons of these sales took off their lines.
pub async fn saved(
    app: &App,
    merchant: MerchantId,
    sales: Vec<SaleId>,
) -> Result<BTreeMap<SaleId, Fen>> {
    let priced = rows::priced(&app.db, merchant, sales).await?;
    let off = |(sale, priced): (SaleId, String)| {
        let quote: Quote = serde_json::from_str(&priced)?;
        Ok((sale, quote.bill.taken_by(Rule::Coupon)))
    };
    priced.into_iter().map(off).collect()
}

async fn cards(app: &App, merchant: MerchantId, member: MemberId) -> Result<Vec<CardId>> {
    let cards = card::of_member(&app.db, merchant, member).await?;
    Ok(cards.into_iter().map(|card| card.id).collect())
}

async fn stores(app: &App, merchant: MerchantId) -> Result<BTreeMap<StoreId, String>> {
    let stores = store::list(&app.db, merchant).await?;
    Ok(stores.into_iter().map(|store| (store.id, store.name)).collect())
}
