namespace Wellspring.Storage.Views;

/// <summary>One table of the views: its columns as they are compared, and the key that orders its rows.</summary>
internal sealed record ViewTable(string Name, string Columns, string Key)
{
    // Rows of another version are thrown away and built anew: views hold nothing of their own.
    public const int Version = 4;

    public static readonly ViewTable[] All =
    [
        new("prices", "position, at, pool, circulating, scale, orders", "position"),
        new("orders", "id, state, member, merchant, amount, inflow, points, scale, refunded, position, first", "id"),
        new("statements", "member, position, line, at, what, reference, money, points, scale, kind, rate",
            "member, position, line"),
        new("postings", "position, line, kind, number, units", "position, line"),
        new("claims", "claim, member, kind, amount, since, state, first, position", "claim"),
        new("coin_orders",
            "id, member, merchant, coins, value, deposit, locked, scale, state, day, first, position", "id"),
        new("releases", "member, position, line, day, points, scale, value, basis", "member, position, line"),
        new("release_days",
            "day, position, budget, released, creditors, scale, price_money, price_points, allowance", "day"),
        new("legacy_days",
            "day, position, creditors, consented, claimed, disputed, unconverted, coins, goods, proceeds, waived, "
            + "fund, held, deposits, locked, scale, locked_value, allowance, stopped, last_run, funded", "day"),
    ];

    public string Select => $"SELECT {Columns} FROM {Name} ORDER BY {Key}";
}
