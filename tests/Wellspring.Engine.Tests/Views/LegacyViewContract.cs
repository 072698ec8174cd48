using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests;
using Wellspring.Engine.Tests.Journals;
using Wellspring.Engine.Tests.Writers;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Views;

public sealed class SqliteLegacyViewTests : LegacyViewContract;

public sealed class PostgresLegacyViewTests(JournalDatabase database) : LegacyViewContract(database);

/// <summary>The views of old debts, from claims to released points, read back from where they are kept.</summary>
public abstract class LegacyViewContract(JournalDatabase? database = null) : IDisposable
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

    private readonly PoolFolder _folder = new(database);
    private int _id;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

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
        Assert.Empty(ViewStore.Differences(_folder.Pool, journal));
    }

    [Fact]
    public async Task Followed_record_by_record_or_all_at_once_the_rows_are_the_same()
    {
        PoolCommand[] commands =
        [
            .. Agreed(1_000), .. CoinOrder("o-1", day: 1, amount: 400, coins: 200),
            .. CoinOrder("o-2", day: 1, amount: 300, coins: 100), .. CoinOrder("o-3", day: 2, amount: 80, coins: 40),
            Claim("k-9", "bo", 700) with { At = At(2) },
            new PoolCommand.DisputeClaim(Id(), At(3), "k-9", "staff", "amount"),
            new PoolCommand.ResolveClaim(Id(), At(3), "k-9", 600L.Yuan, "staff", "boss", Hash),
            new PoolCommand.RefundOrder(Id(), At(3), "o-2", 100L.Yuan),
            new PoolCommand.RefundOrder(Id(), At(3), "o-3", 80L.Yuan),
            new PoolCommand.AdvanceClock(Id(), At(30)), new PoolCommand.AdvanceClock(Id(), At(33)),
            new PoolCommand.ReverseOrder(Id(), At(34), "o-1", 200L.Yuan), new PoolCommand.AdvanceClock(Id(), At(36)),
        ];
        foreach (var command in commands)
        {
            await RunAsync(command);
            using var followed = Follow();
        }

        using var journal = _folder.Pool.OpenToRead();
        Assert.Empty(ViewStore.Differences(_folder.Pool, journal));
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

    [Fact]
    public async Task Free_points_of_a_statement_add_up_through_release_sale_and_reversal()
    {
        await RunAsync([
            Claim("k-1", "anna", 1_000),
            new PoolCommand.FundSettlement(Id(), At(0), 5_000L.Yuan, "operator", "v", "boss"),
            new PoolCommand.AnswerOffer(Id(), At(0), "anna", OfferAnswer.Later, Hash, null, false),
            new PoolCommand.AnswerOffer(Id(), At(0), "anna", OfferAnswer.Yes, Hash, null, false),
            .. CoinOrder("o-1", day: 1, amount: 400, coins: 200),
            new PoolCommand.AdvanceClock(Id(), At(30)),
            new PoolCommand.AdvanceClock(Id(), At(33)),
            new PoolCommand.SellPoints(Id(), At(34), "anna", new(Points.FromUnits(100)), Money.Zero, null),
            new PoolCommand.ReverseOrder(Id(), At(35), "o-1", 100L.Yuan)]);

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
        await using var session = _folder.Open(PoolFolder.Snapshots, Plan);
        foreach (var answer in await session.SubmitAsync(commands))
        {
            Assert.True(answer.Kind is AnswerKind.Done, $"{answer.Record.Id}: {answer.Reason}");
        }
    }

    private ViewStore Follow()
    {
        using var journal = _folder.Pool.OpenToRead();
        var views = ViewStore.Open(_folder.Pool);
        views.CatchUp(journal);
        return views;
    }
}
