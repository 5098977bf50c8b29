//! I3 and I10: nothing below nothing, and the parts of a balance.
use super::{
    Check,
    Invariant::{I3, I10},
    Tally, Thing, Unit,
};

pub const CHECKS: &[Check] = &[
    Check {
        of: I3,
        thing: Thing::Account,
        unit: Unit::OfAsset,
        wrong: "余额为负",
        sql: "SELECT id, 0 AS part, asset AS word, balance AS found, 0 AS wanted
              FROM account WHERE merchant_id = $1 AND balance < 0",
    },
    Check {
        of: I3,
        thing: Thing::Entry,
        unit: Unit::OfAsset,
        wrong: "记账后余额为负",
        sql: "SELECT journal_id AS id, line AS part, asset AS word, balance_after AS found,
                     0 AS wanted
              FROM entry WHERE merchant_id = $1 AND balance_after < 0",
    },
    Check {
        of: I3,
        thing: Thing::Lot,
        unit: Unit::OfAsset,
        wrong: "剩余不在零与存入之间",
        sql: "SELECT id, 0 AS part, asset AS word, remaining AS found, opened AS wanted
              FROM lot WHERE merchant_id = $1 AND (remaining < 0 OR remaining > opened)",
    },
    Check {
        of: I3,
        thing: Thing::Pending,
        unit: Unit::Points,
        wrong: "待生效积分为负",
        sql: "SELECT sale_id AS id, 0 AS part, '' AS word, amount AS found, 0 AS wanted
              FROM pending_points WHERE merchant_id = $1 AND amount < 0",
    },
    Check {
        of: I10,
        thing: Thing::Lot,
        unit: Unit::OfAsset,
        wrong: "剩余不等于存入减支取加退回",
        sql: "SELECT l.id AS id, 0 AS part, l.asset AS word, l.remaining AS found,
                     COALESCE(SUM(u.amount), 0) AS wanted
              FROM lot l LEFT JOIN lot_use u ON u.lot_id = l.id AND u.merchant_id = l.merchant_id
              WHERE l.merchant_id = $1 GROUP BY l.id, l.asset, l.remaining
              HAVING l.remaining <> COALESCE(SUM(u.amount), 0)",
    },
    Check {
        of: I10,
        thing: Thing::Journal,
        unit: Unit::Nothing,
        wrong: "动用的批次不存在，或不是这张卡的",
        sql: "SELECT u.journal_id AS id, 0 AS part, '' AS word, 0 AS found, 0 AS wanted
              FROM lot_use u LEFT JOIN lot l ON l.id = u.lot_id
              LEFT JOIN journal j ON j.id = u.journal_id
              WHERE u.merchant_id = $1
                    AND (l.id IS NULL OR j.id IS NULL OR l.merchant_id <> u.merchant_id
                         OR j.merchant_id <> u.merchant_id OR l.card_id <> j.card_id)",
    },
    Check {
        of: I10,
        thing: Thing::Journal,
        unit: Unit::OfAsset,
        wrong: "批次变动不等于卡上分录",
        sql: "SELECT journal_id AS id, 0 AS part, asset AS word, SUM(used) AS found,
                     SUM(said) AS wanted
              FROM (SELECT u.journal_id, l.asset, u.amount AS used, 0 AS said
                    FROM lot_use u JOIN lot l ON l.id = u.lot_id WHERE u.merchant_id = $1
                    UNION ALL
                    SELECT e.journal_id, e.asset, 0 AS used, e.amount AS said
                    FROM entry e WHERE e.merchant_id = $1 AND e.book = 'card'
                         AND e.asset IN ('principal', 'gift', 'points')) sides
              GROUP BY journal_id, asset HAVING SUM(used) <> SUM(said)",
    },
    Check {
        of: I10,
        thing: Thing::Card,
        unit: Unit::OfAsset,
        wrong: "批次剩余之和不等于余额",
        sql: "SELECT card_id AS id, 0 AS part, asset AS word, SUM(remaining) AS found,
                     SUM(balance) AS wanted
              FROM (SELECT card_id, asset, remaining, 0 AS balance
                    FROM lot WHERE merchant_id = $1
                    UNION ALL
                    SELECT card_id, asset, 0 AS remaining, balance
                    FROM account WHERE merchant_id = $1 AND book = 'card'
                         AND asset IN ('principal', 'gift', 'points')) sides
              GROUP BY card_id, asset HAVING SUM(remaining) <> SUM(balance)",
    },
    Check {
        of: I10,
        thing: Thing::Card,
        unit: Unit::OfAsset,
        wrong: "批次存入之和超过入账之和",
        sql: "SELECT card_id AS id, 0 AS part, asset AS word, SUM(opened) AS found,
                     SUM(put) AS wanted
              FROM (SELECT card_id, asset, opened, 0 AS put FROM lot WHERE merchant_id = $1
                    UNION ALL
                    SELECT card_id, asset, 0 AS opened, amount AS put
                    FROM entry WHERE merchant_id = $1 AND book = 'card' AND amount > 0
                         AND asset IN ('principal', 'gift', 'points')) sides
              GROUP BY card_id, asset HAVING SUM(opened) > SUM(put)",
    },
    Check {
        of: I10,
        thing: Thing::Card,
        unit: Unit::Fen,
        wrong: "预留中的储值不等于冻结余额",
        sql: "SELECT card_id AS id, 0 AS part, '' AS word, SUM(open) AS found, SUM(held) AS wanted
              FROM (SELECT card_id, amount AS open, 0 AS held
                    FROM hold WHERE merchant_id = $1 AND state = 'open'
                    UNION ALL
                    SELECT card_id, 0 AS open, balance AS held
                    FROM account WHERE merchant_id = $1 AND book = 'held'
                         AND asset IN ('principal', 'gift')) sides
              GROUP BY card_id HAVING SUM(open) <> SUM(held)",
    },
    Check {
        of: I10,
        thing: Thing::Card,
        unit: Unit::Points,
        wrong: "待生效积分不等于冻结积分",
        sql: "SELECT card_id AS id, 0 AS part, '' AS word, SUM(due) AS found, SUM(held) AS wanted
              FROM (SELECT card_id, amount AS due, 0 AS held
                    FROM pending_points WHERE merchant_id = $1 AND granted_at IS NULL
                    UNION ALL
                    SELECT card_id, 0 AS due, balance AS held
                    FROM account WHERE merchant_id = $1 AND book = 'held'
                         AND asset = 'points') sides
              GROUP BY card_id HAVING SUM(due) <> SUM(held)",
    },
];

pub const TALLIES: &[Tally] = &[
    Tally {
        of: I3,
        label: "负数账户",
        unit: Unit::Pieces,
        sql: "SELECT COUNT(*) AS n FROM account WHERE merchant_id = $1 AND balance < 0",
    },
    Tally {
        of: I10,
        label: "批次剩余储值",
        unit: Unit::Fen,
        sql: "SELECT SUM(remaining) AS n FROM lot WHERE merchant_id = $1
              AND asset IN ('principal', 'gift')",
    },
    Tally {
        of: I10,
        label: "批次剩余积分",
        unit: Unit::Points,
        sql: "SELECT SUM(remaining) AS n FROM lot WHERE merchant_id = $1 AND asset = 'points'",
    },
    Tally {
        of: I10,
        label: "预留中的储值",
        unit: Unit::Fen,
        sql: "SELECT SUM(amount) AS n FROM hold WHERE merchant_id = $1 AND state = 'open'",
    },
    Tally {
        of: I10,
        label: "待生效积分",
        unit: Unit::Points,
        sql: "SELECT SUM(amount) AS n FROM pending_points
              WHERE merchant_id = $1 AND granted_at IS NULL",
    },
];
