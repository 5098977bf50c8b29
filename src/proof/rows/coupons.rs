//! I6: coupons against their stock and their sales.
use super::{Check, Invariant::I6, Tally, Thing, Unit};

pub const CHECKS: &[Check] = &[
    Check {
        of: I6,
        thing: Thing::Coupon,
        unit: Unit::Nothing,
        wrong: "没有所属券种",
        sql: "SELECT c.id AS id, 0 AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM coupon c LEFT JOIN coupon_template t ON t.id = c.template_id
                   AND t.merchant_id = c.merchant_id
              WHERE c.merchant_id = $1 AND t.id IS NULL",
    },
    Check {
        of: I6,
        thing: Thing::CouponTemplate,
        unit: Unit::Pieces,
        wrong: "领取数超过发放总数",
        sql: "SELECT id, 0 AS part, '' AS word, claimed AS found, total AS wanted
              FROM coupon_template
              WHERE merchant_id = $1 AND (claimed < 0 OR claimed > total)",
    },
    Check {
        of: I6,
        thing: Thing::CouponTemplate,
        unit: Unit::Pieces,
        wrong: "领取数不等于实际发出的券和未激活的纸券",
        sql: "SELECT t.id AS id, 0 AS part, '' AS word, t.claimed AS found,
                     COUNT(c.id) AS wanted
              FROM coupon_template t
              LEFT JOIN (SELECT template_id, id FROM coupon WHERE merchant_id = $1
                         UNION ALL
                         SELECT template_id, id FROM printed_coupon
                         WHERE merchant_id = $1 AND coupon_id IS NULL) c
                   ON c.template_id = t.id
              WHERE t.merchant_id = $1 GROUP BY t.id, t.claimed
              HAVING t.claimed <> COUNT(c.id)",
    },
    Check {
        of: I6,
        thing: Thing::Coupon,
        unit: Unit::Nothing,
        wrong: "状态与使用记录不一致",
        sql: "SELECT id, 0 AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM coupon WHERE merchant_id = $1
                   AND ((state = 'used' AND (used_at IS NULL OR sale_id IS NULL))
                        OR (state <> 'used' AND used_at IS NOT NULL)
                        OR (state = 'reserved' AND (sale_id IS NULL OR reserved_until IS NULL)))",
    },
    Check {
        of: I6,
        thing: Thing::Coupon,
        unit: Unit::Nothing,
        wrong: "用它的销售单不存在、未结算，或没有记它",
        // The sale says whose card it was then; the card, whose it is since members were merged.
        sql: "SELECT c.id AS id, 0 AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM coupon c LEFT JOIN sale s ON s.id = c.sale_id
                   AND s.merchant_id = c.merchant_id
              LEFT JOIN card k ON k.id = s.card_id
              LEFT JOIN member m ON m.id = s.member_id AND m.merged_into IS NOT NULL
              WHERE c.merchant_id = $1 AND c.state = 'used'
                    AND (s.id IS NULL OR s.state NOT IN ('settled', 'voided')
                         OR s.coupon_id IS NULL OR s.coupon_id <> c.id
                         OR k.member_id IS NULL OR k.member_id <> c.member_id
                         OR s.member_id IS NULL
                         OR (s.member_id <> k.member_id AND m.id IS NULL))",
    },
    Check {
        of: I6,
        thing: Thing::Coupon,
        unit: Unit::Nothing,
        wrong: "属于一位已并入他人的会员",
        sql: "SELECT c.id AS id, 0 AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM coupon c JOIN member m ON m.id = c.member_id
              WHERE c.merchant_id = $1 AND m.merged_into IS NOT NULL",
    },
    Check {
        of: I6,
        thing: Thing::Coupon,
        unit: Unit::Pieces,
        wrong: "被不止一张未退款的销售单使用",
        sql: "SELECT coupon_id AS id, 0 AS part, '' AS word, COUNT(*) AS found, 1 AS wanted
              FROM sale WHERE merchant_id = $1 AND coupon_id IS NOT NULL AND state = 'settled'
                   AND (refunded < paid
                        OR EXISTS (SELECT 1 FROM sale_line l WHERE l.sale_id = sale.id
                                   AND l.returned < l.quantity))
              GROUP BY coupon_id HAVING COUNT(*) > 1",
    },
];

pub const TALLIES: &[Tally] = &[
    Tally {
        of: I6,
        label: "发放总数",
        unit: Unit::Pieces,
        sql: "SELECT SUM(total) AS n FROM coupon_template WHERE merchant_id = $1",
    },
    Tally {
        of: I6,
        label: "已领取",
        unit: Unit::Pieces,
        sql: "SELECT SUM(claimed) AS n FROM coupon_template WHERE merchant_id = $1",
    },
    Tally {
        of: I6,
        label: "已使用",
        unit: Unit::Pieces,
        sql: "SELECT COUNT(*) AS n FROM coupon WHERE merchant_id = $1 AND state = 'used'",
    },
];
