using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Operations.Tests.Restoring;

/// <summary>The plan of the worked example, and orders under it, a minute apart.</summary>
internal static class Plans
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 2, 0, 0, TimeSpan.Zero);

    public static Plan Example { get; } = Read();

    public static PoolCommand Settle(int number) => CommandText.Read(
        $$$"""
        {"id":"c-{{{number}}}","at":"{{{Instant.From(Start.AddMinutes(number))}}}",
        "settleOrder":{"order":"o-{{{number}}}","member":"m{{{number}}}","merchant":"s1","amount":"100.00"}}
        """).Command!;

    private static Plan Read()
    {
        var (draft, findings) = PlanFile.Read(Repository.Read("plans/worked-example.json"));
        Assert.True(draft is not null, string.Join('\n', findings));
        Assert.True(PlanReview.TryApprove(draft, out var plan, out findings), string.Join('\n', findings));
        return plan;
    }
}
