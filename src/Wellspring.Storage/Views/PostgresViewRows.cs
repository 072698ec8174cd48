using Npgsql;
using NpgsqlTypes;

namespace Wellspring.Storage.Views;

/// <summary>Writes view rows into PostgreSQL: one statement a table, its columns as arrays.</summary>
internal static class PostgresViewRows
{
    public static void Add(NpgsqlBatch batch, int pool, ViewBatch rows)
    {
        AddPrices(batch, pool, rows.Prices);
        AddOrders(batch, pool, rows.Orders);
        AddStatements(batch, pool, rows.Statements);
        AddPostings(batch, pool, rows.Postings);
        AddClaims(batch, pool, rows.Claims);
        AddCoinOrders(batch, pool, rows.CoinOrders);
        AddReleases(batch, pool, rows.Releases);
        AddReleaseDays(batch, pool, rows.ReleaseDays);
        foreach (var day in rows.Days)
        {
            AddDay(batch, pool, day);
        }
    }

    private static void AddPrices(NpgsqlBatch batch, int pool, List<PriceRow> rows)
    {
        if (rows.Count > 0)
        {
            Command(batch, pool, """
                INSERT INTO view_prices (in_pool, position, at, pool, circulating, scale, orders)
                SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7)
                """)
                .Numbers(rows, row => row.Position).Numbers(rows, row => row.At.Milliseconds)
                .Numbers(rows, row => row.Pool.Units).Numbers(rows, row => row.Circulating.Units)
                .Numbers(rows, row => row.Scale).Numbers(rows, row => row.Orders);
        }
    }

    private static void AddOrders(NpgsqlBatch batch, int pool, IReadOnlyCollection<OrderChange> rows)
    {
        if (rows.Count > 0)
        {
            Command(batch, pool, """
                INSERT INTO view_orders AS kept (in_pool, id, state, member, merchant, amount, inflow, points, scale,
                    refunded, replaces, first, position)
                SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                ON CONFLICT (in_pool, id) DO UPDATE SET
                    state = CASE excluded.state WHEN '' THEN kept.state ELSE excluded.state END,
                    amount = coalesce(excluded.amount, kept.amount), inflow = coalesce(excluded.inflow, kept.inflow),
                    points = coalesce(excluded.points, kept.points), scale = coalesce(excluded.scale, kept.scale),
                    refunded = CASE WHEN excluded.replaces THEN excluded.refunded
                        ELSE kept.refunded + excluded.refunded END,
                    position = excluded.position
                """)
                .Texts(rows, row => row.Line.Order).Texts(rows, row => row.Line.State)
                .Perhaps(rows, row => row.Line.Member?.Value).Texts(rows, row => row.Line.Merchant)
                .Perhaps(rows, row => row.Line.Amount?.Units).Perhaps(rows, row => row.Line.Inflow?.Units)
                .Perhaps(rows, row => row.Line.Points?.Units).Perhaps(rows, row => row.Line.Scale)
                .Numbers(rows, row => row.Refunded).Flags(rows, row => row.Replaces).Numbers(rows, row => row.First)
                .Numbers(rows, row => row.Position);
        }
    }

    private static void AddStatements(NpgsqlBatch batch, int pool, List<StatementRow> rows)
    {
        if (rows.Count > 0)
        {
            Command(batch, pool, """
                INSERT INTO view_statements (in_pool, member, position, line, at, what, reference, money, points, scale,
                    kind, rate)
                SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                """)
                .Numbers(rows, row => row.Line.Member.Value).Numbers(rows, row => row.Position)
                .Numbers(rows, row => row.Number).Numbers(rows, row => row.At.Milliseconds)
                .Texts(rows, row => row.Line.What).Texts(rows, row => row.Line.Reference)
                .Numbers(rows, row => row.Line.MoneyUnits).Numbers(rows, row => row.Line.PointUnits)
                .Numbers(rows, row => row.Line.Scale).Perhaps(rows, row => (long?)row.Line.Kind)
                .Perhaps(rows, row => row.Line.Rate?.Parts);
        }
    }

    private static void AddPostings(NpgsqlBatch batch, int pool, List<PostingRow> rows)
    {
        if (rows.Count > 0)
        {
            Command(batch, pool, """
                INSERT INTO view_postings (in_pool, position, line, kind, number, units)
                SELECT $1, * FROM unnest($2, $3, $4, $5, $6)
                """)
                .Numbers(rows, row => row.Position).Numbers(rows, row => row.Line)
                .Numbers(rows, row => (long)row.Account.Kind).Numbers(rows, row => row.Account.Number)
                .Numbers(rows, row => row.Units);
        }
    }

    private static void AddClaims(NpgsqlBatch batch, int pool, IReadOnlyCollection<ClaimRow> rows)
    {
        if (rows.Count > 0)
        {
            Command(batch, pool, """
                INSERT INTO view_claims (in_pool, claim, member, kind, amount, since, state, first, position)
                SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9)
                ON CONFLICT (in_pool, claim) DO UPDATE SET member = excluded.member, amount = excluded.amount,
                    state = excluded.state, position = excluded.position
                """)
                .Texts(rows, row => row.Claim).Numbers(rows, row => row.Member.Value)
                .Numbers(rows, row => (long)row.Kind).Numbers(rows, row => row.Amount.Units)
                .Numbers(rows, row => row.Since).Numbers(rows, row => (long)row.State)
                .Numbers(rows, row => row.First).Numbers(rows, row => row.Position);
        }
    }

    private static void AddCoinOrders(NpgsqlBatch batch, int pool, IReadOnlyCollection<CoinOrderRow> rows)
    {
        if (rows.Count > 0)
        {
            Command(batch, pool, """
                INSERT INTO view_coin_orders (in_pool, id, member, merchant, coins, value, deposit, locked, scale,
                    state, day, first, position)
                SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                ON CONFLICT (in_pool, id) DO UPDATE SET coins = excluded.coins, value = excluded.value,
                    deposit = excluded.deposit, locked = excluded.locked, scale = excluded.scale,
                    state = excluded.state, position = excluded.position
                """)
                .Texts(rows, row => row.Order).Numbers(rows, row => row.Member.Value).Texts(rows, row => row.Merchant)
                .Numbers(rows, row => row.Coins.Units).Numbers(rows, row => row.Value.Units)
                .Numbers(rows, row => row.Deposit.Units).Numbers(rows, row => row.Locked.Units)
                .Numbers(rows, row => row.Scale).Texts(rows, row => row.State).Numbers(rows, row => row.Day)
                .Numbers(rows, row => row.First).Numbers(rows, row => row.Position);
        }
    }

    private static void AddReleases(NpgsqlBatch batch, int pool, List<ReleaseRow> rows)
    {
        if (rows.Count > 0)
        {
            Command(batch, pool, """
                INSERT INTO view_releases (in_pool, member, position, line, day, points, scale, value, basis)
                SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9)
                """)
                .Numbers(rows, row => row.Member.Value).Numbers(rows, row => row.Position)
                .Numbers(rows, row => row.Line).Numbers(rows, row => row.Day).Numbers(rows, row => row.Points.Units)
                .Numbers(rows, row => row.Scale).Numbers(rows, row => row.Value.Units)
                .Numbers(rows, row => row.Basis.Units);
        }
    }

    private static void AddReleaseDays(NpgsqlBatch batch, int pool, IReadOnlyCollection<ReleaseDayChange> rows)
    {
        foreach (var began in rows.Select(row => row.Began).OfType<ReleaseDayRow>())
        {
            Command(batch, pool, """
                INSERT INTO view_release_days (in_pool, day, position, budget, released, creditors, scale, price_money,
                    price_points, allowance) VALUES ($1, $2, $3, $4, 0, 0, $5, $6, $7, $8)
                """)
                .Number(began.Day).Number(began.Position).Number(began.Budget.Units).Number(began.Scale)
                .Number(began.PriceMoney.Units).Number(began.PricePoints.Units).Number(began.Allowance.Units);
        }

        if (rows.Count > 0)
        {
            Command(batch, pool, """
                UPDATE view_release_days AS kept
                SET released = kept.released + ran.released, creditors = kept.creditors + ran.creditors
                FROM unnest($2, $3, $4) AS ran (day, released, creditors)
                WHERE kept.in_pool = $1 AND kept.day = ran.day
                """)
                .Numbers(rows, row => row.Day).Numbers(rows, row => row.Released).Numbers(rows, row => row.Creditors);
        }
    }

    private static void AddDay(NpgsqlBatch batch, int pool, LegacyDayRow row)
    {
        var (day, position, totals, scale, funded) = row;
        Command(batch, pool, """
            INSERT INTO view_legacy_days (in_pool, day, position, creditors, consented, claimed, disputed, unconverted,
                coins, goods, proceeds, waived, fund, held, deposits, locked, scale, locked_value, allowance, stopped,
                last_run, funded)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            ON CONFLICT (in_pool, day) DO UPDATE SET position = excluded.position, creditors = excluded.creditors,
                consented = excluded.consented, claimed = excluded.claimed, disputed = excluded.disputed,
                unconverted = excluded.unconverted, coins = excluded.coins, goods = excluded.goods,
                proceeds = excluded.proceeds, waived = excluded.waived, fund = excluded.fund, held = excluded.held,
                deposits = excluded.deposits, locked = excluded.locked, scale = excluded.scale,
                locked_value = excluded.locked_value, allowance = excluded.allowance, stopped = excluded.stopped,
                last_run = excluded.last_run, funded = excluded.funded
            """)
            .Number(day).Number(position).Number(totals.Creditors).Number(totals.Consented)
            .Number(totals.Claimed.Units).Number(totals.Disputed.Units).Number(totals.Unconverted.Units)
            .Number(totals.Coins.Units).Number(totals.SettledByGoods.Units).Number(totals.SettledByProceeds.Units)
            .Number(totals.Waived.Units).Number(totals.Fund.Units).Number(totals.FundHeld.Units)
            .Number(totals.Deposits.Units).Number(totals.Locked.Units).Number(scale).Number(totals.LockedValue.Units)
            .Number(totals.Allowance.Units).Number(totals.IsStopped ? 1 : 0).Number(totals.LastDay)
            .Number(funded.Units);
    }

    private static Columns Command(NpgsqlBatch batch, int pool, string sql)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = pool });
        batch.BatchCommands.Add(command);
        return new(command.Parameters);
    }

    /// <summary>Parameters that are whole columns.</summary>
    private readonly struct Columns(NpgsqlParameterCollection parameters)
    {
        public Columns Number(long value)
        {
            parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
            return this;
        }

        public Columns Numbers<T>(IReadOnlyCollection<T> rows, Func<T, long> value) =>
            Add(rows, value, NpgsqlDbType.Bigint);

        public Columns Perhaps<T>(IReadOnlyCollection<T> rows, Func<T, long?> value) =>
            Add(rows, value, NpgsqlDbType.Bigint);

        public Columns Texts<T>(IReadOnlyCollection<T> rows, Func<T, string?> value) =>
            Add(rows, value, NpgsqlDbType.Text);

        public Columns Flags<T>(IReadOnlyCollection<T> rows, Func<T, bool> value) =>
            Add(rows, value, NpgsqlDbType.Boolean);

        private Columns Add<T, TColumn>(IReadOnlyCollection<T> rows, Func<T, TColumn> value, NpgsqlDbType type)
        {
            var column = new TColumn[rows.Count];
            var index = 0;
            foreach (var row in rows)
            {
                column[index++] = value(row);
            }

            parameters.Add(new NpgsqlParameter<TColumn[]>
            {
                TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type,
            });
            return this;
        }
    }
}
