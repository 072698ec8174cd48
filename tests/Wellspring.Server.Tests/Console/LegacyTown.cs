using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Console;

/// <summary>A platform that took over old debts: claims of some ages, a consent, orders with coins.</summary>
internal static class LegacyTown
{
    public const string Willing = "m-willing";
    public const string Refusing = "m-refusing";
    public const string Silent = "m-silent";

    /// <summary>The shop of the other tests, with the group that settles old debts.</summary>
    public static string Plan { get; } = RunningServer.SandboxPlan.Replace(
        "\"rewards\": { \"direct\": \"0.3%\" }",
        """
        "rewards": { "direct": "0.3%" },
        "legacy": { "coin": { "depositRate": "16%" }, "release": { "rule": "inflow", "dailyCap": "10%" } }
        """,
        StringComparison.Ordinal);

    private static readonly string Proof = new('a', 64);

    /// <summary>Claims of 1 200, 300 and 500 yuan; the first creditor turns all into coins.</summary>
    public static async Task ClaimAsync(RunningServer server)
    {
        var now = server.Get<PoolClock>().Now();
        var today = now.DayAt(default);
        await DoAsync(
            server,
            Claim("old-1", Willing, ClaimKind.Cash, 1_200, today - 2_000),
            Claim("old-2", Refusing, ClaimKind.Goods, 300, today - 700),
            Claim("old-3", Silent, ClaimKind.Cash, 500, today - 100),
            new PoolCommand.DisputeClaim("d-3", now, "old-3", "test", "another amount"),
            new PoolCommand.AnswerOffer("a-2", now, Refusing, OfferAnswer.No, Proof, null, false));
        await ConsentAsync(server, Willing);

        PoolCommand.RegisterClaim Claim(string id, string member, ClaimKind kind, long yuan, long since) => new(
            $"r-{id}", now, id, member, kind, Money.FromYuan(yuan), null, null, since, Proof, "import 1");
    }

    public static Task ConsentAsync(RunningServer server, string member) => DoAsync(
        server, new PoolCommand.AnswerOffer(
            $"a-{member}", server.Get<PoolClock>().Now(), member, OfferAnswer.Yes, Proof, null, true));

    public static Task FundAsync(RunningServer server, long yuan) => DoAsync(
        server, new PoolCommand.FundSettlement($"f-{yuan}", server.Get<PoolClock>().Now(), Money.FromYuan(yuan),
            "own money", $"V-{yuan}", "second"));

    /// <summary>An order that coins pay a part of, or none; it is final eight days later.</summary>
    public static async Task SpendAsync(RunningServer server, string member, string order, long total, long coins)
    {
        var now = server.Get<PoolClock>().Now();
        PoolCommand[] paid = coins == 0 ? []
            : [new PoolCommand.PayWithCoins($"c-{order}", now, member, order, Money.FromYuan(coins))];
        await DoAsync(
            server,
            [
                new PoolCommand.PlaceOrder($"p-{order}", now, order, member, "mt-old", Money.FromYuan(total),
                    new(FundingMode.OwnGoods, "mt-old"), []),
                .. paid, new PoolCommand.DeliverOrder($"v-{order}", now, order),
            ]);
        await server.PassAsync(TimeSpan.FromDays(8));
    }

    /// <summary>Sends commands of people who are no staff; each must be taken.</summary>
    public static async Task DoAsync(RunningServer server, params PoolCommand[] commands)
    {
        foreach (var answer in await server.Get<PoolGate>().SubmitAsync(commands, default))
        {
            Assert.True(answer.Kind is AnswerKind.Done, $"{answer.Record.Event} {answer.Reason}");
        }

        await server.Get<PoolFlow>().RunAsync(default);
    }
}
