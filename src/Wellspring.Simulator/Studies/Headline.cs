using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Simulator.Studies;

/// <summary>
/// The few figures of one run that studies watch, in millionths; what members have is paid out or theirs if each sold
/// alone now, of each yuan spent.
/// </summary>
/// <param name="ShareCapped">Of all members.</param>
/// <param name="ShareBeatingRebate">Of all members: they have more than a flat rebate of the same cost.</param>
public readonly record struct Headline(
    long Median, long P5, long P95, long Mean, long ShareCapped, long ShareBeatingRebate)
{
    /// <summary>Every figure with its name, the median first.</summary>
    public static ImmutableArray<Figure> Figures { get; } =
    [
        new("median", new("一半的人不超过", "half have no more than"), headline => headline.Median),
        new("p5", new("最低的 5% 不超过", "the lowest 5 % have no more than"), headline => headline.P5),
        new("p95", new("95% 的人不超过", "95 % have no more than"), headline => headline.P95),
        new("mean", new("平均", "mean"), headline => headline.Mean),
        new("shareCapped", new("达到封顶的占比", "share at the cap"), headline => headline.ShareCapped),
        new("shareBeatingRebate", new("胜过直接返利的占比", "share beating a flat rebate"),
            headline => headline.ShareBeatingRebate),
    ];

    public static Headline Of(SimulationResult result)
    {
        var all = result.All;
        return new(
            all.Together.P50, all.Together.P5, all.Together.P95, all.Together.Mean, Share(all.Capped, all.Members),
            Share(all.BeatsRebate, all.Members));
    }

    public void Write(Utf8JsonWriter writer)
    {
        foreach (var figure in Figures)
        {
            writer.WriteString(figure.Name, Decimals.Write(figure.Of(this), 6));
        }
    }

    private static long Share(long part, long whole) =>
        whole == 0 ? 0 : Exact.MulDiv(part, Rate.PartsPerWhole, whole, Rounding.Down);
}

/// <summary>One figure of a <see cref="Headline"/>: how files call it, and people.</summary>
public sealed record Figure(string Name, Bilingual Title, Func<Headline, long> Of);
