//! docs/ERRORS.md, from the refusals themselves.
use crate::error::{ChangeRefusal, Documented};

/// Print docs/ERRORS.md.
pub fn errors() -> anyhow::Result<()> {
    print!("{}", page());
    Ok(())
}

/// Every code that the API answers with, in the order of the alphabet.
fn all() -> Vec<&'static Documented> {
    let rooms: &[&[Documented]] = &[
        ChangeRefusal::DOCUMENTED,
        crate::address::AddressRefusal::DOCUMENTED,
        crate::approval::ApprovalRefusal::DOCUMENTED,
        crate::bulk::BulkRefusal::DOCUMENTED,
        crate::bulk::ExportRefusal::DOCUMENTED,
        crate::bulk::RowRefusal::DOCUMENTED,
        crate::card::CardRefusal::DOCUMENTED,
        crate::catalog::CatalogRefusal::DOCUMENTED,
        crate::centre::LeaveRefusal::DOCUMENTED,
        crate::centre::WalletRefusal::DOCUMENTED,
        crate::code::CodeRefusal::DOCUMENTED,
        crate::connect::ConnectRefusal::DOCUMENTED,
        crate::coupon::CouponRefusal::DOCUMENTED,
        crate::crm::CrmRefusal::DOCUMENTED,
        crate::export::ExportRefusal::DOCUMENTED,
        crate::http::RequestRefusal::DOCUMENTED,
        crate::inbox::InboxRefusal::DOCUMENTED,
        crate::ledger::LedgerRefusal::DOCUMENTED,
        crate::level::LevelRefusal::DOCUMENTED,
        crate::member::MemberRefusal::DOCUMENTED,
        crate::merchant::MerchantRefusal::DOCUMENTED,
        crate::merge::MergeRefusal::DOCUMENTED,
        crate::office::DeskRefusal::DOCUMENTED,
        crate::once::OnceRefusal::DOCUMENTED,
        crate::operator::OperatorRefusal::DOCUMENTED,
        crate::points::PointsRefusal::DOCUMENTED,
        crate::pos::PosRefusal::DOCUMENTED,
        crate::pos::SaleRefusal::DOCUMENTED,
        crate::privacy::PrivacyRefusal::DOCUMENTED,
        crate::proof::ProofRefusal::DOCUMENTED,
        crate::recycle::RecycleRefusal::DOCUMENTED,
        crate::report::ReportRefusal::DOCUMENTED,
        crate::session::SessionRefusal::DOCUMENTED,
        crate::sms::SmsRefusal::DOCUMENTED,
        crate::store::StoreRefusal::DOCUMENTED,
        crate::stored_value::StoredValueRefusal::DOCUMENTED,
        crate::till_key::KeyRefusal::DOCUMENTED,
        crate::typed::TypedRefusal::DOCUMENTED,
    ];
    let mut all: Vec<_> = rooms.iter().copied().flatten().collect();
    all.sort_by_key(|no| no.code);
    all
}

/// The page as it is checked in.
pub fn page() -> String {
    let mut page = "# Refusals\n\nMade by `kabao errors`. `code` is part of the API; titles are \
                    for people and may change.\n\n| code | kind | 中文 | English |\n|---|---|---|---|\n"
        .to_owned();
    for Documented { code, kind, zh, en } in all() {
        page.push_str(&format!("| `{code}` | {kind:?} | {zh} | {en} |\n"));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_chinese(c: char) -> bool {
        matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
    }

    #[test]
    fn every_refusal_has_words_in_both_languages() {
        for Documented { code, zh, en, .. } in all() {
            assert!(!en.is_empty() && !en.contains(is_chinese), "{code}: {en}");
            assert!(zh.contains(is_chinese) || zh.contains('{'), "{code}: {zh}");
        }
    }
}
