namespace Wellspring.Shop.Database;

/// <summary>Promoters, who referred whom, region agents, and every reward of every order.</summary>
internal static class RewardTables
{
    // promoters.state: active | waiting (the plan pays appointed ones only) | ended. warnings: codes of findings.
    // referrals: every binding that was asked for. how: link | code | merchant-qr | mall. state: waiting | bound |
    // refused | ended. store is the one whose QR brought the member. id is the pool command's.
    // reward_orders: an order that settled. rewards: its sheet; taken is what refunds took back. kind: RewardKind.
    // expected_rewards: who will earn from an order before finality, fixed at payment; amounts are asked of the pool.
    // agencies.state: drafted | disclosed | signed | appointed | withdrawn | ended | refused | cancelled. from_at and
    // until_at, disclosed_at and signed_at are journal time. shown: what filled the disclosure's holes.
    // agency_reports: what an agent did in a month; a correction is a further line.
    public const string Sql = """
        CREATE TABLE promoters (member TEXT PRIMARY KEY, state TEXT NOT NULL, occupation TEXT NOT NULL,
            warnings TEXT NOT NULL, consent TEXT NOT NULL, activated_at INTEGER NOT NULL, ended_at INTEGER,
            ended_by TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX promoters_state ON promoters (state, activated_at);
        CREATE TABLE referrals (id TEXT PRIMARY KEY, member TEXT NOT NULL, referrer TEXT NOT NULL, how TEXT NOT NULL,
            store TEXT, state TEXT NOT NULL, reason TEXT, asked_at INTEGER NOT NULL, bound_at INTEGER,
            ended_at INTEGER, position INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX referrals_member ON referrals (member, asked_at);
        CREATE INDEX referrals_referrer ON referrals (referrer, state);
        CREATE TABLE reward_orders (orders TEXT PRIMARY KEY, buyer TEXT NOT NULL, merchant TEXT NOT NULL, region TEXT,
            amount INTEGER NOT NULL, refunded INTEGER NOT NULL DEFAULT 0, budget INTEGER NOT NULL,
            remainder INTEGER NOT NULL, settled_at INTEGER NOT NULL, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX reward_orders_buyer ON reward_orders (buyer);
        CREATE INDEX reward_orders_region ON reward_orders (region, settled_at) WHERE region IS NOT NULL;
        CREATE TABLE rewards (orders TEXT NOT NULL REFERENCES reward_orders, kind INTEGER NOT NULL,
            payee TEXT NOT NULL, line INTEGER NOT NULL, rate INTEGER NOT NULL, amount INTEGER NOT NULL,
            taken INTEGER NOT NULL DEFAULT 0, at INTEGER NOT NULL, position INTEGER NOT NULL, taken_position INTEGER,
            PRIMARY KEY (orders, kind, payee)) STRICT, WITHOUT ROWID;
        CREATE INDEX rewards_payee ON rewards (payee, at);
        CREATE INDEX rewards_at ON rewards (at);
        CREATE TABLE expected_rewards (orders TEXT NOT NULL, kind INTEGER NOT NULL, payee TEXT NOT NULL,
            buyer TEXT NOT NULL, merchant TEXT NOT NULL, placed_at INTEGER NOT NULL,
            PRIMARY KEY (orders, kind, payee)) STRICT, WITHOUT ROWID;
        CREATE INDEX expected_rewards_payee ON expected_rewards (payee, placed_at);
        CREATE TABLE agencies (id TEXT PRIMARY KEY, member TEXT NOT NULL, division TEXT NOT NULL,
            tier TEXT NOT NULL, from_at INTEGER NOT NULL, until_at INTEGER NOT NULL, duties TEXT NOT NULL,
            measure TEXT NOT NULL, contract TEXT NOT NULL, contract_hash TEXT NOT NULL, fee INTEGER NOT NULL,
            fee_use TEXT NOT NULL, refund_terms TEXT NOT NULL, cooling_days INTEGER NOT NULL, suits TEXT NOT NULL,
            state TEXT NOT NULL, reason TEXT, warnings TEXT NOT NULL, drafted_at INTEGER NOT NULL,
            drafted_by TEXT NOT NULL, disclosed_at INTEGER, disclosed_by TEXT, shown TEXT, read_at INTEGER,
            signed_at INTEGER, consent TEXT, position INTEGER, ended_at INTEGER, ended_by TEXT, fee_voucher TEXT,
            fee_booked_at INTEGER, fee_position INTEGER, fee_returned_at INTEGER, return_voucher TEXT)
            STRICT, WITHOUT ROWID;
        CREATE INDEX agencies_member ON agencies (member);
        CREATE INDEX agencies_state ON agencies (state, drafted_at);
        CREATE TABLE agency_reports (agency TEXT NOT NULL REFERENCES agencies, month TEXT NOT NULL,
            line INTEGER NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (agency, month, line))
            STRICT, WITHOUT ROWID;

        """;
}
