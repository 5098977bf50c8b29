//! I1, I2 and I4: journals, entries and accounts.
use super::{
    Check,
    Invariant::{I1, I2, I4},
    Tally, Thing, Unit,
};

pub const CHECKS: &[Check] = &[
    Check {
        of: I1,
        thing: Thing::Entry,
        unit: Unit::Nothing,
        wrong: "没有所属凭证，或与凭证的商户、时间不一致",
        sql: "SELECT e.journal_id AS id, e.line AS part, e.asset AS word, 0 AS found, 0 AS wanted
              FROM entry e LEFT JOIN journal j ON j.id = e.journal_id
              WHERE e.merchant_id = $1 AND (j.id IS NULL OR j.merchant_id <> e.merchant_id
                    OR j.created_at <> e.created_at)",
    },
    Check {
        of: I1,
        thing: Thing::Journal,
        unit: Unit::Pieces,
        wrong: "分录缺行",
        sql: "SELECT j.id AS id, 0 AS part, '' AS word, COUNT(e.line) AS found,
                     MAX(e.line) AS wanted
              FROM journal j LEFT JOIN entry e ON e.journal_id = j.id
                   AND e.merchant_id = j.merchant_id
              WHERE j.merchant_id = $1 GROUP BY j.id
              HAVING MIN(e.line) <> 1 OR MAX(e.line) <> COUNT(e.line)",
    },
    Check {
        of: I1,
        thing: Thing::Journal,
        unit: Unit::OfAsset,
        wrong: "借贷不相等",
        sql: "SELECT journal_id AS id, 0 AS part, asset AS word, SUM(amount) AS found, 0 AS wanted
              FROM entry WHERE merchant_id = $1
              GROUP BY journal_id, asset, item HAVING SUM(amount) <> 0",
    },
    Check {
        of: I2,
        thing: Thing::Entry,
        unit: Unit::Nothing,
        wrong: "账簿与账户不匹配",
        sql: "SELECT journal_id AS id, line AS part, asset AS word, 0 AS found, 0 AS wanted
              FROM entry WHERE merchant_id = $1
                   AND ((book IN ('card', 'held') AND account_id IS NULL)
                        OR (book NOT IN ('card', 'held')
                            AND (account_id IS NOT NULL OR card_id IS NOT NULL OR seq IS NOT NULL
                                 OR balance_after IS NOT NULL)))",
    },
    Check {
        of: I2,
        thing: Thing::Entry,
        unit: Unit::Nothing,
        wrong: "与所记账户的卡、账簿、资产不一致",
        sql: "SELECT e.journal_id AS id, e.line AS part, e.asset AS word, 0 AS found, 0 AS wanted
              FROM entry e LEFT JOIN account a ON a.id = e.account_id
              LEFT JOIN journal j ON j.id = e.journal_id
              WHERE e.merchant_id = $1 AND e.account_id IS NOT NULL
                    AND (a.id IS NULL OR a.merchant_id <> e.merchant_id OR e.card_id IS NULL
                         OR a.card_id <> e.card_id OR a.card_id <> j.card_id
                         OR a.book <> e.book OR a.asset <> e.asset OR a.item <> e.item)",
    },
    Check {
        of: I2,
        thing: Thing::Entry,
        unit: Unit::Nothing,
        wrong: "账户内序号不连续：没有上一笔",
        sql: "SELECT e.journal_id AS id, e.line AS part, e.asset AS word, 0 AS found, 0 AS wanted
              FROM entry e LEFT JOIN entry p ON p.account_id = e.account_id AND p.seq = e.seq - 1
              WHERE e.merchant_id = $1 AND e.account_id IS NOT NULL
                    AND (e.seq IS NULL OR e.seq < 1 OR (e.seq > 1 AND p.seq IS NULL))",
    },
    Check {
        of: I2,
        thing: Thing::Entry,
        unit: Unit::OfAsset,
        wrong: "余额不等于上一笔余额加本笔",
        sql: "SELECT e.journal_id AS id, e.line AS part, e.asset AS word,
                     e.balance_after AS found, COALESCE(p.balance_after, 0) + e.amount AS wanted
              FROM entry e LEFT JOIN entry p ON p.account_id = e.account_id AND p.seq = e.seq - 1
              WHERE e.merchant_id = $1 AND e.account_id IS NOT NULL
                    AND (e.balance_after IS NULL
                         OR e.balance_after <> COALESCE(p.balance_after, 0) + e.amount)",
    },
    Check {
        of: I2,
        thing: Thing::Account,
        unit: Unit::OfAsset,
        wrong: "余额不等于分录之和",
        sql: "SELECT a.id AS id, 0 AS part, a.asset AS word, a.balance AS found,
                     COALESCE(SUM(e.amount), 0) AS wanted
              FROM account a LEFT JOIN entry e ON e.account_id = a.id
              WHERE a.merchant_id = $1 GROUP BY a.id, a.asset, a.balance
              HAVING a.balance <> COALESCE(SUM(e.amount), 0)",
    },
    Check {
        of: I2,
        thing: Thing::Account,
        unit: Unit::Pieces,
        wrong: "序号不是最后一笔分录的序号",
        sql: "SELECT a.id AS id, 0 AS part, a.asset AS word, a.seq AS found,
                     COALESCE(MAX(e.seq), 0) AS wanted
              FROM account a LEFT JOIN entry e ON e.account_id = a.id
              WHERE a.merchant_id = $1 GROUP BY a.id, a.asset, a.seq
              HAVING a.seq <> COALESCE(MAX(e.seq), 0)",
    },
    Check {
        of: I4,
        thing: Thing::Merchant,
        unit: Unit::OfAsset,
        wrong: "全部分录合计不为零",
        sql: "SELECT merchant_id AS id, 0 AS part, asset AS word, SUM(amount) AS found,
                     0 AS wanted
              FROM entry WHERE merchant_id = $1
              GROUP BY merchant_id, asset, item HAVING SUM(amount) <> 0",
    },
    Check {
        of: I4,
        thing: Thing::Merchant,
        unit: Unit::OfAsset,
        wrong: "全部卡余额之和不等于卡上分录之和",
        sql: "SELECT merchant_id AS id, 0 AS part, asset AS word, SUM(has) AS found,
                     SUM(says) AS wanted
              FROM (SELECT merchant_id, asset, balance AS has, 0 AS says
                    FROM account WHERE merchant_id = $1
                    UNION ALL
                    SELECT merchant_id, asset, 0 AS has, amount AS says
                    FROM entry WHERE merchant_id = $1 AND book IN ('card', 'held')) sides
              GROUP BY merchant_id, asset HAVING SUM(has) <> SUM(says)",
    },
];

pub const TALLIES: &[Tally] = &[
    Tally {
        of: I1,
        label: "凭证",
        unit: Unit::Pieces,
        sql: "SELECT COUNT(*) AS n FROM journal WHERE merchant_id = $1",
    },
    Tally {
        of: I1,
        label: "分录",
        unit: Unit::Pieces,
        sql: "SELECT COUNT(*) AS n FROM entry WHERE merchant_id = $1",
    },
    Tally {
        of: I2,
        label: "账户",
        unit: Unit::Pieces,
        sql: "SELECT COUNT(*) AS n FROM account WHERE merchant_id = $1",
    },
    Tally {
        of: I4,
        label: "卡上储值",
        unit: Unit::Fen,
        sql: "SELECT SUM(amount) AS n FROM entry WHERE merchant_id = $1
              AND asset IN ('principal', 'gift') AND book IN ('card', 'held')",
    },
    Tally {
        of: I4,
        label: "商户侧储值",
        unit: Unit::Fen,
        sql: "SELECT SUM(amount) AS n FROM entry WHERE merchant_id = $1
              AND asset IN ('principal', 'gift') AND book NOT IN ('card', 'held')",
    },
    Tally {
        of: I4,
        label: "卡上积分",
        unit: Unit::Points,
        sql: "SELECT SUM(amount) AS n FROM entry WHERE merchant_id = $1
              AND asset = 'points' AND book IN ('card', 'held')",
    },
    Tally {
        of: I4,
        label: "商户侧积分",
        unit: Unit::Points,
        sql: "SELECT SUM(amount) AS n FROM entry WHERE merchant_id = $1
              AND asset = 'points' AND book NOT IN ('card', 'held')",
    },
];
