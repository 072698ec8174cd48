using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.Calibration;

/// <summary>Where orders went from the first half of the time to the second.</summary>
/// <param name="Growth">A day, as a logarithm; null where a half has too few orders to say.</param>
/// <param name="Error">Its standard error, by the scatter of the days.</param>
public readonly record struct ArrivalTrend(long FirstHalf, long SecondHalf, double? Growth, double Error);

/// <summary>What was taken back after finality.</summary>
/// <param name="Orders">Settled orders of which anything was.</param>
/// <param name="Part">Of these orders, the part of the money.</param>
public readonly record struct SeenRefunds(long Orders, long OfSettled, Money Amount, int MeanDays, Rate Part);

/// <summary>What a history shows of the people in it 校准, and what it cannot show.</summary>
public sealed record Calibrated
{
    private static readonly ImmutableArray<int> AgesShown = [1, 7, 30, 90, 180, 365];
    private static readonly ImmutableArray<int> MultiplesShown = [100, 200, 500, 800, 1000, 1200];
    private static readonly ImmutableArray<int> SpendShown = [5, 25, 50, 75, 95];

    /// <summary>The version in effect at the end.</summary>
    public required Plan Plan { get; init; }

    public required Instant From { get; init; }

    public required Instant Until { get; init; }

    /// <summary>Orders of each day; the last one ends where the watch does.</summary>
    public required ImmutableArray<long> Counts { get; init; }

    public required ArrivalTrend Trend { get; init; }

    public required long Orders { get; init; }

    public required long Members { get; init; }

    /// <summary>Orders by somebody who had ordered before, of all and of those in the second half.</summary>
    public required Rate Returning { get; init; }

    public required Rate ReturningLately { get; init; }

    public required ImmutableArray<OrderKind> Kinds { get; init; }

    /// <summary>What an order came to, smallest first.</summary>
    public required ImmutableArray<Money> Spend { get; init; }

    public required SeenRefunds Refunds { get; init; }

    /// <summary>Of those who were sold out, by will or by the cap, how many ordered again.</summary>
    public required (long SoldOut, long CameBack) SoldOut { get; init; }

    /// <summary>Orders' points by how they ended; parts count as parts.</summary>
    public required (long Minted, double Sold, double Capped, double TakenBack) Lots { get; init; }

    /// <summary>How long an order's points are kept, in milliseconds.</summary>
    public required Survival ByAge { get; init; }

    /// <summary>Up to which multiple of its spend (millionths) an order's points are kept.</summary>
    public required Survival ByMultiple { get; init; }

    /// <summary>How long a member holds any points: what a scenario can follow.</summary>
    public required Survival Holding { get; init; }

    /// <summary>What this history cannot say.</summary>
    public required ImmutableArray<Bilingual> Unknown { get; init; }

    internal IReadOnlyList<Spell> HoldingSpells { get; init; } = [];

    internal static Calibrated Of(Observation seen, Instant until)
    {
        var plan = seen.Pool.Plan;
        var orders = seen.Orders.Where(order => order.Amount > Money.Zero).ToList();
        var counts = DailyCounts.Until(orders.Select(order => order.At), until);
        var (byAge, byMultiple, holdings) = seen.Lots.Tell(until, seen.Pool.Backing, plan.Selling.Retention);
        var middle = new Instant(until.Milliseconds - (counts.Length * Instant.MillisecondsPerDay / 2));
        var result = new Calibrated
        {
            Plan = plan,
            From = orders.Count == 0 ? until : orders[0].At,
            Until = until,
            Counts = counts,
            Trend = DailyCounts.TrendOf(counts),
            Orders = orders.Count,
            Members = orders.Select(order => order.Member).Distinct().LongCount(),
            Returning = ShareOf(orders),
            ReturningLately = ShareOf([.. orders.Where(order => order.At >= middle)]),
            Kinds = SpendBins.Of(orders, plan),
            Spend = [.. orders.Select(order => order.Amount).Order()],
            Refunds = RefundsOf(orders),
            SoldOut = seen.Returns,
            Lots = (seen.Lots.Minted, seen.Lots.Sold, seen.Lots.Capped, seen.Lots.TakenBack),
            ByAge = Survival.Of(byAge),
            ByMultiple = Survival.Of(byMultiple),
            Holding = Survival.Of(holdings),
            HoldingSpells = holdings,
            Unknown = [],
        };
        return result with { Unknown = Limits.Of(result) };
    }

    /// <summary>The order amount that so many in a hundred do not pass (nearest rank).</summary>
    public Money SpendAt(int percent) => Spend.IsEmpty
        ? Money.Zero
        : Spend[Math.Max(0, ((Spend.Length * percent) + 99) / 100 - 1)];

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("plan", Plan.Hash);
        writer.WriteString("from", From.ToString());
        writer.WriteString("until", Until.ToString());
        WriteArrivals(writer);
        writer.WriteStartObject("spend");
        foreach (var percent in SpendShown)
        {
            writer.WriteString($"p{percent}", SpendAt(percent).ToString());
        }

        writer.WriteEndObject();
        writer.WriteStartObject("refunds");
        writer.WriteNumber("orders", Refunds.Orders);
        writer.WriteNumber("ofSettled", Refunds.OfSettled);
        writer.WriteString("amount", Refunds.Amount.ToString());
        writer.WriteNumber("meanDays", Refunds.MeanDays);
        writer.WriteString("part", Refunds.Part.ToString());
        writer.WriteEndObject();
        writer.WriteStartObject("lots");
        writer.WriteNumber("minted", Lots.Minted);
        writer.WriteString("sold", Six(Lots.Sold));
        writer.WriteString("capped", Six(Lots.Capped));
        writer.WriteString("takenBack", Six(Lots.TakenBack));
        writer.WriteString("held", Six(Math.Max(0, Lots.Minted - Lots.Sold - Lots.Capped - Lots.TakenBack)));
        writer.WriteNumber("membersSoldOut", SoldOut.SoldOut);
        writer.WriteNumber("ofTheseCameBack", SoldOut.CameBack);
        writer.WriteEndObject();
        Write(writer, "keptByDays", ByAge, AgesShown, Instant.MillisecondsPerDay, days => $"{days}");
        Write(writer, "keptByMultiple", ByMultiple, MultiplesShown, 1_000, mille => Decimals.Write(mille, 3));
        Write(writer, "holdingByDays", Holding, AgesShown, Instant.MillisecondsPerDay, days => $"{days}");
        writer.WriteStartArray("unknown");
        foreach (var sentence in Unknown)
        {
            writer.WriteStringValue($"{sentence.Zh} {sentence.En}");
        }

        writer.WriteEndArray();
    }

    /// <summary>A figure of statistics with six decimals; no money and no points are written with it.</summary>
    public static string Six(double value) => Decimals.Write((long)Math.Round(value * 1e6), 6);

    private void WriteArrivals(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("arrivals");
        writer.WriteNumber("orders", Orders);
        writer.WriteNumber("members", Members);
        writer.WriteNumber("days", Counts.Length);
        writer.WriteString("returning", Returning.ToString());
        writer.WriteString("returningLately", ReturningLately.ToString());
        writer.WriteNumber("firstHalf", Trend.FirstHalf);
        writer.WriteNumber("secondHalf", Trend.SecondHalf);
        if (Trend.Growth is { } growth)
        {
            writer.WriteString("logGrowthADay", Six(growth));
            writer.WriteString("error", Six(Trend.Error));
        }

        writer.WriteEndObject();
    }

    private static void Write(
        Utf8JsonWriter writer, string name, Survival curve, ImmutableArray<int> marks, long unit,
        Func<int, string> label)
    {
        writer.WriteStartObject(name);
        writer.WriteString("watched", Six(curve.Watched));
        writer.WriteString("soldByWill", Six(curve.Ended));
        writer.WriteStartArray("left");
        foreach (var mark in marks.Where(mark => mark * unit <= curve.Longest))
        {
            writer.WriteStartObject();
            writer.WriteString("beyond", label(mark));
            writer.WriteString("share", Six(curve.At(mark * unit)));
            writer.WriteString("error", Six(curve.ErrorAt(mark * unit)));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static Rate ShareOf(List<SeenOrder> orders) => orders.Count == 0
        ? Rate.Zero
        : Rate.FromParts((int)(orders.LongCount(order => order.ComesBack) * Rate.PartsPerWhole / orders.Count));

    private static SeenRefunds RefundsOf(List<SeenOrder> orders)
    {
        var settled = orders.LongCount(order => order.IsSettled);
        var back = orders.Where(order => order.FirstReversed is not null).ToList();
        if (back.Count == 0)
        {
            return new(0, settled, Money.Zero, 0, Rate.Zero);
        }

        var (amount, whole) = (Money.Zero, Money.Zero);
        var days = 0L;
        foreach (var order in back)
        {
            (amount, whole) = (amount + order.Reversed, whole + order.Amount);

            // From the order, not from its finality: that is how a scenario counts.
            days += (order.FirstReversed!.Value.Milliseconds - order.At.Milliseconds) / Instant.MillisecondsPerDay;
        }

        return new(
            back.Count, settled, amount, (int)Math.Max(1, days / back.Count),
            Rate.FromParts((int)Exact.MulDiv(
                amount.AtMost(whole).Units, Rate.PartsPerWhole, whole.Units, Rounding.Down)));
    }
}

/// <summary>In words, what a history is too short or too quiet to say.</summary>
internal static class Limits
{
    private const double FewSellers = 30;

    public static ImmutableArray<Bilingual> Of(Calibrated seen)
    {
        var sentences = ImmutableArray.CreateBuilder<Bilingual>();
        var days = seen.Holding.Watched == 0 ? 0 : seen.Counts.Length;
        if (seen.Holding.Ended == 0)
        {
            sentences.Add(new(
                $"{days} 天里没有人主动卖出：持有多久、到什么价格会卖，这份历史说不出来；情景里按“从不主动卖”处理，只有封顶结束持有。",
                $"In {days} days nobody sold by will: how long people hold, and at which price they sell, this history "
                + "cannot say. The scenario has them never sell; only the cap ends a holding."));
        }
        else if (seen.Holding.Ended < FewSellers)
        {
            sentences.Add(new(
                $"只有 {Whole(seen.Holding.Ended)} 份持有是主动卖出的：持有时间的估计很粗。",
                $"Only {Whole(seen.Holding.Ended)} holdings ended by a sale: holding times are a coarse estimate."));
        }

        if (seen.Holding.Ended > 0 && seen.Holding.AtLast > 0.01)
        {
            var share = Whole(seen.Holding.AtLast * 100);
            var longest = seen.Holding.Longest / Instant.MillisecondsPerDay;
            sentences.Add(new(
                $"估计有 {share}% 的持有超过所见最后一次卖出时的年龄（最长看了 {longest} 天）；再往后会不会卖，未知，情景里按“从不主动卖”处理。",
                $"An estimated {share}% of holdings outlast the oldest sale seen (the longest was watched for "
                + $"{longest} days); whether they sell later is unknown, and the scenario has them never sell."));
        }

        if (seen.Trend.Growth is null)
        {
            sentences.Add(new("订单太少或时间太短，看不出增长或下降。",
                "Too few orders, or too short a time, to tell growth from decline."));
        }
        else if (Math.Abs(seen.Trend.Growth.Value) < 2 * seen.Trend.Error)
        {
            sentences.Add(new("前后两半的订单之差在日常波动之内：增长未必存在。",
                "The halves differ by no more than days scatter: there may be no growth at all."));
        }

        if (seen.Counts.Length < 365)
        {
            sentences.Add(new($"只看了 {seen.Counts.Length} 天，不足一年：季节看不出来。",
                $"{seen.Counts.Length} days are less than a year: seasons cannot be seen."));
        }

        if (seen.Lots.Capped == 0 && seen.Plan.Cap.Multiple is not null)
        {
            sentences.Add(new("没有人达到封顶：封顶之后会不会再来，未知。",
                "Nobody reached the cap: whether people come back after it is unknown."));
        }

        if (seen.Orders > seen.Members)
        {
            sentences.Add(new("回头客在情景里从所有老会员中等概率选出；真实的回头客集中在少数人。",
                "Returning buyers are drawn evenly from all earlier members; real ones are a keen few."));
        }

        return sentences.DrainToImmutable();
    }

    private static string Whole(double value) =>
        ((long)Math.Round(value)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
