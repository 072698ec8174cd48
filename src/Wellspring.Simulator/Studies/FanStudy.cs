using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Simulator.Studies;

/// <summary>
/// What somebody who joins may come to have, over draws of behaviour and growth 扇形图: bands, and paths one by one.
/// </summary>
/// <remarks>
/// Followed are members who join at any place of the first half of the time, each for the other half's length: nobody
/// is looked at for longer than another. Quantiles are over all followed members of all draws.
/// </remarks>
/// <param name="Days">Days of a draw.</param>
/// <param name="Ages">Days after joining, rising.</param>
/// <param name="P5">For each age, in millionths of what was spent; so are the others.</param>
/// <param name="Samples">Paths of single members, each from a draw of its own.</param>
/// <param name="Followed">Members behind the bands.</param>
/// <param name="Capped">Of them, who reached the cap while followed.</param>
public sealed record FanStudy(
    Scenario Scenario, long Orders, int Draws, int Days, ImmutableArray<int> Ages, ImmutableArray<long> P5,
    ImmutableArray<long> P25, ImmutableArray<long> P75, ImmutableArray<long> P95, ImmutableArray<FanSample> Samples,
    int Followed, int Capped)
{
    private const int MostAges = 60;
    private const int MostSamples = 20;
    private const int FollowedEach = 16;

    /// <summary>What the draws differ in, in words; whatever is not here is not in the bands.</summary>
    public static Bilingual Drawn { get; } = new(
        "每次抽取：立即卖出者占 0 至 60%；其余平均持有总天数的 1/50 至 2 倍；末日订单为首日的 1/10 至 10 倍；"
        + "四次中约一次订单在后四分之三的某天停止；四次中约一次出现恐慌。方案变更、经营者违约、法律变化不在其中。",
        "Each draw: 0 to 60 % sell at once; the others hold 1/50 to 2 times all the days in the mean; orders on the "
        + "last day are 1/10 to 10 times those of the first; in about one of four orders stop on some day of the last "
        + "three quarters; in about one of four there is panic. Changes of plan, an operator that fails, and new law "
        + "are not in it.");

    /// <param name="draws">Worlds that are drawn, from 1.</param>
    /// <param name="orders">Orders of a flat draw, where fewer than the scenario's; 0 for the scenario's.</param>
    public static FanStudy Run(Scenario scenario, int draws, int orders, int threads, Action<double>? progress)
    {
        var shorter = TornadoStudy.Shortened(scenario, orders);
        var days = Math.Max(4, Knobs.DaysOf(shorter));
        int[] ages = [.. AgesOf(days)];
        var numbers = new Draws(scenario.Seed, replication: -2);
        var all = Batch.Run(draws, threads, progress, draw =>
        {
            var world = WorldOf(shorter, days, numbers, draw);
            return Follow(world, FollowedOf(world, days, numbers, draw), ages, draw);
        });
        var followed = all.SelectMany(one => one).ToArray();
        ImmutableArray<long> Quantile(int perMille) =>
        [
            .. ages.Select((_, place) =>
            {
                var sorted = followed.Select(one => one.Path[place]).Order().ToArray();
                return sorted.Length == 0 ? 0 : sorted[Math.Max(0, ((sorted.Length * perMille) + 999) / 1000 - 1)];
            }),
        ];
        return new(
            scenario, shorter.Orders, draws, days, [.. ages], Quantile(50), Quantile(250), Quantile(750),
            Quantile(950),
            [
                .. all.Select((paths, draw) => (paths, draw)).Where(one => one.paths.Length > 0).Take(MostSamples)
                    .Select(one => new FanSample(one.draw + 1, [.. one.paths[one.draw % one.paths.Length].Path])),
            ],
            followed.Length, followed.Count(one => one.Capped));
    }

    public void Write(Utf8JsonWriter writer)
    {
        StudyOrigin.Write(writer, "fan", Scenario, Orders, Draws);
        StudyOrigin.Write(writer, "drawn", Drawn);
        writer.WriteNumber("days", Days);
        writer.WriteNumber("followed", Followed);
        writer.WriteNumber("capped", Capped);
        writer.WriteStartArray("points");
        for (var place = 0; place < Ages.Length; place++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("day", Ages[place]);
            writer.WriteString("p5", Decimals.Write(P5[place], 6));
            writer.WriteString("p25", Decimals.Write(P25[place], 6));
            writer.WriteString("p75", Decimals.Write(P75[place], 6));
            writer.WriteString("p95", Decimals.Write(P95[place], 6));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("samples");
        foreach (var sample in Samples)
        {
            writer.WriteStartArray();
            foreach (var value in sample.Path)
            {
                writer.WriteStringValue(Decimals.Write(value, 6));
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static IEnumerable<int> AgesOf(int days)
    {
        var half = days / 2;
        var count = Math.Min(MostAges, half);
        return Enumerable.Range(1, count).Select(place => place * half / count);
    }

    private static Scenario WorldOf(Scenario scenario, int days, Draws numbers, int draw)
    {
        double Next(int item) => numbers.Uniform(Purpose.Shape, ((long)draw << 8) + item);
        var stops = Next(0) <= 0.25 ? (int)(days * (0.25 + (0.75 * Next(1)))) : days;
        var growth = Portable.Power(10, ((2 * Next(2)) - 1) / days) - 1;
        var world = Knobs.AtOnce.Set(scenario, Knobs.AtOnce.At(Next(3)))!;
        world = Knobs.Holding.Set(world, Knobs.HoldingFor(days).At(Next(4))) ?? world;
        return world with
        {
            Orders = scenario.Orders * 5,
            Cohorts = 1,
            Run = null,
            Afterwards = Math.Max(0, days - 1 - Math.Min(stops, days - 1)),
            Arrivals = new()
            {
                Shape = ArrivalShape.Exponential,
                PerDay = (double)scenario.Orders / days,
                Growth = growth,
                StopsAfterDay = Math.Min(stops, days - 1),
            },
            Panic = Next(5) <= 0.25 ? new(Rate.FromParts(800_000), Rate.FromParts(100_000)) : scenario.Panic,
        };
    }

    // Any place of the first half of the days, before a stop as well as after none.
    private static int[] FollowedOf(Scenario world, int days, Draws numbers, int draw)
    {
        var curve = new ArrivalCurve(world.Arrivals, world.Orders);
        var orders = 0L;
        for (var day = 0; day < days - (days / 2); day++)
        {
            orders += curve.On(day);
        }

        var members = Math.Max(1, orders - world.ReturningBuyers.Of(Money.FromUnits(orders)).Units);
        return
        [
            .. Enumerable.Range(0, FollowedEach)
                .Select(item => 1 + (int)numbers.Below(Purpose.Buyer, ((long)draw << 8) + item, members)),
        ];
    }

    private static (long[] Path, bool Capped)[] Follow(Scenario world, int[] members, int[] ages, int draw)
    {
        FollowedPool? followed = null;
        SimulatorRun.Run(world, draw, pool => followed = new(pool, world.Plan, members, ages));
        return [.. followed!.Paths];
    }
}

/// <summary>One member's way through one draw: what it has at each age, in millionths of what it spent.</summary>
public sealed record FanSample(int Draw, ImmutableArray<long> Path);
