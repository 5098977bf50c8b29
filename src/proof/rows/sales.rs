//! I5: what was paid, and what came back.
use super::{Check, Invariant::I5, Tally, Thing, Unit};

/// What a row says in all, and what its parts do together.
macro_rules! of_parts {
    ($thing:ident, $wrong:literal, $whole:ident.$all:ident, $part:ident.$each:ident by $key:ident) => {
        Check {
            of: I5,
            thing: Thing::$thing,
            unit: Unit::Fen,
            wrong: $wrong,
            sql: concat!(
                "SELECT w.id AS id, 0 AS part, '' AS word, w.",
                stringify!($all),
                " AS found, COALESCE(SUM(p.",
                stringify!($each),
                "), 0) AS wanted FROM ",
                stringify!($whole),
                " w LEFT JOIN ",
                stringify!($part),
                " p ON p.",
                stringify!($key),
                " = w.id AND p.merchant_id = w.merchant_id WHERE w.merchant_id = $1 GROUP BY w.id, w.",
                stringify!($all),
                " HAVING w.",
                stringify!($all),
                " <> COALESCE(SUM(p.",
                stringify!($each),
                "), 0)",
            ),
        }
    };
}

/// What a top-up says was paid in or given, and the lots that it opened.
macro_rules! of_lots {
    ($wrong:literal, $asset:ident) => {
        Check {
            of: I5,
            thing: Thing::TopUp,
            unit: Unit::Fen,
            wrong: $wrong,
            sql: concat!(
                "SELECT t.id AS id, 0 AS part, '' AS word, t.",
                stringify!($asset),
                " AS found, COALESCE(SUM(l.opened), 0) AS wanted FROM top_up t LEFT JOIN lot l
                 ON l.source = t.id AND l.card_id = t.card_id AND l.asset = '",
                stringify!($asset),
                "' WHERE t.merchant_id = $1 GROUP BY t.id, t.",
                stringify!($asset),
                " HAVING t.",
                stringify!($asset),
                " <> COALESCE(SUM(l.opened), 0)",
            ),
        }
    };
}

pub const CHECKS: &[Check] = &[
    Check {
        of: I5,
        thing: Thing::Sale,
        unit: Unit::Fen,
        wrong: "退款超过实收",
        sql: "SELECT id, 0 AS part, '' AS word, refunded AS found, paid AS wanted
              FROM sale WHERE merchant_id = $1 AND (refunded < 0 OR refunded > paid)",
    },
    Check {
        of: I5,
        thing: Thing::Sale,
        unit: Unit::Fen,
        wrong: "未结算的销售单有收款",
        sql: "SELECT id, 0 AS part, '' AS word, paid AS found, 0 AS wanted
              FROM sale WHERE merchant_id = $1 AND paid <> 0
                   AND (state NOT IN ('settled', 'voided') OR settled_at IS NULL)",
    },
    of_parts!(Sale, "已退金额不等于退款单之和", sale.refunded, refund.amount by sale_id),
    of_parts!(Sale, "实收不等于各收款之和", sale.paid, sale_tender.amount by sale_id),
    of_parts!(
        Sale, "已退金额不等于各收款已退之和", sale.refunded, sale_tender.refunded by sale_id
    ),
    Check {
        of: I5,
        thing: Thing::Sale,
        unit: Unit::Fen,
        wrong: "实收不等于各行之和",
        sql: "SELECT s.id AS id, 0 AS part, '' AS word, s.paid AS found, SUM(l.paid) AS wanted
              FROM sale s JOIN sale_line l ON l.sale_id = s.id AND l.merchant_id = s.merchant_id
              WHERE s.merchant_id = $1 AND s.state IN ('settled', 'voided')
              GROUP BY s.id, s.paid HAVING s.paid <> SUM(l.paid)",
    },
    Check {
        of: I5,
        thing: Thing::Tender,
        unit: Unit::Fen,
        wrong: "这笔收款退得比收得多",
        sql: "SELECT sale_id AS id, 0 AS part, kind AS word, refunded AS found, amount AS wanted
              FROM sale_tender
              WHERE merchant_id = $1 AND (refunded < 0 OR refunded > amount)",
    },
    Check {
        of: I5,
        thing: Thing::SaleLine,
        unit: Unit::Pieces,
        wrong: "这一行退得比买得多",
        sql: "SELECT sale_id AS id, line AS part, '' AS word, returned AS found, quantity AS wanted
              FROM sale_line
              WHERE merchant_id = $1 AND (returned < 0 OR returned > quantity)",
    },
    Check {
        of: I5,
        thing: Thing::Tender,
        unit: Unit::Nothing,
        wrong: "没有所属销售单",
        sql: "SELECT t.sale_id AS id, 0 AS part, t.kind AS word, 0 AS found, 0 AS wanted
              FROM sale_tender t LEFT JOIN sale s ON s.id = t.sale_id
                   AND s.merchant_id = t.merchant_id
              WHERE t.merchant_id = $1 AND s.id IS NULL",
    },
    Check {
        of: I5,
        thing: Thing::SaleLine,
        unit: Unit::Nothing,
        wrong: "没有所属销售单",
        sql: "SELECT l.sale_id AS id, l.line AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM sale_line l LEFT JOIN sale s ON s.id = l.sale_id
                   AND s.merchant_id = l.merchant_id
              WHERE l.merchant_id = $1 AND s.id IS NULL",
    },
    Check {
        of: I5,
        thing: Thing::Refund,
        unit: Unit::Nothing,
        wrong: "没有所属销售单",
        sql: "SELECT r.id AS id, 0 AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM refund r LEFT JOIN sale s ON s.id = r.sale_id
                   AND s.merchant_id = r.merchant_id
              WHERE r.merchant_id = $1 AND s.id IS NULL",
    },
    Check {
        of: I5,
        thing: Thing::Sale,
        unit: Unit::Fen,
        wrong: "储值收款减已退，不等于账上扣减的储值",
        sql: "SELECT id, 0 AS part, '' AS word, SUM(took) AS found, SUM(spent) AS wanted
              FROM (SELECT sale_id AS id, amount - refunded AS took, 0 AS spent
                    FROM sale_tender WHERE merchant_id = $1 AND kind = 'stored_value'
                    UNION ALL
                    SELECT s.id AS id, 0 AS took, e.amount AS spent
                    FROM sale s JOIN journal j ON j.subject = s.id
                         AND j.merchant_id = s.merchant_id
                    JOIN entry e ON e.journal_id = j.id AND e.book = 'spent'
                         AND e.asset IN ('principal', 'gift')
                    WHERE s.merchant_id = $1) sides
              GROUP BY id HAVING SUM(took) <> SUM(spent)",
    },
    Check {
        of: I5,
        thing: Thing::TopUp,
        unit: Unit::Fen,
        wrong: "退款超过充值本金",
        sql: "SELECT id, 0 AS part, '' AS word, refunded AS found, principal AS wanted
              FROM top_up WHERE merchant_id = $1 AND (refunded < 0 OR refunded > principal)",
    },
    of_parts!(
        TopUp, "已退金额不等于充值退款单之和", top_up.refunded, top_up_refund.amount by top_up_id
    ),
    Check {
        of: I5,
        thing: Thing::TopUpRefund,
        unit: Unit::Nothing,
        wrong: "没有所属充值单",
        sql: "SELECT r.id AS id, 0 AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM top_up_refund r LEFT JOIN top_up t ON t.id = r.top_up_id
                   AND t.merchant_id = r.merchant_id
              WHERE r.merchant_id = $1 AND t.id IS NULL",
    },
    of_lots!("充值本金不等于它开的批次", principal),
    of_lots!("赠送金额不等于它开的批次", gift),
];

pub const TALLIES: &[Tally] = &[
    Tally {
        of: I5,
        label: "销售实收",
        unit: Unit::Fen,
        sql: "SELECT SUM(paid) AS n FROM sale WHERE merchant_id = $1",
    },
    Tally {
        of: I5,
        label: "销售已退",
        unit: Unit::Fen,
        sql: "SELECT SUM(refunded) AS n FROM sale WHERE merchant_id = $1",
    },
    Tally {
        of: I5,
        label: "充值本金",
        unit: Unit::Fen,
        sql: "SELECT SUM(principal) AS n FROM top_up WHERE merchant_id = $1",
    },
    Tally {
        of: I5,
        label: "充值已退",
        unit: Unit::Fen,
        sql: "SELECT SUM(refunded) AS n FROM top_up WHERE merchant_id = $1",
    },
];
