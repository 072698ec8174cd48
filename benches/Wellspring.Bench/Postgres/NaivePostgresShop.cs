using Npgsql;
using NpgsqlTypes;
using Wellspring.Core.Pools;

namespace Wellspring.Bench.Postgres;

/// <summary>
/// The program a good C# developer would write in a day for PostgreSQL: one transaction an order, the pool's row
/// locked, ordinary tables, prepared statements, exact integers, eight connections. No cap exits, so it does less.
/// </summary>
internal sealed class NaivePostgresShop : IDisposable
{
    public const int Connections = 8;

    private const string Schema = """
        CREATE TABLE pool (id bigint PRIMARY KEY, pool bigint NOT NULL, circulating bigint NOT NULL,
            inflow bigint NOT NULL, orders bigint NOT NULL);
        CREATE TABLE members (name text PRIMARY KEY, points bigint NOT NULL, basis bigint NOT NULL,
            spent bigint NOT NULL);
        CREATE TABLE orders (id text PRIMARY KEY, member text NOT NULL, merchant text NOT NULL, at bigint NOT NULL,
            amount bigint NOT NULL, commission bigint NOT NULL, inflow bigint NOT NULL, points bigint NOT NULL);
        CREATE TABLE points (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, member text NOT NULL,
            "order" text NOT NULL, points bigint NOT NULL);
        CREATE TABLE ledger (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "order" text NOT NULL,
            account text NOT NULL, units bigint NOT NULL);
        INSERT INTO pool VALUES (1, 1000000000, 6250000, 1000000000, 0);
        """;

    private readonly NpgsqlDataSource _database;

    private NaivePostgresShop(NpgsqlDataSource database) => _database = database;

    /// <summary>A shop with as many members and orders already in it.</summary>
    public static NaivePostgresShop Open(string connection, int members)
    {
        var database = NpgsqlDataSource.Create(connection);
        Execute(Schema);
        Execute($"""
            INSERT INTO members SELECT 'm-' || n, 100000000, 1000000000, 1000000000
            FROM generate_series(1, {members}) n;
            INSERT INTO orders SELECT 'f-' || n, 'm-' || n, 's1', 0, 1000000000, 200000000, 160000000, 100000000
            FROM generate_series(1, {members}) n;
            ANALYZE;
            """);
        return new(database);

        void Execute(string sql)
        {
            using var command = database.CreateCommand(sql);
            command.CommandTimeout = 0;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Settles orders on all connections at once; returns when the last is committed.</summary>
    public void Settle(PoolCommand.SettleOrder[] orders)
    {
        var next = -1;
        Task.WaitAll([.. Enumerable.Range(0, Connections).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var till = new Till(_database.OpenConnection());
                for (var index = Interlocked.Increment(ref next); index < orders.Length;
                    index = Interlocked.Increment(ref next))
                {
                    till.Settle(orders[index]);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
    }

    public void Dispose() => _database.Dispose();

    private sealed class Till : IDisposable
    {
        private readonly NpgsqlConnection _connection;
        private readonly NpgsqlCommand _readPool;
        private readonly NpgsqlCommand _updatePool;
        private readonly NpgsqlCommand _member;
        private readonly NpgsqlCommand _order;
        private readonly NpgsqlCommand _points;
        private readonly NpgsqlCommand _ledger;

        public Till(NpgsqlConnection connection)
        {
            _connection = connection;
            _readPool = Prepare("SELECT pool, circulating FROM pool WHERE id = 1 FOR UPDATE", "");
            _updatePool = Prepare(
                "UPDATE pool SET pool = $1, circulating = $2, inflow = inflow + $3, orders = orders + 1 WHERE id = 1",
                "nnn");
            _member = Prepare("""
                INSERT INTO members VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO UPDATE SET
                    points = members.points + excluded.points, basis = members.basis + excluded.basis,
                    spent = members.spent + excluded.spent
                """, "tnnn");
            _order = Prepare("INSERT INTO orders VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", "tttnnnnn");
            _points = Prepare("INSERT INTO points (member, \"order\", points) VALUES ($1, $2, $3)", "ttn");

            // In one statement, as a careful author would.
            _ledger = Prepare(
                "INSERT INTO ledger (\"order\", account, units) VALUES ($1, 'merchant', $2), ($1, 'platform', $3), "
                + "($1, 'pool', $4)", "tnnn");
        }

        public void Settle(PoolCommand.SettleOrder order)
        {
            using var transaction = _connection.BeginTransaction();
            long pool, circulating;
            using (var row = _readPool.ExecuteReader())
            {
                row.Read();
                (pool, circulating) = (row.GetInt64(0), row.GetInt64(1));
            }

            var amount = order.Amount.Units;
            var commission = amount / 5;
            var platform = amount / 50;
            var budget = amount / 50;
            var inflow = commission - platform - budget;
            var points = (long)((Int128)((long)((Int128)inflow * 7 / 10)) * circulating / pool);

            Run(_updatePool, pool + inflow, circulating + points, inflow);
            Run(_member, order.Member, points, amount, amount);
            Run(_order, order.Order, order.Member, order.Merchant, order.At.Milliseconds, amount, commission, inflow,
                points);
            Run(_points, order.Member, order.Order, points);
            Run(_ledger, order.Order, amount - commission, platform + budget, inflow);
            transaction.Commit();
        }

        public void Dispose()
        {
            foreach (var command in new[] { _readPool, _updatePool, _member, _order, _points, _ledger })
            {
                command.Dispose();
            }

            _connection.Dispose();
        }

        // One letter a parameter: n for a number, t for a text.
        private NpgsqlCommand Prepare(string sql, string parameters)
        {
            var command = new NpgsqlCommand(sql, _connection);
            foreach (var kind in parameters)
            {
                command.Parameters.Add(new NpgsqlParameter
                {
                    NpgsqlDbType = kind == 'n' ? NpgsqlDbType.Bigint : NpgsqlDbType.Text,
                });
            }

            command.Prepare();
            return command;
        }

        private static void Run(NpgsqlCommand command, params ReadOnlySpan<object> values)
        {
            for (var index = 0; index < values.Length; index++)
            {
                command.Parameters[index].Value = values[index];
            }

            command.ExecuteNonQuery();
        }
    }
}
