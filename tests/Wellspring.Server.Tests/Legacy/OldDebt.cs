using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Legacy;

/// <summary>A platform with old debts: claims, consents and the operator's own money, as tests want them.</summary>
internal static class OldDebt
{
    /// <summary>The sandbox plan with the house values of legacy; a day may release all that is locked.</summary>
    public static string Plan { get; } = RunningServer.SandboxPlan.Replace(
        "\"rewards\": {", "\"legacy\": { \"release\": { \"dailyCap\": \"100%\" } }, \"rewards\": {",
        StringComparison.Ordinal);

    private static readonly string Evidence = new('a', 64);

    public static Task OweAsync(this RunningServer server, string member, long yuan, string claim = "c-1") =>
        server.DoAsync(now => new PoolCommand.RegisterClaim(
            $"register.{claim}", now, claim, member, ClaimKind.Cash, Money.FromYuan(yuan), null, null, 18_700,
            Evidence, "A-1"));

    /// <summary>Agrees to all of it, behind the offer page's back.</summary>
    public static Task AgreeAsync(this RunningServer server, string member, bool proceedsReduce = false) =>
        server.DoAsync(now => new PoolCommand.AnswerOffer(
            $"agree.{member}", now, member, OfferAnswer.Yes, Evidence, null, proceedsReduce));

    public static Task FundAsync(this RunningServer server, long yuan, string voucher = "v-fund") =>
        server.DoAsync(now => new PoolCommand.FundSettlement(
            $"fund.{voucher}", now, Money.FromYuan(yuan), "own", voucher, null));

    public static async Task<CreditorBalance> CreditorAsync(this RunningServer server, string member) =>
        await server.Get<PoolGate>().ReadAsync(
            desk => desk.Pool.Creditor(desk.Names.Find(member)), Shopping.Never)
        ?? throw new InvalidOperationException($"{member} is no creditor");

    public static async Task<LegacyTotals> DebtAsync(this RunningServer server) =>
        await server.PoolAsync(pool => pool.Legacy) ?? throw new InvalidOperationException("the plan has no legacy");

    private static async Task DoAsync(this RunningServer server, Func<Instant, PoolCommand> command)
    {
        var answer = await server.Get<PoolGate>().SubmitAsync(
            command(server.Get<PoolClock>().Now()), Shopping.Never);
        Assert.Equal(Refusal.None, answer.Reason);
        await server.Get<PoolFlow>().RunAsync(Shopping.Never);
    }
}
