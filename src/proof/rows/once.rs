//! I7 and I8: what is done once.
use super::{
    Check,
    Invariant::{I7, I8},
    Tally, Thing, Unit,
};

pub const CHECKS: &[Check] = &[
    Check {
        of: I7,
        thing: Thing::Request,
        unit: Unit::Nothing,
        wrong: "有幂等键而没有答复",
        sql: "SELECT i.merchant_id AS id, 0 AS part, i.key AS word, 0 AS found, 0 AS wanted
              FROM idempotency i
              WHERE i.merchant_id = $1 AND (i.answer IS NULL OR LENGTH(i.request) <> 32)",
    },
    Check {
        of: I7,
        thing: Thing::Journal,
        unit: Unit::Nothing,
        wrong: "业务号与凭证类型不符",
        sql: "SELECT id, 0 AS part, '' AS word, 0 AS found, 0 AS wanted FROM journal
              WHERE merchant_id = $1
                    AND ((kind = 'settle') <> (business_key LIKE 'settle/%')
                         OR (kind = 'reverse') <> (business_key LIKE 'reverse/%')
                         OR (kind = 'expire') <> (business_key LIKE 'expire/%')
                         OR (kind = 'reverse') <> (reverses IS NOT NULL))",
    },
    Check {
        of: I7,
        thing: Thing::Journal,
        unit: Unit::Nothing,
        wrong: "结算或退款的销售单不存在、未结算，或不是这张卡的",
        sql: "SELECT j.id AS id, 0 AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM journal j LEFT JOIN sale s ON s.id = j.subject
                   AND s.merchant_id = j.merchant_id
              WHERE j.merchant_id = $1 AND j.kind IN ('settle', 'refund')
                    AND (s.id IS NULL OR s.state NOT IN ('settled', 'voided')
                         OR s.card_id IS NULL OR s.card_id <> j.card_id)",
    },
    Check {
        of: I7,
        thing: Thing::Journal,
        unit: Unit::Nothing,
        wrong: "充值单不存在，或不是这张卡的",
        sql: "SELECT j.id AS id, 0 AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM journal j LEFT JOIN top_up t ON t.id = j.subject
                   AND t.merchant_id = j.merchant_id
              WHERE j.merchant_id = $1 AND j.kind IN ('top_up', 'top_up_refund')
                    AND (t.id IS NULL OR t.card_id <> j.card_id)",
    },
    Check {
        of: I7,
        thing: Thing::Journal,
        unit: Unit::Nothing,
        wrong: "冲销的凭证不存在，或不是这张卡的",
        sql: "SELECT j.id AS id, 0 AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM journal j LEFT JOIN journal undone ON undone.id = j.reverses
                   AND undone.merchant_id = j.merchant_id
              WHERE j.merchant_id = $1 AND j.reverses IS NOT NULL
                    AND (undone.id IS NULL OR undone.card_id <> j.card_id
                         OR undone.subject <> j.subject)",
    },
    Check {
        of: I7,
        thing: Thing::Journal,
        unit: Unit::Nothing,
        wrong: "卡不存在，或不是这个商户的",
        sql: "SELECT j.id AS id, 0 AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM journal j LEFT JOIN card c ON c.id = j.card_id
                   AND c.merchant_id = j.merchant_id
              WHERE j.merchant_id = $1 AND c.id IS NULL",
    },
    Check {
        of: I7,
        thing: Thing::Sale,
        unit: Unit::Pieces,
        wrong: "动了卡的销售单应当恰有一张结算凭证",
        sql: "SELECT s.id AS id, 0 AS part, '' AS word, COUNT(j.id) AS found, 1 AS wanted
              FROM sale s LEFT JOIN journal j ON j.subject = s.id AND j.kind = 'settle'
                   AND j.merchant_id = s.merchant_id
              WHERE s.merchant_id = $1 AND s.state IN ('settled', 'voided')
                    AND s.card_id IS NOT NULL
                    AND (s.points_spent > 0 OR s.points_earned > 0 OR s.growth_earned > 0
                         OR EXISTS (SELECT 1 FROM sale_tender t WHERE t.sale_id = s.id
                                    AND t.kind = 'stored_value' AND t.amount > 0))
              GROUP BY s.id HAVING COUNT(j.id) <> 1",
    },
    Check {
        of: I8,
        thing: Thing::CodeUse,
        unit: Unit::Nothing,
        wrong: "付的不是已结算的销售单、预留或积分转储值",
        sql: "SELECT u.card_id AS id, u.window AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM code_use u
              LEFT JOIN sale s ON s.id = u.subject AND s.merchant_id = u.merchant_id
                   AND s.card_id = u.card_id AND s.state IN ('settled', 'voided')
              LEFT JOIN hold h ON h.id = u.subject AND h.merchant_id = u.merchant_id
                   AND h.card_id = u.card_id
              LEFT JOIN journal j ON j.subject = u.subject AND j.merchant_id = u.merchant_id
                   AND j.card_id = u.card_id AND j.kind = 'convert'
              WHERE u.merchant_id = $1 AND s.id IS NULL AND h.id IS NULL AND j.id IS NULL",
    },
];

pub const TALLIES: &[Tally] = &[
    Tally {
        of: I7,
        label: "请求",
        unit: Unit::Pieces,
        sql: "SELECT COUNT(*) AS n FROM idempotency WHERE merchant_id = $1",
    },
    Tally {
        of: I7,
        label: "已结算销售单",
        unit: Unit::Pieces,
        sql: "SELECT COUNT(*) AS n FROM sale
              WHERE merchant_id = $1 AND state IN ('settled', 'voided')",
    },
    Tally {
        of: I8,
        label: "付过款的会员码",
        unit: Unit::Pieces,
        sql: "SELECT COUNT(*) AS n FROM code_use WHERE merchant_id = $1",
    },
];
