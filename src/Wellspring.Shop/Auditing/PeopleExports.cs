using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Auditing;

/// <summary>Exports 7 to 9: the referral graph, what each person gave and got, and what it came to for all.</summary>
internal static class PeopleExports
{
    public const string Honesty = "09-honesty";

    private static readonly RewardKind[] Kinds = Enum.GetValues<RewardKind>();

    public static AuditTable GraphTable { get; } = AuditTable.Whole(
        "07-referrals", "member:member referrer:member boundAt:time depth:number directly:number below:number "
            + string.Join(' ', Kinds.Select(kind => $"paid{kind}:money"))
            + " takenBack:money feesCollected:money",
        source => ReferralGraph.Of(source.Survey.Pool).Nodes.Select(node => Node(source.Survey, node)));

    public static AuditTable PersonTable { get; } = AuditTable.Whole(
        "08-people", "member:member spent:money returned:money soldPoints:money capExits:money redeemed:money "
            + "closing:money fromPool:money " + string.Join(' ', Kinds.Select(kind => $"reward{kind}:money"))
            + " rewards:money rewardsTakenBack:money dividends:money withdrawn:money net:money "
            + "points:points value:money",
        source => Enumerable.Range(1, source.Survey.Pool.MemberCount).Select(number =>
            Person(source.Survey, new(number))));

    /// <summary>Name, value and how it was computed; recomputed by whoever checks a pack.</summary>
    public static AuditTable HonestyTable { get; } = AuditTable.Whole(
        Honesty, "figure value unit derivation", source => Figures(source.Survey));

    public static IEnumerable<object?[]> Figures(Survey survey)
    {
        var outcomes = OutcomesOf(survey.Pool);
        var buyers = outcomes.Count;
        var totals = survey.Pool.Totals;
        var brought = totals.Float + totals.Inflow + totals.SubsidiesUsed + totals.Injected + totals.RemaindersToPool;
        var capped = survey.People.Count(person => person.Value.Exits > 0);
        yield return Figure("members", survey.Pool.MemberCount, "people", "members with a number in the journal");
        yield return Figure("buyers", buyers, "people", "members with at least one settled order");
        yield return Figure("spent", totals.Turnover, "cash of settled orders");
        yield return Figure("broughtIn", brought,
            "float + inflows + subsidies used + injections + reward budgets nobody earned");
        yield return Share("bound", HonestyFigures.Bound(brought, totals.Turnover), "broughtIn / spent");
        yield return Figure("received", outcomes.Aggregate(Money.Zero, (sum, one) => sum + one.Received),
            "paid to buyers for points, cap exits, redemptions, closing");
        yield return Share("mean", HonestyFigures.Mean(outcomes), "received / spent, all buyers together");
        yield return Share("median", HonestyFigures.Median(outcomes), "received / spent of the buyer in the middle");
        yield return Share("gini", HonestyFigures.Gini(outcomes), "sum((2i-n-1)*x) / (n*sum(x)), x in order");
        yield return Figure("reachedCap", capped, "people", "members sold out at the cap");
        yield return Share("shareReachedCap", HonestyFigures.Share(capped, buyers), "reachedCap / buyers");
        var losses = outcomes.Count(one => one.Received + one.AtClosing < one.Spent);
        yield return Figure("losersIfClosedToday", losses, "people", "buyers with received + points' share < spent");
        if (survey.LastOrder is { } last)
        {
            yield return Share("lastInLoss", HonestyFigures.Loss(LastIn(survey, last)),
                $"1 - (points of the last order shared out now) / its cash; order {last.Order}");
        }
    }

    /// <summary>What every buyer paid, got, and would get at closing: floor(P·points/S).</summary>
    public static List<Outcome> OutcomesOf(Pool pool)
    {
        var outcomes = new List<Outcome>();
        for (var number = 1; number <= pool.MemberCount; number++)
        {
            var (spent, received) = pool.LifeOf(new(number));
            if (spent > Money.Zero)
            {
                outcomes.Add(new(spent, received, pool.Backing.Value(pool.Held(new(number)))));
            }
        }

        return outcomes;
    }

    /// <summary>The newest order alone: its cash against what its own points would get.</summary>
    public static Outcome LastIn(Survey survey, Settlement last)
    {
        var points = last.Points;
        for (var scale = last.Scale; scale < survey.Pool.Backing.Scale; scale++)
        {
            points = Points.FromUnits(points.Units * 10);
        }

        return new(last.Amount, Money.Zero,
            survey.Pool.Backing.Value(points.AtMost(survey.Pool.Held(last.Member))));
    }

    private static object?[] Node(Survey survey, ReferralNode node)
    {
        var sums = survey.PersonOf(node.Member);
        return
        [
            node.Member, node.Referrer == MemberNumber.None ? null : node.Referrer, sums.BoundAt,
            (long)node.Depth, (long)node.Directly, (long)node.Below,
            .. Kinds.Select(kind => (object?)sums.Of(kind)), sums.RewardsTaken, sums.Fees,
        ];
    }

    private static object?[] Person(Survey survey, MemberNumber number)
    {
        var sums = survey.PersonOf(number);
        var held = survey.Pool.Held(number);
        var rewards = sums.Rewards;
        return
        [
            number, sums.Spent, sums.Returned, sums.Sold, sums.ExitPaid, sums.Redeemed, sums.Closing, sums.Received,
            .. Kinds.Select(kind => (object?)sums.Of(kind)), rewards, sums.RewardsTaken, sums.Dividends,
            sums.Withdrawn,
            sums.Received.Units + rewards.Units + sums.Dividends.Units - sums.RewardsTaken.Units
                - (sums.Spent.Units - sums.Returned.Units),
            held, survey.Pool.Backing.Value(held),
        ];
    }

    private static object?[] Figure(string name, Money amount, string how) => [name, amount.ToString(), "yuan", how];

    private static object?[] Figure(string name, long count, string unit, string how) =>
        [name, count.ToString(System.Globalization.CultureInfo.InvariantCulture), unit, how];

    private static object?[] Share(string name, long parts, string how) =>
        [name, Decimals.Write(parts, 6), "share", how];
}
