using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Simulator.Studies;

/// <summary>
/// The same beginning and four ways on 四种世界: growth stops, a run, orders as before, orders that grow. None of them
/// is a forecast, and none stands before the others.
/// </summary>
/// <param name="Days">Days of the common beginning; three of the worlds go on for as many again.</param>
public sealed record FourWorlds(Scenario Scenario, long Orders, int Days, ImmutableArray<World> Worlds)
{
    /// <summary>Orders a day at the end of the growing world, in orders a day at its beginning.</summary>
    public const int GrowsBy = 4;

    private const int LongestDays = 5_000;

    /// <summary>The four, with names and what happens in each; growth stops first.</summary>
    public static ImmutableArray<(string Name, Bilingual Title, Bilingual Story, Scenario Scenario)> Of(
        Scenario scenario)
    {
        var counts = Beginning(scenario);
        var (days, before) = (counts.Length, counts.Sum());
        var world = scenario with { Run = null };
        var flat = counts.Concat(Going(before, days, growth: 0)).ToImmutableArray();
        return
        [
            ("stops", new("增长停止", "Growth stops"),
                new($"{days} 天后再没有人来，再过 {days} 天。", $"After {days} days nobody comes any more, for {days} days."),
                With(world, counts) with { Afterwards = days }),
            ("run", new("挤兑", "A run"),
                new($"{days} 天后所有人按随机顺序卖出。", $"After {days} days everybody sells, in random order."),
                With(world, counts) with { Run = RunOrder.Random, Afterwards = 0 }),
            ("flat", new("平稳", "Flat"),
                new($"再过 {days} 天，每天的订单与之前平均一样多。",
                    $"For {days} days more as many orders come a day as before in the mean."),
                With(world, flat) with { Afterwards = 0 }),
            ("growing", new("增长", "Growing"),
                new($"再过 {days} 天，每天的订单逐步增至 {GrowsBy} 倍。",
                    $"For {days} days more the orders of a day grow to {GrowsBy} times."),
                With(world, [.. counts, .. Going(before, days, GrowsBy)]) with { Afterwards = 0 }),
        ];
    }

    /// <param name="orders">Orders of the scenario, where fewer are wanted than it has; 0 for the scenario's.</param>
    public static FourWorlds Run(Scenario scenario, int orders, int threads, Action<double>? progress)
    {
        var shorter = TornadoStudy.Shortened(scenario, orders);
        var worlds = Of(shorter);
        var results = Batch.Run(
            worlds.Length, threads, progress, item => SimulatorRun.Run(worlds[item].Scenario));
        return new(
            scenario, shorter.Orders, worlds[0].Scenario.Afterwards,
            [.. worlds.Zip(results, (world, result) => new World(world.Name, world.Title, world.Story, result))]);
    }

    public void Write(Utf8JsonWriter writer)
    {
        StudyOrigin.Write(writer, "four-worlds", Scenario, Orders, Worlds.Length);
        writer.WriteNumber("days", Days);
        writer.WriteStartArray("worlds");
        foreach (var world in Worlds)
        {
            writer.WriteStartObject();
            writer.WriteString("name", world.Name);
            StudyOrigin.Write(writer, "title", world.Title);
            StudyOrigin.Write(writer, "story", world.Story);
            writer.WriteStartObject("headline");
            world.Headline.Write(writer);
            writer.WriteEndObject();
            writer.WriteStartObject("result");
            world.Result.Write(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Orders of each day until half of the scenario's have arrived, by its own curve.</summary>
    private static long[] Beginning(Scenario scenario)
    {
        var half = Math.Max(1, scenario.Orders / 2);
        var curve = new ArrivalCurve(scenario.Arrivals, half);
        var counts = new List<long>();
        for (var sum = 0L; sum < half && counts.Count < LongestDays; sum += counts[^1])
        {
            counts.Add(curve.On(counts.Count));
        }

        // A shop that nobody came to has no beginning; one order is the least there is.
        counts[0] = counts.Sum() == 0 ? 1 : counts[0];
        return [.. counts];
    }

    // Rounded so that the sums stay whole: what the curve has passed, less what it had given.
    private static IEnumerable<long> Going(long before, int days, int growth)
    {
        var (daily, factor) = ((double)before / days, growth == 0 ? 1 : Portable.Power(growth, 1.0 / days));
        var (sum, given) = (0.0, 0L);
        for (var day = 0; day < days; day++)
        {
            daily *= factor;
            sum += daily;
            var today = (long)(sum + 0.5) - given;
            given += today;
            yield return today;
        }
    }

    private static Scenario With(Scenario scenario, IEnumerable<long> counts)
    {
        ImmutableArray<long> all = [.. counts];
        return scenario with
        {
            Orders = all.Sum(),
            Arrivals = new() { Shape = ArrivalShape.Empirical, Counts = all },
        };
    }
}

/// <summary>One of the four worlds and what came of it.</summary>
public sealed record World(string Name, Bilingual Title, Bilingual Story, SimulationResult Result)
{
    public Headline Headline => Headline.Of(Result);
}
