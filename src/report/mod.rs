//! 仪表盘与报表: what a day came to, and the rows behind it.
//!
//! What each figure is, in a store and on a day of China's calendar:
//!
//! | figure | is | of the day on which | in the store |
//! |---|---|---|---|
//! | 新增会员 | members | they joined | – |
//! | 销售笔数, 销售额 | sales that were paid, voided ones too, and what was paid | they were settled | where they were |
//! | 退货金额 | what went back for goods | it went back | where it did |
//! | 充值本金, 充值赠送 | of top-ups | they were paid | where they were |
//! | 发放积分 | points that cards were given, pending ones too | it was booked | of the journal |
//! | 消耗积分 | points that cards gave, for goods or for stored value | it was booked | of the journal |
//! | 领取优惠券 | coupons that came to members | they came | of the template, if it is one store's |
//! | 核销优惠券 | paid sales with a coupon | they were settled | where they were |
//! | 未消费本金, 赠送, 积分 | what cards have, at their disposal or held | – | – |
//!
//! **Invariant:** a figure is made of rows that nobody changes, and whatever comes later has a day
//! of its own: a return is not taken off the day of its sale. So a day that is over stays as it was,
//! and is written down once, in `day_figure`. **Invariant:** a period is the sum of its days, what
//! cards have is the sum of all days, and the rows behind a figure add up to it (RPT-01).
mod flow;
mod http;
mod jobs;
mod rows;
mod rules;

pub use http::office_routes;
pub use jobs::nightly;
pub use rows::start_over;
pub use rules::ReportRefusal;
