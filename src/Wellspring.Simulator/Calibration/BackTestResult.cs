using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Simulator.Calibration;

/// <summary>One figure of the pool: what was foretold at a past date, and what came.</summary>
/// <param name="Decimals">How many digits of the whole numbers stand after the point.</param>
public sealed record ForetoldFigure(
    string Name, Bilingual Title, int Decimals, long P5, long P50, long P95, long Came)
{
    public bool IsInside => Came >= P5 && Came <= P95;

    public string Text(long value) => Decimals == 0
        ? value.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : Core.Decimals.Write(value, Decimals);
}

/// <summary>What was foretold beside what came: of the pool, and of each member who had bought by then.</summary>
/// <param name="Below">Members who got back less than their own P5.</param>
public sealed record Compared(ImmutableArray<ForetoldFigure> Figures, long Inside, long Below, long Above)
{
    public int FiguresInside => Figures.Count(figure => figure.IsInside);

    internal static Compared Of(Figures[] draws, Figures came)
    {
        ForetoldFigure Figure(string name, Bilingual title, int decimals, Func<Figures, long> read)
        {
            var sorted = draws.Select(read).Order().ToArray();
            return new(name, title, decimals, At(sorted, 50), At(sorted, 500), At(sorted, 950), read(came));
        }

        var (inside, below, above) = (0L, 0L, 0L);
        var drawn = new long[draws.Length];
        for (var member = 0; member < came.Multiples.Length; member++)
        {
            for (var draw = 0; draw < draws.Length; draw++)
            {
                drawn[draw] = draws[draw].Multiples[member];
            }

            Array.Sort(drawn);
            var real = came.Multiples[member];
            below += real < At(drawn, 50) ? 1 : 0;
            above += real > At(drawn, 950) ? 1 : 0;
            inside += real >= At(drawn, 50) && real <= At(drawn, 950) ? 1 : 0;
        }

        return new(
            [
                Figure("orders", new("新订单", "orders that came"), 0, one => one.Orders),
                Figure("newMembers", new("新会员", "members who joined"), 0, one => one.NewMembers),
                Figure("paid", new("付给会员（元）", "paid to members, yuan"), 6, one => one.Paid.Units),
                Figure("exits", new("封顶退出", "exits at the cap"), 0, one => one.Exits),
                Figure("pool", new("盈利池（元）", "pool, yuan"), 6, one => one.Pool.Units),
                Figure("median", new("老会员每元消费所得的中位数", "median of what earlier members have for a yuan spent"),
                    6, one => one.Median),
                Figure("price", new("价格，起点为 1", "price, 1 at the start"), 6, one => one.Price),
            ],
            inside, below, above);
    }

    private static long At(long[] sorted, int perMille) =>
        sorted[Math.Max(0, ((sorted.Length * perMille) + 999) / 1000 - 1)];
}

/// <summary>How well a history would have been foretold from a past date.</summary>
public sealed record BackTestResult(Calibrated Known, Instant From, Instant Until, BackTestWish Wish)
{
    /// <summary>Members whose outcomes are compared, and all who had bought by then.</summary>
    public required int Members { get; init; }

    public required int AllMembers { get; init; }

    /// <summary>By what was known at the past date alone.</summary>
    public required Compared Foretold { get; init; }

    /// <summary>The same, told how many orders came on each day: what is off here, behaviour and spend did.</summary>
    public required Compared WithRealArrivals { get; init; }

    /// <summary>The answer in words; the share first, and no word on what will be.</summary>
    public Bilingual Sentence => new(
        $"站在 {Day(From)} 往后看：{Members} 名已有消费的会员中，{Foretold.Inside} 名"
        + $"（{Percent(Foretold.Inside)}）到 {Day(Until)} 的实际所得落在各自的 P5–P95 之间，{Foretold.Below} 名更少，"
        + $"{Foretold.Above} 名更多；池的 {Foretold.Figures.Length} 个数字中 {Foretold.FiguresInside} 个落在其间。"
        + $"若事先知道每天的订单数，则为 {Percent(WithRealArrivals.Inside)} 与 {WithRealArrivals.FiguresInside} 个。"
        + "大约九成落在其间才算可信；会员同在一个池里，一个价格出错，许多人一起出错。未来仍不确定。",
        $"Looking ahead from {Day(From)}: of {Members} members who had bought, {Foretold.Inside} "
        + $"({Percent(Foretold.Inside)}) had by {Day(Until)} what lies within their own P5–P95, {Foretold.Below} less, "
        + $"{Foretold.Above} more; of {Foretold.Figures.Length} figures of the pool {Foretold.FiguresInside} lie "
        + $"within. Had the orders of each day been known, it would be {Percent(WithRealArrivals.Inside)} and "
        + $"{WithRealArrivals.FiguresInside}. About nine in ten make it credible; members share one pool, so one price "
        + "foretold wrongly is wrong for many at once. The future stays uncertain.");

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("sentence", $"{Sentence.Zh} {Sentence.En}");
        writer.WriteString("plan", Known.Plan.Hash);
        writer.WriteString("from", From.ToString());
        writer.WriteString("until", Until.ToString());
        writer.WriteNumber("seed", Wish.Seed);
        writer.WriteNumber("draws", Wish.Draws);
        writer.WriteNumber("members", Members);
        writer.WriteNumber("allMembers", AllMembers);
        Write(writer, "foretold", Foretold);
        Write(writer, "withRealArrivals", WithRealArrivals);
        writer.WriteStartObject("known");
        Known.Write(writer);
        writer.WriteEndObject();
    }

    /// <summary>Of the compared members, in percent.</summary>
    public string Percent(long members) =>
        Members == 0 ? "–" : $"{Rate.FromParts((int)(members * 1_000 / Members * 1_000))}";

    private void Write(Utf8JsonWriter writer, string name, Compared compared)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("membersInside", compared.Inside);
        writer.WriteNumber("membersBelow", compared.Below);
        writer.WriteNumber("membersAbove", compared.Above);
        writer.WriteString("shareInside", Percent(compared.Inside));
        writer.WriteNumber("figuresInside", compared.FiguresInside);
        writer.WriteStartArray("figures");
        foreach (var figure in compared.Figures)
        {
            writer.WriteStartObject();
            writer.WriteString("name", figure.Name);
            writer.WriteString("p5", figure.Text(figure.P5));
            writer.WriteString("p50", figure.Text(figure.P50));
            writer.WriteString("p95", figure.Text(figure.P95));
            writer.WriteString("came", figure.Text(figure.Came));
            writer.WriteBoolean("inside", figure.IsInside);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Day(Instant at) => at.ToString()[..10];
}
