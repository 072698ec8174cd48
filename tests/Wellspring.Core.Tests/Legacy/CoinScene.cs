using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;
using Wellspring.Core.Tests.Versions;

namespace Wellspring.Core.Tests.Legacy;

/// <summary>A pool with old debts: creditors who agreed, a settlement fund, and orders paid partly in coins.</summary>
internal static class CoinScene
{
    private static readonly string Hash = new('e', 64);

    /// <summary>The worked example with the house's defaults for old debts, and without a cap.</summary>
    public static PlanDraft Plan { get; } = TestPlans.WorkedExample with
    {
        Cap = new() { Multiple = null },
        Legacy = new(),
    };

    public static PlanDraft With(this PlanDraft plan, Func<ReleaseSettings, ReleaseSettings> change) =>
        plan with { Legacy = plan.Legacy! with { Release = change(plan.Legacy.Release) } };

    public static PlanDraft With(this PlanDraft plan, Func<CoinSettings, CoinSettings> change) =>
        plan with { Legacy = plan.Legacy! with { Coin = change(plan.Legacy.Coin) } };

    /// <summary>A creditor with a claim of cash, converted to coins.</summary>
    public static void Owe(
        this Desk desk, string member, string amount, long since = 19_000, bool agrees = true, bool reduces = false)
    {
        desk.Accepted<PoolEvent.ClaimRegistered>(new PoolCommand.RegisterClaim(
            desk.NextId, desk.Now, $"claim-{desk.NextId}", member, ClaimKind.Cash, TestPlans.Yuan(amount), null, null,
            since, Hash, "ledger"));
        if (agrees)
        {
            desk.Accepted<PoolEvent.OfferAnswered>(new PoolCommand.AnswerOffer(
                desk.NextId, desk.Now, member, OfferAnswer.Yes, Hash, null, reduces));
        }
    }

    public static void Fund(this Desk desk, string amount) => desk.Accepted<PoolEvent.SettlementFunded>(
        new PoolCommand.FundSettlement(desk.NextId, desk.Now, TestPlans.Yuan(amount), "operator", "V-1", "li"));

    public static void Place(this Desk desk, string order, string member, string amount, Funding? funding = null) =>
        desk.Accepted<PoolEvent.OrderPlaced>(new PoolCommand.PlaceOrder(
            desk.NextId, desk.Now, order, member, "s1", TestPlans.Yuan(amount), funding, []));

    public static PoolCommand.PayWithCoins Coins(this Desk desk, string order, string member, string coins) =>
        new(desk.NextId, desk.Now, member, order, TestPlans.Yuan(coins));

    /// <summary>Delivers an order and lets the return window pass.</summary>
    public static void Finish(this Desk desk, string order)
    {
        desk.Accepted<PoolEvent.OrderDelivered>(new PoolCommand.DeliverOrder(desk.NextId, desk.Now, order));
        desk.Pass(7);
    }

    /// <summary>An order of which coins pay a part, final.</summary>
    public static void Buy(this Desk desk, string order, string member, string amount, string coins)
    {
        desk.Place(order, member, amount);
        desk.Accepted<PoolEvent.CoinsPaid>(desk.Coins(order, member, coins));
        desk.Finish(order);
    }

    public static CreditorBalance Creditor(this Desk desk, string member) =>
        desk.Pool.Creditor(desk.NumberOf(member))!;

    public static IEnumerable<DueItem> Due(this Desk desk) =>
        desk.Journal.Select(entry => entry.Event).OfType<PoolEvent.DueProcessed>().SelectMany(due => due.Items);

    public static IEnumerable<DueItem.PointsReleased> Releases(this Desk desk) =>
        desk.Due().OfType<DueItem.PointsReleased>();

    public static PoolEvent Refund(this Desk desk, string order, string amount) =>
        desk.Run(new PoolCommand.RefundOrder(desk.NextId, desk.Now, order, TestPlans.Yuan(amount)));

    public static PoolEvent Reverse(this Desk desk, string order, string amount) =>
        desk.Run(new PoolCommand.ReverseOrder(desk.NextId, desk.Now, order, TestPlans.Yuan(amount)));

    public static PoolEvent Inject(this Desk desk, string amount) => desk.Run(
        new PoolCommand.InjectCapital(desk.NextId, desk.Now, TestPlans.Yuan(amount), "operator", "V-2", "li"));

    /// <summary>Every account shows what the state says, both sides balance, and the pool replays.</summary>
    public static void AssertBooks(this Desk desk)
    {
        Assert.Equal((0, 0), (desk.Postings.MoneySum, desk.Postings.PointsSum));
        foreach (var (account, units) in desk.Pool.Balances())
        {
            Assert.Equal((account.Name, units), (account.Name, desk.Postings[account.Kind, account.Number]));
        }

        desk.AssertReplays();
    }
}
