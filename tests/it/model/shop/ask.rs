//! Requests, in the model's words.
use super::{Cart, Shop, back::Back, value::Mode};
use crate::model::books::No;

#[derive(Clone, Debug)]
pub enum Ask {
    TopUp {
        card: usize,
        rule: Option<usize>,
        paid_in: i128,
    },
    GiveBack {
        top_up: usize,
        mode: Mode,
    },
    Convert {
        card: usize,
        points: i128,
    },
    Claim {
        card: usize,
        template: usize,
    },
    /// Of a sale that was quoted before, or a new one.
    Quote {
        sale: Option<usize>,
        card: Option<usize>,
        by_code: bool,
        cart: Cart,
    },
    Park(usize),
    Resume(usize),
    Cancel(usize),
    Settle {
        sale: usize,
        stored: i128,
        money: i128,
        shown: bool,
        hash: bool,
    },
    Refund {
        sale: usize,
        back: Back,
        void: bool,
    },
    Hold {
        card: usize,
        amount: i128,
    },
    End {
        hold: usize,
        taken: i128,
        capture: bool,
    },
    Lose {
        card: usize,
        lost: bool,
    },
    Reissue(usize),
    /// Two members who are one, and who stays.
    Merge {
        from: usize,
        into: usize,
    },
}

impl Ask {
    /// Whose code is shown for it.
    pub fn shown(&self, shop: &Shop) -> Option<usize> {
        match self {
            Self::Quote { card, by_code: true, .. } => *card,
            Self::Settle { sale, shown: true, .. } => shop.sales[*sale].card,
            Self::Convert { card, .. } | Self::Hold { card, .. } => Some(*card),
            _ => None,
        }
    }

    /// For counting.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TopUp { rule: None, .. } => "top-up",
            Self::TopUp { .. } => "top-up by rule",
            Self::GiveBack { mode: Mode::CoolingOff, .. } => "top-up back: cooling off",
            Self::GiveBack { mode: Mode::MerchantCause, .. } => "top-up back: merchant's cause",
            Self::GiveBack { mode: Mode::ConsumerCause, .. } => "top-up back: consumer's cause",
            Self::Convert { .. } => "convert",
            Self::Claim { .. } => "claim",
            Self::Quote { sale: Some(_), .. } => "quote again",
            Self::Quote { cart: Cart { coupon: Some(_), .. }, .. } => "quote with coupon",
            Self::Quote { .. } => "quote",
            Self::Park(_) => "park",
            Self::Resume(_) => "resume",
            Self::Cancel(_) => "cancel",
            Self::Settle { stored: 0, .. } => "settle in money",
            Self::Settle { money: 0, .. } => "settle in stored value",
            Self::Settle { .. } => "settle in both",
            Self::Refund { void: true, .. } => "void",
            Self::Refund { back: Back::All, .. } => "refund of all",
            Self::Refund { back: Back::Amount(_), .. } => "refund of money",
            Self::Refund { back: Back::Line(..), .. } => "refund of a line",
            Self::Hold { .. } => "hold",
            Self::End { capture: true, .. } => "capture",
            Self::End { .. } => "release",
            Self::Lose { .. } => "lose",
            Self::Reissue(_) => "reissue",
            Self::Merge { .. } => "merge",
        }
    }
}

impl Shop {
    pub(super) fn perform(&mut self, ask: &Ask) -> Result<i128, No> {
        match ask {
            Ask::Refund { sale, back, void } => return self.refund(*sale, back, *void),
            Ask::Merge { from, into } => return self.merge(*from, *into),
            Ask::GiveBack { top_up, mode } => return self.give_back(*top_up, *mode),
            Ask::TopUp { card, rule, paid_in } => self.top_up(*card, *rule, *paid_in),
            Ask::Convert { card, points } => self.convert(*card, *points),
            Ask::Claim { card, template } => {
                self.claim(self.cards[*card].member, *template).map(drop)
            }
            Ask::Quote { sale, card, by_code, cart } => {
                self.quote(*sale, (*card, *by_code), cart.clone())
            }
            Ask::Park(sale) => self.park(*sale),
            Ask::Resume(sale) => self.resume(*sale),
            Ask::Cancel(sale) => self.cancel(*sale),
            Ask::Settle { sale, stored, money, shown, hash } => {
                self.settle(*sale, (*stored, *money), (*shown, *hash))
            }
            Ask::Hold { card, amount } => self.hold(*card, *amount),
            Ask::End { hold, taken, capture } => self.end(*hold, *taken, *capture),
            Ask::Lose { card, lost } => {
                self.cards[*card].lost = *lost;
                Ok(())
            }
            Ask::Reissue(card) => self.reissue(*card),
        }?;
        Ok(0)
    }

    /// Cards and coupons change hands, with all that is on them; how many coupons. Asked again, it is
    /// answered as it was.
    fn merge(&mut self, from: usize, into: usize) -> Result<i128, No> {
        if from == into {
            return Err(No::from(["merge_same"]));
        }
        match self.merged.get(&from) {
            Some((first, coupons)) if *first == into => return Ok(*coupons),
            Some(_) => return Err(No::from(["member_merged"])),
            None if self.merged.contains_key(&into) => return Err(No::from(["member_merged"])),
            None => {}
        }
        let cards = self.cards.iter_mut().map(|card| &mut card.member);
        cards.filter(|member| **member == from).for_each(|member| *member = into);
        let coupons = self.coupons.iter_mut().map(|coupon| &mut coupon.member);
        let coupons: Vec<_> = coupons.filter(|member| **member == from).collect();
        let handed = coupons.len() as i128;
        coupons.into_iter().for_each(|member| *member = into);
        self.merged.insert(from, (into, handed));
        Ok(handed)
    }

    /// A lost card gets a new number, and keeps what it has.
    fn reissue(&mut self, card: usize) -> Result<(), No> {
        let card = &mut self.cards[card];
        if !card.lost {
            return Err(No::from(["card_not_lost"]));
        }
        (card.lost, card.issue) = (false, card.issue + 1);
        Ok(())
    }
}
