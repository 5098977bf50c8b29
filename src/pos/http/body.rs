//! What a till sends about a sale.
use entity::{
    ids::{CardId, CouponId, GoodsId},
    sale_tender::Kind,
    values::Fen,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::{
    cart::{Cart, CartLine, What, Wish},
    flow::AskQuote,
    rules::{Asked, SaleRefusal},
};
use crate::{error::Result, http::RequestRefusal, operator::ApproverBody};

/// A cart to be priced.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteBody {
    /// The till's own number of the sale: 1 to 64 visible ASCII characters, never used before.
    pub order_no: String,
    /// Whom a scan names; without it, and without `card`, a guest buys.
    pub scan: Option<String>,
    /// Instead of a scan, any card of the merchant. It authorises nothing; but a code that named it
    /// for the quote before, under this number, still counts.
    pub card: Option<CardId>,
    pub lines: Vec<LineBody>,
    pub coupon: Option<CouponId>,
    /// `auto` for as many as may, or a number such as `12`.
    pub points: Option<String>,
}

/// Goods by id or by code; or what has no code, by name and price.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineBody {
    pub goods: Option<GoodsId>,
    pub code: Option<String>,
    pub name: Option<String>,
    /// In fen, of one piece.
    pub price: Option<Fen>,
    /// In 1/1000 pieces: 1000 is one.
    pub quantity: i64,
}

impl LineBody {
    fn read(self, at: usize) -> Result<CartLine, SaleRefusal> {
        let what = match (self.goods, self.code, self.name, self.price) {
            (Some(goods), None, None, None) => What::Goods(goods),
            (None, Some(code), None, None) => What::Code(code),
            (None, None, Some(name), Some(price)) => What::Typed { name, price },
            _ => {
                let why = "请填商品、条码，或名称和单价中的一种";
                return Err(SaleRefusal::LineMalformed { line: at + 1, why });
            }
        };
        Ok(CartLine { what, quantity: self.quantity })
    }
}

/// Lines of a cart, as far as one can tell without a catalog.
pub fn lines(typed: Vec<LineBody>) -> Result<Vec<CartLine>, SaleRefusal> {
    typed.into_iter().enumerate().map(|(at, line)| line.read(at)).collect()
}

impl QuoteBody {
    pub fn read(self) -> Result<AskQuote> {
        if self.scan.is_some() && self.card.is_some() {
            let why = "scan or card, not both".to_owned();
            return Err(RequestRefusal::Malformed { why }.into());
        }
        let lines = lines(self.lines)?;
        let points = Wish::read(self.points.as_deref())?;
        let cart = Cart { lines, coupon: self.coupon, points };
        let Self { order_no, scan, card, .. } = self;
        Ok(AskQuote { order_no, scan, card, cart })
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleBody {
    /// Of the quote.
    pub hash: String,
    /// Together exactly what is payable, each way once; none, if nothing is.
    pub tenders: Vec<TenderBody>,
    /// A member code shown now: needed for stored value, points and coupons, if the quote had none.
    pub code: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenderBody {
    pub kind: Kind,
    /// In fen, above nothing.
    pub amount: Fen,
}

impl SettleBody {
    pub fn hash(&self) -> Result<Vec<u8>, SaleRefusal> {
        hex::decode(&self.hash).map_err(|_| SaleRefusal::QuoteChanged)
    }
}

/// Exactly one of `lines`, `amount` and `all`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundBody {
    /// The till's own number of the refund: 1 to 64 visible ASCII characters, never used before.
    pub refund_no: String,
    pub lines: Option<Vec<ReturnBody>>,
    /// Money without goods, in fen.
    pub amount: Option<Fen>,
    pub all: Option<bool>,
    pub reason: String,
    /// Needed where the clerk may not take goods back.
    pub approver: Option<ApproverBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnBody {
    pub line: i32,
    /// In 1/1000 pieces.
    pub quantity: i64,
}

impl RefundBody {
    pub fn what(&self) -> Result<Asked, SaleRefusal> {
        match (&self.lines, self.amount, self.all) {
            (Some(lines), None, None) if !lines.is_empty() => {
                Ok(Asked::Lines(lines.iter().map(|part| (part.line, part.quantity)).collect()))
            }
            (None, Some(amount), None) => Ok(Asked::Amount(amount)),
            (None, None, Some(true)) => Ok(Asked::All),
            _ => Err(SaleRefusal::RefundMalformed),
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidBody {
    /// As of a refund.
    pub refund_no: String,
    pub reason: String,
    /// As of a refund.
    pub approver: Option<ApproverBody>,
}
