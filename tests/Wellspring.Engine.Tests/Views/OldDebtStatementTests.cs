using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests;
using Wellspring.Engine.Tests.Writers;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Views;

/// <summary>A creditor's statement: what happened to the claim, and free points that add up to what is held.</summary>
public sealed class OldDebtStatementTests : IDisposable
{
    private static readonly string Hash = new('a', 64);

    private static readonly Plan Plan = TestPlans.Approve(TestPlans.WorkedExample with
    {
        Id = "old-debt-statement",
        Pool = new() { Float = 1_000L.Yuan },
        Legacy = new()
        {
            Release = new()
            {
                Rule = ReleaseRule.Equal, Periods = 1, Period = Duration.Days(1), DailyCap = Rate.Whole,
            },
        },
    });

    private readonly PoolFolder _folder = new();
    private int _id;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Free_points_of_a_statement_add_up_through_release_sale_and_reversal()
    {
        await RunAsync(
            new PoolCommand.RegisterClaim(
                Id(), At(0), "k-1", "anna", ClaimKind.Cash, 1_000L.Yuan, null, null, 18_000, Hash, "old"),
            new PoolCommand.FundSettlement(Id(), At(0), 5_000L.Yuan, "operator", "v", "boss"),
            new PoolCommand.AnswerOffer(Id(), At(0), "anna", OfferAnswer.Later, Hash, null, false),
            new PoolCommand.AnswerOffer(Id(), At(0), "anna", OfferAnswer.Yes, Hash, null, false),
            new PoolCommand.PlaceOrder(Id(), At(1), "o-1", "anna", "s1", 400L.Yuan, null, []),
            new PoolCommand.PayWithCoins(Id(), At(1), "anna", "o-1", 200L.Yuan),
            new PoolCommand.DeliverOrder(Id(), At(1), "o-1"),
            new PoolCommand.AdvanceClock(Id(), At(30)),
            new PoolCommand.AdvanceClock(Id(), At(33)),
            new PoolCommand.SellPoints(Id(), At(34), "anna", new(Points.FromUnits(100)), Money.Zero, null),
            new PoolCommand.ReverseOrder(Id(), At(35), "o-1", 100L.Yuan));

        using var views = Follow();
        var lines = views.StatementOf(new(1), 100);
        var held = _folder.Pool.Load().Pool.Member(new(1)).Points;

        Assert.Equal(held.Units, lines.Sum(row => row.Line.PointUnits));
        Assert.True(held > Points.Zero);
        var words = Enumerable.Reverse(lines.ToArray()).Select(row => row.Line.What).ToList();
        Assert.Equal(
            ["claim", "offer-later", "offer-yes", "placed", "coins-paid", "settled", "coins-settled", "released",
                "sold", "reversed"],
            words.Where(word => word is not "owes"));
        Assert.All(lines.Where(row => row.Line.What is "released"), row => Assert.True(row.Line.PointUnits > 0));
    }

    private static Instant At(int day) =>
        Instant.From(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(8)).AddDays(day));

    private string Id() => $"s-{++_id}";

    private async Task RunAsync(params PoolCommand[] commands)
    {
        await using var session = _folder.Open(plan: Plan);
        foreach (var answer in await session.SubmitAsync(commands))
        {
            Assert.True(answer.Kind is AnswerKind.Done, $"{answer.Record.Id}: {answer.Reason}");
        }
    }

    private ViewStore Follow()
    {
        using var journal = _folder.Pool.OpenToRead();
        var views = ViewStore.Open(_folder.Pool.ViewsPath);
        views.CatchUp(journal);
        return views;
    }
}
