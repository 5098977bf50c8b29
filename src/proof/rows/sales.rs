//! I5: what was paid, and what came back.
use super::{Check, Invariant::I5, Tally, Thing, Unit};

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
    Check {
        of: I5,
        thing: Thing::Sale,
        unit: Unit::Fen,
        wrong: "已退金额不等于退款单之和",
        sql: "SELECT s.id AS id, 0 AS part, '' AS word, s.refunded AS found,
                     COALESCE(SUM(r.amount), 0) AS wanted
              FROM sale s LEFT JOIN refund r ON r.sale_id = s.id
                   AND r.merchant_id = s.merchant_id
              WHERE s.merchant_id = $1 GROUP BY s.id, s.refunded
              HAVING s.refunded <> COALESCE(SUM(r.amount), 0)",
    },
    Check {
        of: I5,
        thing: Thing::Sale,
        unit: Unit::Fen,
        wrong: "实收不等于各收款之和",
        sql: "SELECT s.id AS id, 0 AS part, '' AS word, s.paid AS found,
                     COALESCE(SUM(t.amount), 0) AS wanted
              FROM sale s LEFT JOIN sale_tender t ON t.sale_id = s.id
                   AND t.merchant_id = s.merchant_id
              WHERE s.merchant_id = $1 GROUP BY s.id, s.paid
              HAVING s.paid <> COALESCE(SUM(t.amount), 0)",
    },
    Check {
        of: I5,
        thing: Thing::Sale,
        unit: Unit::Fen,
        wrong: "已退金额不等于各收款已退之和",
        sql: "SELECT s.id AS id, 0 AS part, '' AS word, s.refunded AS found,
                     COALESCE(SUM(t.refunded), 0) AS wanted
              FROM sale s LEFT JOIN sale_tender t ON t.sale_id = s.id
                   AND t.merchant_id = s.merchant_id
              WHERE s.merchant_id = $1 GROUP BY s.id, s.refunded
              HAVING s.refunded <> COALESCE(SUM(t.refunded), 0)",
    },
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
    Check {
        of: I5,
        thing: Thing::TopUp,
        unit: Unit::Fen,
        wrong: "已退金额不等于充值退款单之和",
        sql: "SELECT t.id AS id, 0 AS part, '' AS word, t.refunded AS found,
                     COALESCE(SUM(r.amount), 0) AS wanted
              FROM top_up t LEFT JOIN top_up_refund r ON r.top_up_id = t.id
                   AND r.merchant_id = t.merchant_id
              WHERE t.merchant_id = $1 GROUP BY t.id, t.refunded
              HAVING t.refunded <> COALESCE(SUM(r.amount), 0)",
    },
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
    Check {
        of: I5,
        thing: Thing::TopUp,
        unit: Unit::Fen,
        wrong: "充值本金不等于它开的批次",
        sql: "SELECT t.id AS id, 0 AS part, '' AS word, t.principal AS found,
                     COALESCE(SUM(l.opened), 0) AS wanted
              FROM top_up t LEFT JOIN lot l ON l.source = t.id AND l.card_id = t.card_id
                   AND l.asset = 'principal'
              WHERE t.merchant_id = $1 GROUP BY t.id, t.principal
              HAVING t.principal <> COALESCE(SUM(l.opened), 0)",
    },
    Check {
        of: I5,
        thing: Thing::TopUp,
        unit: Unit::Fen,
        wrong: "赠送金额不等于它开的批次",
        sql: "SELECT t.id AS id, 0 AS part, '' AS word, t.gift AS found,
                     COALESCE(SUM(l.opened), 0) AS wanted
              FROM top_up t LEFT JOIN lot l ON l.source = t.id AND l.card_id = t.card_id
                   AND l.asset = 'gift'
              WHERE t.merchant_id = $1 GROUP BY t.id, t.gift
              HAVING t.gift <> COALESCE(SUM(l.opened), 0)",
    },
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
