using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests;

namespace Wellspring.Engine.Tests.Writers;

/// <summary>Commands in few words: the n-th is about order <c>o-n</c> of member <c>mn</c> at second n.</summary>
internal static class Say
{
    public static readonly Instant Start = Instant.From(new(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(8)));

    public static Instant Day(int days) => Start.Plus(Duration.Days(days));

    public static Instant Second(int seconds) => new(Start.Milliseconds + (seconds * 1_000L));

    public static PoolCommand Settle(int n, string? member = null, string amount = "1000.00") =>
        new PoolCommand.SettleOrder(
            $"c-{n}", Second(n), $"o-{n}", member ?? $"m{n}", "s1", TestPlans.Yuan(amount), null, []);

    public static PoolCommand[] SettleMany(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(n => Settle(n))];

    public static PoolCommand Place(int n, string? member = null) => new PoolCommand.PlaceOrder(
        $"p-{n}", Second(n), $"o-{n}", member ?? $"m{n}", "s1", TestPlans.Yuan("1000.00"), null, []);

    public static PoolCommand Deliver(int n) => new PoolCommand.DeliverOrder($"d-{n}", Second(n), $"o-{n}");

    public static PoolCommand Reverse(string id, int order, string amount = "1000.00") =>
        new PoolCommand.ReverseOrder(id, Day(30), $"o-{order}", TestPlans.Yuan(amount));

    public static PoolCommand Sell(string id, string member, string? points = null, Instant? at = null) =>
        new PoolCommand.SellPoints(id, at ?? Second(500), member,
            points is null ? PointsAsked.All : new(TestPlans.InPoints(points)), Money.Zero, null);

    public static PoolCommand Advance(string id, int days) => new PoolCommand.AdvanceClock(id, Day(days));

    /// <summary>A command as a file would bring it.</summary>
    public static PoolCommand Line(string line) => CommandText.Read(line).Command!;

    /// <summary>A pool's mixed life: few members, small and large orders, many refusals, ids sent twice.</summary>
    public static PoolCommand[] Life(int seed, int count)
    {
        var chance = new Random(seed);
        var commands = new List<PoolCommand>();
        for (var n = 0; n < count; n++)
        {
            var at = Second(n * 7_200);
            var (id, member, order) = ($"l-{n}", $"m{chance.Next(12)}", $"o-{chance.Next(Math.Max(1, n))}");
            var amount = Amount(chance);
            commands.Add(chance.Next(20) switch
            {
                < 6 => new PoolCommand.SettleOrder(id, at, $"o-{n}", member, "s1", amount, null, []),
                < 9 => new PoolCommand.PlaceOrder(id, at, $"o-{n}", member, "s2", amount, null, []),
                9 or 10 => new PoolCommand.DeliverOrder(id, at, order),
                11 => new PoolCommand.RefundOrder(id, at, order, amount),
                12 => new PoolCommand.ReverseOrder(id, at, order, amount),
                13 or 14 => new PoolCommand.SellPoints(id, at, member, PointsAsked.All, Money.Zero, null),
                15 => new PoolCommand.RedeemPoints(
                    id, at, member, new(Points.FromUnits(chance.Next(1, 99_999))), order, null),
                16 => new PoolCommand.BindReferrer(id, at, member, $"m{chance.Next(12)}"),
                17 => new PoolCommand.InjectCapital(id, at, amount, "series A", "V-1", null),
                18 => new PoolCommand.RequestWithdrawal(id, at, $"w-{n}", member, Money.FromUnits(10_000)),
                _ => commands.Count == 0 ? new PoolCommand.AdvanceClock(id, at) : commands[chance.Next(commands.Count)],
            });
        }

        return [.. commands];
    }

    private static Money Amount(Random chance) => chance.Next(3) switch
    {
        0 => Money.FromUnits(chance.Next(1, 4) * Money.UnitsPerFen),
        1 => TestPlans.Yuan("1000.00"),
        _ => TestPlans.Yuan(chance.Next(1, 2_000_000).ToString(CultureInfo.InvariantCulture)),
    };
}
