using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Simulator.Studies;

namespace Wellspring.Simulator.Answers;

/// <summary>One law 规律 beside what simulations of it gave.</summary>
/// <param name="Law">What the arithmetic says beforehand.</param>
/// <param name="Measured">What came out; NaN where there was nothing to measure.</param>
/// <param name="Within">How far the two may be apart, of the law; 0: to the unit.</param>
/// <param name="IsBound">Whether the law is only a limit that is never passed.</param>
public sealed record LawRow(
    string Id, Bilingual Name, double Law, double Measured, double Within, bool IsBound = false)
{
    public bool Holds => IsBound ? Measured <= Law : Math.Abs(Measured - Law) <= Within * Math.Abs(Law);
}

/// <summary>
/// The laws of a plan, worked out and then measured by running it 规律表: nothing here is copied from a document.
/// </summary>
/// <param name="Scenario">The plan's rates without float, limits and rewards, and one kind of order: the mean.</param>
/// <param name="RunawayPowers">Powers of ten that the price grew by with 97 % selling at once, in millionths.</param>
public sealed record LawTable(Scenario Scenario, ImmutableArray<LawRow> Rows, long RunawayPowers)
{
    /// <summary>The worked example: 16 % of spend enter the pool, 70 % of that is minted, cap 1.2.</summary>
    public static Scenario WorkedExample { get; } = Worked();

    public bool Hold => Rows.All(row => row.Holds);

    /// <param name="orders">Of each run; the shares capped need about a million to settle.</param>
    public static LawTable Measure(Scenario scenario, long orders, int threads, Action<double>? progress = null)
    {
        var (amount, _) = scenario.MeanOrder;
        var plain = new Scenario
        {
            Id = scenario.Id,
            Name = scenario.Name,
            Given = scenario.Given,
            Plan = scenario.Plan,
            Adapted = scenario.Adapted,
            Seed = scenario.Seed,
            Orders = orders,
            Kinds = [new(1, amount.FloorToFen(), amount.FloorToFen(), scenario.Kinds[0].Commission)],
            Behaviours = [new(1, SellsWhen.Never)],
        };
        var runs = new LawRuns(Bare(plain));
        var results = Batch.Run(runs.All.Length, threads, progress, item => SimulatorRun.Run(runs.All[item]));
        return new(runs.Plain, [.. runs.Rows(results)], results[^1].Path[^1].LogIndex);
    }

    // The laws are of the rates alone: a float, limits on selling and what nobody earned would only blur them.
    private static Scenario Bare(Scenario plain)
    {
        var draft = plain.Given.Settings;
        return ChangedPlan.Of(plain, draft with
        {
            Profile = PlanProfile.Sandbox,
            Pool = draft.Pool with { Float = Money.Zero, MaxMintValuePerOrder = null },
            Split = draft.Split with { UnassignedToPool = false },
            Selling = new() { Retention = draft.Selling.Retention },
            Legacy = null,
        }).Scenario ?? plain;
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("plan", Scenario.Given.Hash);
        writer.WriteNumber("seed", Scenario.Seed);
        writer.WriteNumber("orders", Scenario.Orders);
        var laws = Laws.Of(Scenario);
        writer.WriteString("kappa", Text(laws.Kappa));
        writer.WriteString("mu", Text(laws.Mu));
        writer.WriteString("payout", Text(laws.Payout));
        writer.WriteString("cap", double.IsInfinity(laws.Cap) ? null : Text(laws.Cap));
        writer.WriteString("runawayShare", Text(laws.RunawayShare));
        writer.WriteString("logIndexAt97", Decimals.Write(RunawayPowers, 6));
        writer.WriteBoolean("allHold", Hold);
        writer.WriteStartArray("laws");
        foreach (var row in Rows)
        {
            writer.WriteStartObject();
            writer.WriteString("id", row.Id);
            writer.WriteString("zh", row.Name.Zh);
            writer.WriteString("en", row.Name.En);
            writer.WriteString("law", Text(row.Law));
            writer.WriteString("measured", Text(row.Measured));
            writer.WriteString("kind", row.IsBound ? "bound" : row.Within == 0 ? "exact" : "near");
            writer.WriteBoolean("holds", row.Holds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>A figure with as many digits as can be compared: five or so.</summary>
    public static string Text(double value) => double.IsNaN(value) ? "-" : value.ToString(
        Math.Abs(value) switch { >= 100 => "0", >= 1 => "0.0000", _ => "0.000000" }, CultureInfo.InvariantCulture);

    private static Scenario Worked()
    {
        var draft = new PlanDraft
        {
            Id = "worked-example",
            NameZh = "演算示例",
            NameEn = "Worked example",
            Profile = PlanProfile.Sandbox,
            Split = new() { UnassignedToPool = false },
            Cap = new() { Automatic = true },
            Orders = new() { AcceptFinal = true },
        };
        var isApproved = PlanReview.TryApprove(draft, out var plan, out _);
        Invariant.Require(isApproved, "the worked example is a lawful plan");
        return new()
        {
            Id = "worked-example",
            Name = new("演算示例", "Worked example"),
            Given = plan!,
            Plan = plan!,
            Kinds = [new(1, Money.FromYuan(1000), Money.FromYuan(1000), Rate.FromParts(200_000))],
            Behaviours = [new(1, SellsWhen.Never)],
        };
    }
}
