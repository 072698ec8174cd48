using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests;
using Wellspring.Engine.Tests.Writers;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Views;

/// <summary>The views of old debts, from claims to released points, read back from the file.</summary>
public sealed class LegacyViewTests : IDisposable
{
    private static readonly string Hash = new('a', 64);

    private static readonly Plan Plan = TestPlans.Approve(TestPlans.WorkedExample with
    {
        Id = "legacy-views",
        Pool = new() { Float = 1_000L.Yuan },
        Legacy = new()
        {
            Release = new()
            {
                Rule = ReleaseRule.Equal,
                Periods = 1,
                Period = Duration.Days(1),
                DailyCap = Rate.Whole,
            },
        },
    });

    private readonly PoolFolder _folder = new();
    private int _id;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_claim_stands_as_the_last_record_about_it_left_it()
    {
        await RunAsync(
            Claim("k-1", "anna", 100), Claim("k-2", "bo", 200), Claim("k-3", "bo", 300),
            new PoolCommand.DisputeClaim(Id(), At(1), "k-2", "staff", "amount"),
            new PoolCommand.TransferClaim(
                Id(), At(2), "k-1", "heir", ClaimTransfer.Inherited, Hash, "staff", "boss"),
            new PoolCommand.WithdrawClaim(Id(), At(3), "k-3", "twice", "staff", "boss"));

        using var views = Follow();
        var claims = views.Reader.Legacy.Claims(10);

        Assert.Equal(["k-1", "k-2", "k-3"], claims.Select(claim => claim.Claim));
        Assert.Equal([ClaimState.Open, ClaimState.Disputed, ClaimState.Withdrawn], claims.Select(one => one.State));
        Assert.Equal(3, claims[0].Member.Value);
        Assert.Equal(200L.Yuan, claims[1].Amount);
        Assert.Equal(["k-2", "k-3"], views.Reader.Legacy.Claims(10, member: new(2)).Select(claim => claim.Claim));
        Assert.True(claims[0].Position > claims[0].First);
    }

    [Fact]
    public async Task A_coin_order_is_held_then_settled_and_its_points_are_released_on_a_day_of_their_own()
    {
        await RunAsync([.. Agreed(1_000), .. CoinOrder("o-1", day: 1, amount: 400, coins: 200)]);
        using (var views = Follow())
        {
            var held = views.Reader.Legacy.CoinOrder("o-1")!;
            Assert.Equal(("held", "s1", 200L.Yuan, 200L.Yuan, 32L.Yuan),
                (held.State, held.Merchant, held.Coins, held.Value, held.Deposit));
            Assert.Equal(Points.Zero, held.Locked);
            Assert.Equal(232L.Yuan, views.Reader.Legacy.CoinsTaken(held.Day, held.Day));
        }

        await RunAsync(new PoolCommand.AdvanceClock(Id(), At(30)));
        using (var views = Follow())
        {
            var legacy = views.Reader.Legacy;
            var settled = legacy.CoinOrder("o-1")!;
            Assert.Equal("settled", settled.State);
            Assert.True(settled.Locked > Points.Zero);

            await RunAsync(new PoolCommand.AdvanceClock(Id(), At(33)));
        }

        using (var views = Follow())
        {
            var legacy = views.Reader.Legacy;
            var settled = legacy.CoinOrder("o-1")!;
            var released = legacy.Releases(10);
            Assert.Equal(settled.Locked.Units, released.Sum(row => row.Points.Units));
            Assert.Equal(settled.Coins.Units, released.Sum(row => row.Basis.Units));
            Assert.All(released, row => Assert.Equal(1, row.Member.Value));
            Assert.All(released, row => Assert.True(row.Value > Money.Zero));
            var days = legacy.ReleaseDays(10).Where(day => day.Released > Points.Zero).ToList();
            Assert.Equal(released.Select(row => row.Day), days.Select(day => day.Day));
            Assert.All(days, day => Assert.True(day.Released <= day.Budget));
            Assert.Equal([new MemberNumber(1)], legacy.MembersPaid());
            Assert.Equal(1, legacy.ReleaseSum().Creditors);
        }
    }

    [Fact]
    public async Task Each_day_ends_with_the_totals_of_its_last_record()
    {
        await RunAsync([.. Agreed(1_000), .. CoinOrder("o-1", day: 1, amount: 400, coins: 200)]);
        await RunAsync(new PoolCommand.AdvanceClock(Id(), At(20)));
        using var views = Follow();

        var days = views.Reader.Legacy.Days();

        Assert.Equal(3, days.Count);
        Assert.Equal([1_000L.Yuan, 1_000L.Yuan, 1_000L.Yuan], days.Select(day => day.Totals.Claimed));
        Assert.Equal([1_000L.Yuan, 1_000L.Yuan, 800L.Yuan], days.Select(day => day.Totals.Coins));
        Assert.Equal([0L.Yuan, 232L.Yuan, 0L.Yuan], days.Select(day => day.Totals.FundHeld));
        Assert.Equal(200L.Yuan, days[^1].Totals.SettledByGoods);
        Assert.All(days, day => Assert.Equal(5_000L.Yuan, day.Funded));
        var replayed = _folder.Pool.Load();
        Assert.Equal(replayed.Pool.Legacy! with { CoinsHeld = Money.Zero }, days[^1].Totals);
    }

    [Fact]
    public async Task A_refund_takes_coins_off_the_order_and_a_full_one_closes_it()
    {
        await RunAsync([.. Agreed(1_000),
            .. CoinOrder("o-1", day: 1, amount: 400, coins: 200),
            .. CoinOrder("o-2", day: 1, amount: 400, coins: 200),
            new PoolCommand.RefundOrder(Id(), At(2), "o-1", 100L.Yuan),
            new PoolCommand.RefundOrder(Id(), At(2), "o-2", 400L.Yuan)]);
        using var views = Follow();

        var (part, whole) = (views.Reader.Legacy.CoinOrder("o-1")!, views.Reader.Legacy.CoinOrder("o-2")!);

        Assert.Equal(("held", 150L.Yuan), (part.State, part.Value));
        Assert.Equal(("refunded", Money.Zero), (whole.State, whole.Value));
        Assert.Equal(["o-2", "o-1"], views.Reader.Legacy.CoinOrders(5).Select(order => order.Order));
    }

    [Fact]
    public async Task Built_anew_the_views_of_old_debts_are_the_same_rows()
    {
        await RunAsync([.. Agreed(1_000), .. CoinOrder("o-1", day: 1, amount: 400, coins: 200)]);
        using (Follow())
        {
        }

        await RunAsync(new PoolCommand.AdvanceClock(Id(), At(40)));
        using (Follow())
        {
        }

        using var journal = _folder.Pool.OpenToRead();
        Assert.Empty(ViewStore.Differences(_folder.Pool.ViewsPath, journal));
    }

    [Fact]
    public async Task A_statement_tells_the_way_from_claim_to_released_points_and_adds_up_to_what_is_held()
    {
        await RunAsync([.. Agreed(1_000), .. CoinOrder("o-1", day: 1, amount: 400, coins: 200)]);
        await RunAsync(new PoolCommand.AdvanceClock(Id(), At(20)));
        await RunAsync(new PoolCommand.AdvanceClock(Id(), At(23)));
        await RunAsync(new PoolCommand.ReverseOrder(Id(), At(24), "o-1", 200L.Yuan));
        using var views = Follow();

        var lines = views.Reader.StatementOf(new(1), 100).Select(row => row.Line).Reverse().ToList();

        Assert.Equal(["claim", "offer-yes", "placed", "coins-paid", "settled", "coins-settled", "released", "reversed"],
            lines.Select(line => line.What));
        var pool = _folder.Pool.Load().Pool;
        Assert.Equal(pool.Held(new(1)).Units, lines.Sum(line => line.PointUnits));
        Assert.True(lines[^1].PointUnits < 0);
        Assert.Equal(("reversed", 100L.Yuan), (views.Reader.Legacy.CoinOrder("o-1")!.State,
            views.Reader.Legacy.CoinOrder("o-1")!.Value));
    }

    private static Instant At(int day) =>
        Instant.From(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(8)).AddDays(day));

    private string Id() => $"l-{++_id}";

    private PoolCommand Claim(string claim, string member, long yuan) => new PoolCommand.RegisterClaim(
        Id(), At(0), claim, member, ClaimKind.Cash, yuan.Yuan, null, null, 18_000, Hash, "old");

    private PoolCommand[] Agreed(long yuan) =>
    [
        Claim("k-1", "anna", yuan),
        new PoolCommand.FundSettlement(Id(), At(0), 5_000L.Yuan, "operator", "v", "boss"),
        new PoolCommand.AnswerOffer(Id(), At(0), "anna", OfferAnswer.Yes, Hash, null, ProceedsReduceClaim: false),
    ];

    private PoolCommand[] CoinOrder(string order, int day, long amount, long coins) =>
    [
        new PoolCommand.PlaceOrder(Id(), At(day), order, "anna", "s1", amount.Yuan, null, []),
        new PoolCommand.PayWithCoins(Id(), At(day), "anna", order, coins.Yuan),
        new PoolCommand.DeliverOrder(Id(), At(day), order),
    ];

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
