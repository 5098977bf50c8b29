//! Two members who turn out to be one: what the first has is the second's from now on.
//!
//! **Invariant:** a merge happens in one transaction that holds both members, then all their cards,
//! each from the lowest id up; so a sale, a top-up or a return comes before it or after it (B12).
//! **Invariant:** it moves no balance: accounts, lots and journals are a card's, and the card
//! changes hands with all it has. **Invariant:** a member ends in one other, once; asked again, it
//! is answered as it was, and moves nothing.
//!
//! What is said of a member, and what becomes of it:
//!
//! | row | becomes |
//! |---|---|
//! | `card` | the other's, void and lost ones too; levels stay; the other's primary card stays while it works |
//! | `account`, `entry`, `journal`, `lot`, `hold`, `pending_points`, `level_change`, `code_use` | stays: it is a card's |
//! | `sale`, `top_up` | stays: whom it was with then. Who that is now, its card says |
//! | `coupon` | the other's, counted after theirs of the same template |
//! | `coupon_sent` | stays: whom it was meant for; who that is, is asked when their turn comes |
//! | `recharge_use` | the other's, unless they have used the rule as well |
//! | `identity` | the other's; two openids of one account are two people, and refused |
//! | `member.unionid` | the other's, if they have none; two are two people, and refused |
//! | `member.phone_unique` | gone: somebody else may have the phone |
//! | `member.money_held_until` | the later of both: a merge does not shorten the wait (B11) |
//! | `phone_change` that waits | closed: the phone is nobody's to change |
//! | `address` | the other's, none the default where they have one |
//! | `avatar` | the other's, if they have none |
//! | `member_tag` | the other's, once; `member_note`: the other's |
//! | `member.store_id` | the other's, if they have none |
//! | `consent`, `member`'s name, phone, papers and what the staff typed of them | stays: what was agreed to and by whom |
//! | `session` | is an identity's: it sees the other within two seconds |
mod flow;
mod rows;
mod rules;

pub use flow::{By, Merge, Merged, merge};
pub use rows::forget;
pub use rules::MergeRefusal;
