using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;
using Wellspring.Engine.Exports;
using static Wellspring.Core.Tests.TestPlans;

namespace Wellspring.Engine.Tests.Exports;

/// <summary>Random lives: the export checks every record and every account, so it only has to finish.</summary>
public sealed class LedgerWalkTests
{
    private static readonly long[] Units =
        [1, 2, 9_999, 10_000, 1_000_000, 77_777_777, 1_000_000_000, 5_000_000_000_001];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Whatever_happens_the_ledger_adds_up_to_the_state(int seed)
    {
        var desk = Walk(seed);

        LedgerExport.Write(TextWriter.Null, LedgerFormat.Csv, desk.Pool.Plan, Scenes.Records(desk));
    }

    private static Desk Walk(int seed)
    {
        var random = new Random(seed);
        var desk = new Desk(AnyPlan(random));
        for (var step = 0; step < 600; step++)
        {
            desk.Now = desk.Now.Plus(new(random.Next(0, 3) * random.Next(0, 86_400_000)));
            desk.Run(AnyCommand(desk, random));
        }

        return desk;
    }

    private static PlanDraft AnyPlan(Random random) => WorkedExample with
    {
        Pool = new()
        {
            Float = random.Next(2) == 0 ? Money.Zero : 100L.Yuan,
            SplitAt = random.Next(2) == 0 ? 10L.Yuan : 1000L.Yuan,
        },
        Split = new() { UnassignedToPool = random.Next(2) == 0, Commission = (random.Next(2) == 0 ? 4 : 20).Percent },
        Selling = new() { Enabled = random.Next(3) != 0 },
        Cap = new() { Automatic = random.Next(2) == 0, Multiple = random.Next(4) == 0 ? null : new(1_200_000) },
        Orders = new() { AcceptFinal = true, AutoReceiveAfter = Duration.Zero },
        Rewards = new() { Direct = Rate.FromParts(10_000), Indirect = Rate.FromParts(7_000) },
        Withdrawal = new() { Fee = Money.FromUnits(random.Next(2)) },
    };

    private static PoolCommand AnyCommand(Desk desk, Random random)
    {
        var (id, at) = (desk.NextId, desk.Now);
        var (member, other) = ($"m{random.Next(5)}", $"m{random.Next(5)}");
        var (order, merchant) = ($"o{random.Next(60)}", $"s{random.Next(3)}");
        var amount = Money.FromUnits(Units[random.Next(Units.Length)]);
        var mode = (FundingMode)random.Next(4);
        var funding = mode == 0 ? null : new Funding(mode, null);
        var points = random.Next(2) == 0 ? PointsAsked.All : new(Points.FromUnits(amount.Units));
        var withdrawal = $"w{random.Next(9)}";
        return random.Next(30) switch
        {
            < 6 => new PoolCommand.SettleOrder(id, at, order, member, merchant, amount, funding, []),
            < 9 => new PoolCommand.PlaceOrder(id, at, order, member, merchant, amount, funding, []),
            < 11 => new PoolCommand.SellPoints(id, at, member, points, Money.Zero, null),
            < 13 => new PoolCommand.RedeemPoints(id, at, member, points, order, null),
            < 16 => new PoolCommand.ReverseOrder(id, at, order, amount),
            16 => new PoolCommand.RefundOrder(id, at, order, amount),
            17 => new PoolCommand.DeliverOrder(id, at, order),
            18 => new PoolCommand.SpendCredit(id, at, member, order, amount),
            19 => new PoolCommand.InjectCapital(id, at, amount, "owner", "v", null),
            20 => new PoolCommand.Subsidise(id, at, amount, random.Next(1, 9).Percent, "owner", "v", null),
            21 => new PoolCommand.ReturnReserve(id, at, random.Next(2) == 0 ? null : amount, null),
            22 => new PoolCommand.BindReferrer(id, at, member, other),
            23 => new PoolCommand.TopUpDeposit(id, at, merchant, amount, "v"),
            24 => new PoolCommand.RequestWithdrawal(id, at, $"never finished {id}", member, amount),
            25 => new PoolCommand.RequestWithdrawal(id, at, withdrawal, member, Fen(random.Next(1, 99))),
            26 => new PoolCommand.ApproveWithdrawal(id, at, withdrawal, null),
            27 => new PoolCommand.WithdrawalPaid(id, at, withdrawal, null),
            28 => new PoolCommand.WithdrawalFailed(id, at, withdrawal, null),
            _ when desk.Journal.Count > 500 && desk.Pool.ClosesAt is null =>
                new PoolCommand.AnnounceClosing(id, at, null),
            _ when desk.Pool.ClosesAt is { } earliest && earliest <= at => new PoolCommand.ClosePool(id, at, null),
            _ => new PoolCommand.RejectWithdrawal(id, at, withdrawal, null),
        };
    }

    private static Money Fen(int fen) => Money.FromUnits(fen * Money.UnitsPerFen);
}
